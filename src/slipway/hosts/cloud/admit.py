"""What is done to the cluster when a machine has become a host, and when it is one no more."""

from __future__ import annotations

from collections.abc import Callable

from slipway.access import SYSTEM
from slipway.audit import record
from slipway.cluster import NODE, Cluster, Obj
from slipway.db import Database, Session, after_commit
from slipway.hosts.cloud.models import CloudMachine
from slipway.hosts.oplog import snapshot, target_of
from slipway.hosts.partitions.manage import assign_host, unassign_host
from slipway.hosts.partitions.models import PartitionHost


class Admission:
    """Gives hosts their labels and partition as soon as they appear, and takes their nodes away with their machines."""

    def __init__(self, database: Database, cluster: Cluster, wake_host: Callable[[str], None]) -> None:
        self._database = database
        self._cluster = cluster
        self._wake_host = wake_host

    async def admit(self, machine: CloudMachine, node: Obj) -> None:
        """Mark a host once; what people change of it later stays."""
        name, uid = node["metadata"]["name"], node["metadata"]["uid"]
        if machine.node_uid == uid:
            return
        if machine.labels:
            await self._cluster.patch(NODE, name, {"metadata": {"labels": machine.labels}})
        async with self._database.session() as session:
            row = await session.get(CloudMachine, machine.id, with_for_update=True)
            if row is None:
                return
            if row.partition_id is not None and await _is_free(session, name):
                await assign_host(session, SYSTEM, row.partition_id, name)
                after_commit(session, lambda: self._wake_host(name))
            row.node, row.node_uid = name, uid
        machine.node, machine.node_uid = name, uid

    async def dismiss(self, machine: CloudMachine) -> None:
        """Take the node of a machine that has ended out of the cluster and of its partition."""
        if machine.node is None:
            return
        node = await self._cluster.get(NODE, machine.node)
        own = node is not None and node["metadata"]["uid"] == machine.node_uid
        if node is not None and own:
            await self._cluster.delete(NODE, machine.node, uid=node["metadata"]["uid"])
        async with self._database.session() as session:
            if node is not None and own:
                record(session, SYSTEM, "host.remove", target_of(machine.node), before=snapshot(node))
            place = await session.get(PartitionHost, machine.node)
            if place is not None and place.partition_id is not None and (own or node is None):
                await unassign_host(session, SYSTEM, place.partition_id, machine.node)


async def _is_free(session: Session, host: str) -> bool:
    """Tell whether nobody has put the host into a partition yet: where people put it, it stays."""
    place = await session.get(PartitionHost, host)
    return place is None or place.partition_id is None

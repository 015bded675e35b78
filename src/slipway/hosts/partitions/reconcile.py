"""Carry partitions to the nodes: at once after a change of either side, and by a look at everything from time to time.

A node's taints are one list that many write, so a node is read, changed and put back only if nobody changed it
meanwhile. Every step may be repeated by every replica of the platform at the same moment, so no leader is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Container

import structlog
from sqlalchemy import delete, select

from slipway.cluster import NODE, Change, Cluster, Obj, WatchCache
from slipway.db import Database, Session
from slipway.errors import Conflict, NotFound
from slipway.hosts.partitions.marks import label_of, marked, taints_of
from slipway.hosts.partitions.models import Partition, PartitionHost
from slipway.reconcile import Reconciler, Rhythm

log = structlog.get_logger(__name__)

ROUND_SECONDS = 30.0
SETTLE_SECONDS = 0.02
CHANGED_MEANWHILE_SECONDS = 0.1


class PartitionSync(Reconciler):
    """Keeps each node's label and taint as the database says."""

    name = "partitions"

    def __init__(
        self, cluster: Cluster, database: Database, cache: WatchCache, round_seconds: float = ROUND_SECONDS
    ) -> None:
        """``cache`` follows nodes; it is started and stopped by whoever owns it."""
        self._cluster = cluster
        self._database = database
        self._cache = cache
        self._seen_as: dict[str, Obj] = {}
        super().__init__(Rhythm(round_seconds))

    def _follow(self) -> Callable[[], None]:
        """Follow nodes: one that comes back has to be marked before it is used."""
        return self._cache.subscribe(self._seen)

    def _seen(self, change: Change) -> None:
        """Look at a node that is new, or whose labels or taints have changed; heartbeats change neither."""
        if change.kind != NODE:
            return
        name = change.obj["metadata"]["name"]
        marks = {"labels": label_of(change.obj), "taints": taints_of(change.obj)}
        if change.gone:
            self._seen_as.pop(name, None)
        elif self._seen_as.get(name) != marks:
            self._seen_as[name] = marks
            self.wake(name, SETTLE_SECONDS)

    async def _look(self) -> None:
        """Find nodes that are not in order with one request."""
        nodes = {node["metadata"]["name"]: node for node in await self._cluster.list_all(NODE)}
        async with self._database.read() as session:
            rows = {row.node: row for row in await session.scalars(select(PartitionHost))}
            known = await _known(session)
        for name, node in nodes.items():
            if _wanted(node, rows.get(name), known) != node:
                self.wake(name)
        for name, row in rows.items():
            if row.partition_id is None:
                self.wake(name)

    async def _handle(self, name: str) -> float | None:
        """Bring one node in order; return the seconds until the next look when somebody else was at it."""
        async with self._database.read() as session:
            row = await session.get(PartitionHost, name)
            known = await _known(session)
        node = await self._cluster.get(NODE, name)
        if node is not None:
            wanted = _wanted(node, row, known)
            if wanted != node:
                try:
                    await self._cluster.replace(wanted)
                except (Conflict, NotFound):
                    return CHANGED_MEANWHILE_SECONDS
                log.info("host marked", host=name, partition=row.partition_id if row else None)
        if row is not None and row.partition_id is None:
            await self._forget(name)
        return None

    async def _forget(self, node: str) -> None:
        """Drop the row of a host that was taken out and bears no marks any more, unless it was assigned meanwhile."""
        async with self._database.session() as session:
            gone = (PartitionHost.node == node, PartitionHost.partition_id.is_(None))
            await session.execute(delete(PartitionHost).where(*gone))


class _Everything(Container[str]):
    """Whatever a host with a row bears is ours: it is, or was, in a partition."""

    def __contains__(self, _value: object) -> bool:
        return True


def _wanted(node: Obj, row: PartitionHost | None, known: Container[str]) -> Obj:
    """Return the node as it should be."""
    return marked(node, row.partition_id, _Everything()) if row is not None else marked(node, None, known)


async def _known(session: Session) -> set[str]:
    return set(await session.scalars(select(Partition.id)))

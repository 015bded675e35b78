"""Find partitions, within what the actor may know of: tenants know those that are granted to them."""

from __future__ import annotations

from sqlalchemy import Select, select

from slipway.access import Actor, scope
from slipway.db import Session
from slipway.errors import NotFound
from slipway.hosts.partitions.models import Partition, PartitionGrant, PartitionHost


def visible(actor: Actor) -> Select[Partition]:
    """Return the query of all partitions that the actor may know of."""
    if actor.of_platform:
        return select(Partition)
    granted = scope(select(PartitionGrant.partition_id), PartitionGrant, actor)
    return select(Partition).where(Partition.id.in_(granted))


async def partition_by_id(session: Session, actor: Actor, partition_id: str, *, hold: bool = False) -> Partition:
    """Return a partition, held for a change if so asked; NotFound when there is none, or none for the actor."""
    query = visible(actor).where(Partition.id == partition_id)
    partition = await session.scalar(query.with_for_update() if hold else query)
    if partition is None:
        raise NotFound("partition.not_found", {"id": partition_id})
    return partition


async def partitions_of_hosts(session: Session) -> dict[str, Partition]:
    """Return the partition of every host that is in one, by the name of its node."""
    query = select(PartitionHost.node, Partition).join(Partition, Partition.id == PartitionHost.partition_id)
    return dict((await session.execute(query)).all())

"""Show partitions with what belongs to them and what uses them, as far as the actor may know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Actor, scope
from slipway.cluster import WatchCache
from slipway.db import Session
from slipway.hosts.partitions.models import Partition, PartitionGrant, PartitionHost
from slipway.hosts.partitions.room import room_in
from slipway.hosts.partitions.schemas import GrantedTenant, PartitionOut
from slipway.hosts.partitions.uses import pinned_as_seen
from slipway.tenants import Tenant


@dataclass(frozen=True, slots=True)
class Presenter:
    """Shows what the session sees to the actor."""

    actor: Actor
    session: Session
    cache: WatchCache

    async def partition(self, partition: Partition) -> PartitionOut:
        """Show one partition."""
        return (await self.partitions([partition]))[0]

    async def partitions(self, partitions: Sequence[Partition]) -> list[PartitionOut]:
        """Show partitions for a list."""
        ids = [partition.id for partition in partitions]
        hosts, tenants, room = await self._hosts(ids), await self._tenants(ids), room_in(self.cache)
        return [
            PartitionOut(
                id=partition.id,
                name=partition.name,
                display_name=partition.display_name,
                description=partition.description,
                hosts=hosts[partition.id],
                room=room(hosts[partition.id]),
                tenants=tenants[partition.id],
                services=await pinned_as_seen(self.session, partition.id, self.actor),
                created_at=partition.created_at,
            )
            for partition in partitions
        ]

    async def _hosts(self, ids: Sequence[str]) -> dict[str, list[str]]:
        query = select(PartitionHost.partition_id, PartitionHost.node).where(PartitionHost.partition_id.in_(ids))
        found: dict[str, list[str]] = defaultdict(list)
        for partition_id, node in await self.session.execute(query.order_by(PartitionHost.node)):
            found[str(partition_id)].append(node)
        return found

    async def _tenants(self, ids: Sequence[str]) -> dict[str, list[GrantedTenant]]:
        query = select(PartitionGrant.partition_id, Tenant.id, Tenant.name)
        query = query.join(Tenant, Tenant.id == PartitionGrant.tenant_id)
        query = scope(query.where(PartitionGrant.partition_id.in_(ids)), PartitionGrant, self.actor)
        found: dict[str, list[GrantedTenant]] = defaultdict(list)
        for partition_id, tenant_id, name in await self.session.execute(query.order_by(Tenant.name)):
            found[partition_id].append(GrantedTenant(id=tenant_id, name=name))
        return found

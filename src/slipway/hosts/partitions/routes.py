"""HTTP routes of partitions."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path

from slipway.access import Action, require
from slipway.db import after_commit
from slipway.hosts.partitions import manage
from slipway.hosts.partitions.lookup import partition_by_id, visible
from slipway.hosts.partitions.models import NODE_LENGTH, Partition
from slipway.hosts.partitions.parts import ClusterPart, Present, SyncPart
from slipway.hosts.partitions.schemas import PartitionCreate, PartitionOut, PartitionPatch
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate

router = APIRouter(tags=["partitions"])

LISTING = Listing(
    sort={"name": Partition.name, "created_at": Partition.created_at},
    search=[Partition.name, Partition.display_name, Partition.description],
)
Host = Annotated[str, Path(max_length=NODE_LENGTH, description="the name of a node")]


@router.get("/partitions")
async def list_partitions(
    actor: CurrentActor, session: DbSession, present: Present, paging: Paging
) -> Page[PartitionOut]:
    """List partitions; tenants' users see those that are granted to their tenant."""
    require(actor, Action.PARTITION_READ, actor.tenant_id)
    found, total = await paginate(session, visible(actor), paging, LISTING)
    return page_of(await present.partitions(found), total, paging)


@router.post("/partitions", status_code=201)
async def create_partition(
    actor: CurrentActor, session: DbSession, present: Present, body: PartitionCreate
) -> PartitionOut:
    """Make a partition."""
    return await present.partition(await manage.create_partition(session, actor, body))


@router.get("/partitions/{partition_id}")
async def get_partition(actor: CurrentActor, session: DbSession, present: Present, partition_id: str) -> PartitionOut:
    """Show one partition."""
    require(actor, Action.PARTITION_READ, actor.tenant_id)
    return await present.partition(await partition_by_id(session, actor, partition_id))


@router.patch("/partitions/{partition_id}")
async def change_partition(
    actor: CurrentActor, session: DbSession, present: Present, partition_id: str, body: PartitionPatch
) -> PartitionOut:
    """Rename a partition, or describe it otherwise; what is pinned to it follows."""
    return await present.partition(await manage.change_partition(session, actor, partition_id, body))


@router.delete("/partitions/{partition_id}", status_code=204)
async def delete_partition(actor: CurrentActor, session: DbSession, partition_id: str) -> None:
    """Remove a partition that nothing uses: no host, no tenant, no service."""
    await manage.delete_partition(session, actor, partition_id)


@router.put("/partitions/{partition_id}/hosts/{host}")
async def assign_host(
    actor: CurrentActor,
    session: DbSession,
    present: Present,
    cluster: ClusterPart,
    sync: SyncPart,
    partition_id: str,
    host: Host,
) -> PartitionOut:
    """Put a host into a partition: from then on it takes pinned services only. What runs on it goes on."""
    await manage.require_host(actor, cluster, host)
    partition = await manage.assign_host(session, actor, partition_id, host)
    after_commit(session, partial(sync.wake, host))
    return await present.partition(partition)


@router.delete("/partitions/{partition_id}/hosts/{host}")
async def unassign_host(
    actor: CurrentActor, session: DbSession, present: Present, sync: SyncPart, partition_id: str, host: Host
) -> PartitionOut:
    """Take a host out of a partition. What runs on it goes on."""
    partition = await manage.unassign_host(session, actor, partition_id, host)
    after_commit(session, partial(sync.wake, host))
    return await present.partition(partition)


@router.put("/partitions/{partition_id}/tenants/{tenant_id}")
async def grant_partition(
    actor: CurrentActor, session: DbSession, present: Present, partition_id: str, tenant_id: str
) -> PartitionOut:
    """Let a tenant pin services to a partition."""
    return await present.partition(await manage.grant_partition(session, actor, partition_id, tenant_id))


@router.delete("/partitions/{partition_id}/tenants/{tenant_id}")
async def revoke_partition(
    actor: CurrentActor, session: DbSession, present: Present, partition_id: str, tenant_id: str
) -> PartitionOut:
    """Take a grant back; refused while services of the tenant are pinned to the partition."""
    return await present.partition(await manage.revoke_partition(session, actor, partition_id, tenant_id))

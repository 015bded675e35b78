"""HTTP routes of volumes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from slipway.access import Action, require
from slipway.cluster import STORAGE_CLASS, Cluster, WatchCache
from slipway.db import Database
from slipway.volumes.claims import is_default
from slipway.volumes.directory import VolumeDirectory
from slipway.volumes.inventory import Inventory
from slipway.volumes.keeper import Keeper
from slipway.volumes.reach import reach_within
from slipway.volumes.schemas import StorageClassOut, VolumeDetail, VolumeGrow, VolumePage, Wanted
from slipway.volumes.space import LiveSpace
from slipway.web import CurrentActor, DbSession, Paging, provided

router = APIRouter(tags=["volumes"])

CachePart = Annotated[WatchCache, Depends(provided(WatchCache))]


def inventory(
    cache: CachePart,
    directory: Annotated[VolumeDirectory, Depends(provided(VolumeDirectory))],
    space: Annotated[LiveSpace, Depends(provided(LiveSpace))],
) -> Inventory:
    """Put together what showing volumes needs."""
    return Inventory(cache, directory, space)


Show = Annotated[Inventory, Depends(inventory)]


def keeper(
    actor: CurrentActor,
    database: Annotated[Database, Depends(provided(Database))],
    cluster: Annotated[Cluster, Depends(provided(Cluster))],
    show: Show,
) -> Keeper:
    """Put together what one volume needs."""
    return Keeper(actor, database, cluster, show)


Keep = Annotated[Keeper, Depends(keeper)]


@router.get("/volumes")
async def list_volumes(
    actor: CurrentActor, session: DbSession, show: Show, paging: Paging, wanted: Annotated[Wanted, Depends()]
) -> VolumePage:
    """List all volumes that the caller may see, also those that nothing uses any more."""
    return await show.page(session, await reach_within(session, actor, wanted), paging)


@router.get("/storage-classes")
async def list_storage_classes(actor: CurrentActor, cache: CachePart) -> list[StorageClassOut]:
    """List the classes of storage that volumes can be of."""
    require(actor, Action.VOLUME_READ, actor.tenant_id)
    cache.require_synced()
    return [
        StorageClassOut(
            name=each["metadata"]["name"],
            provisioner=each["provisioner"],
            expandable=each["allowVolumeExpansion"],
            default=is_default(each),
        )
        for each in sorted(cache.all(STORAGE_CLASS), key=lambda each: str(each["metadata"]["name"]))
    ]


@router.get("/volumes/{tenant_id}/{volume}")
async def get_volume(keep: Keep, tenant_id: str, volume: str) -> VolumeDetail:
    """Show one volume: who uses it, how full it is, and what the cluster has noted about it."""
    return await keep.detail(tenant_id, volume)


@router.patch("/volumes/{tenant_id}/{volume}")
async def grow_volume(keep: Keep, tenant_id: str, volume: str, body: VolumeGrow) -> VolumeDetail:
    """Give a volume a larger size; it never shrinks."""
    return await keep.grow(tenant_id, volume, body.size)


@router.delete("/volumes/{tenant_id}/{volume}", status_code=204)
async def delete_volume(keep: Keep, tenant_id: str, volume: str) -> None:
    """Delete a volume with its data; 409 while a published service or a pod uses it."""
    await keep.delete(tenant_id, volume)

"""HTTP routes of image storage."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import select

from slipway.access import Action, require, scope
from slipway.db import Database
from slipway.images.desk import Desk
from slipway.images.find import registry_by_id
from slipway.images.manage import client_of
from slipway.images.schemas import RegistryMeteringIn, RegistryMeteringOut, RepositoryOut, TenantStorageOut
from slipway.images.storage import setting
from slipway.images.storage.models import StorageSpan, StoredRepository
from slipway.images.storage.present import metering_of, repositories_out, tenants_out
from slipway.images.storage.walk import first_page
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate, provided

router = APIRouter(prefix="/registries/{registry_id}")

TENANTS = Listing(
    sort={"tenant": StorageSpan.tenant, "size_bytes": StorageSpan.size_bytes},
    search=[StorageSpan.tenant],
    default="-size_bytes",
)
REPOSITORIES = Listing(
    sort={
        "name": StoredRepository.name,
        "size_bytes": StoredRepository.size_bytes,
        "own_bytes": StoredRepository.own_bytes,
        "tags": StoredRepository.tags,
    },
    search=[StoredRepository.name],
    default="-size_bytes",
)
DeskPart = Annotated[Desk, Depends(provided(Desk))]
DatabasePart = Annotated[Database, Depends(provided(Database))]
OfTenant = Annotated[str | None, Query(max_length=64, description="only this tenant's")]


@router.put("/metering")
async def meter_registry(
    actor: CurrentActor,
    session: DbSession,
    database: DatabasePart,
    desk: DeskPart,
    registry_id: str,
    body: RegistryMeteringIn,
) -> RegistryMeteringOut:
    """Meter what each tenant keeps in a registry that the platform shares; it has to list its repositories to us."""
    async with database.read() as before:
        registry = await setting.to_meter(before, actor, registry_id, body.repositories)
    await first_page(client_of(registry, desk.inside))
    await setting.meter(session, actor, registry_id, body.repositories)
    return (await metering_of(session, actor, [registry_id]))[registry_id]


@router.delete("/metering", status_code=204)
async def meter_registry_no_longer(actor: CurrentActor, session: DbSession, registry_id: str) -> None:
    """Meter a registry no longer; what was used until now stays in reports."""
    await setting.meter_no_longer(session, actor, registry_id)


@router.post("/metering/measure", status_code=202)
async def measure_registry(actor: CurrentActor, session: DbSession, registry_id: str) -> RegistryMeteringOut:
    """Have a registry measured now, and not only when it is its turn."""
    await setting.measure_now(session, actor, registry_id)
    return (await metering_of(session, actor, [registry_id]))[registry_id]


@router.get("/storage")
async def list_storage(
    actor: CurrentActor, session: DbSession, paging: Paging, registry_id: str, tenant_id: OfTenant = None
) -> Page[TenantStorageOut]:
    """Tell how much each tenant keeps in a metered registry, as it was measured last."""
    require(actor, Action.REGISTRY_READ, actor.tenant_id)
    await registry_by_id(session, actor, registry_id)
    query = select(StorageSpan).where(StorageSpan.registry_id == registry_id, StorageSpan.ended.is_(None))
    if tenant_id is not None:
        query = query.where(StorageSpan.tenant_id == tenant_id)
    found, total = await paginate(session, scope(query, StorageSpan, actor), paging, TENANTS)
    return page_of(await tenants_out(session, actor, found), total, paging)


@router.get("/repositories")
async def list_stored_repositories(
    actor: CurrentActor, session: DbSession, paging: Paging, registry_id: str, tenant_id: OfTenant = None
) -> Page[RepositoryOut]:
    """List what a metered registry keeps for tenants, by repository, as it was measured last."""
    require(actor, Action.REGISTRY_READ, actor.tenant_id)
    await registry_by_id(session, actor, registry_id)
    query = select(StoredRepository).where(StoredRepository.registry_id == registry_id)
    if tenant_id is not None:
        query = query.where(StoredRepository.tenant_id == tenant_id)
    found, total = await paginate(session, scope(query, StoredRepository, actor), paging, REPOSITORIES)
    return page_of(await repositories_out(session, found), total, paging)

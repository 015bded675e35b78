"""HTTP routes of tenants."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import select

from slipway.access import Action, require, scope
from slipway.db import after_commit
from slipway.tenants import deletion, manage
from slipway.tenants.lookup import tenant_by_id
from slipway.tenants.models import Tenant
from slipway.tenants.parts import ClusterPart, DatabasePart, OccupantsPart, SettingsPart, SyncPart
from slipway.tenants.present import tenant_changed, tenant_out, tenants_out
from slipway.tenants.quota import demand_of
from slipway.tenants.schemas import Deletion, TenantChanged, TenantCreate, TenantOut, TenantPatch, Usage
from slipway.tenants.usage import usage_of
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate

router = APIRouter(tags=["tenants"])

LISTING = Listing(
    sort={"name": Tenant.name, "created_at": Tenant.created_at}, search=[Tenant.name, Tenant.display_name]
)
Stop = Annotated[bool, Query(description="also unpublish everything; it stays so when the tenant is enabled again")]
Cascade = Annotated[bool, Query(description="also remove everything that the tenant has; needs `confirm`")]
Confirm = Annotated[str, Query(max_length=100, description="the tenant's name, for `cascade`")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request to remove a tenant, with what that needs."""

    actor: CurrentActor
    session: DbSession
    database: DatabasePart
    cluster: ClusterPart
    occupants: OccupantsPart
    sync: SyncPart
    tenant_id: str


@router.get("/tenants")
async def list_tenants(actor: CurrentActor, session: DbSession, paging: Paging) -> Page[TenantOut]:
    """List tenants; tenants' users see their own."""
    require(actor, Action.TENANT_READ, actor.tenant_id)
    query = scope(select(Tenant).where(Tenant.deleted_at.is_(None)), Tenant, actor)
    tenants, total = await paginate(session, query, paging, LISTING)
    return page_of(await tenants_out(session, tenants), total, paging)


@router.post("/tenants", status_code=201)
async def create_tenant(
    actor: CurrentActor, session: DbSession, settings: SettingsPart, sync: SyncPart, body: TenantCreate
) -> TenantOut:
    """Make a tenant; its namespace and quota in the cluster follow by themselves."""
    tenant = await manage.create_tenant(session, actor, body, settings.namespace_prefix)
    after_commit(session, partial(sync.wake, tenant.id))
    return await tenant_out(session, tenant)


@router.get("/tenants/{tenant_id}")
async def get_tenant(actor: CurrentActor, session: DbSession, tenant_id: str) -> TenantOut:
    """Show one tenant."""
    tenant = await tenant_by_id(session, actor, tenant_id)
    require(actor, Action.TENANT_READ, tenant.id)
    return await tenant_out(session, tenant)


@router.patch("/tenants/{tenant_id}")
async def change_tenant(
    actor: CurrentActor, session: DbSession, sync: SyncPart, tenant_id: str, body: TenantPatch
) -> TenantChanged:
    """Change a tenant; a quota below what is in use is accepted with ``warnings``, and nothing is stopped."""
    tenant = await manage.change_tenant(session, actor, tenant_id, body)
    after_commit(session, partial(sync.wake, tenant.id))
    return await tenant_changed(session, tenant)


@router.post("/tenants/{tenant_id}/disable")
async def disable_tenant(
    actor: CurrentActor, session: DbSession, occupants: OccupantsPart, tenant_id: str, stop: Stop = False
) -> TenantOut:
    """Keep everybody of the tenant out: logins, sessions, tokens and open streams, at once. What runs goes on."""
    return await tenant_out(session, await manage.disable_tenant(session, actor, occupants, tenant_id, stop=stop))


@router.post("/tenants/{tenant_id}/enable")
async def enable_tenant(actor: CurrentActor, session: DbSession, occupants: OccupantsPart, tenant_id: str) -> TenantOut:
    """Let everybody of the tenant in again."""
    return await tenant_out(session, await manage.enable_tenant(session, actor, occupants, tenant_id))


@router.get("/tenants/{tenant_id}/deletion")
async def get_tenant_deletion(
    actor: CurrentActor, session: DbSession, cluster: ClusterPart, occupants: OccupantsPart, tenant_id: str
) -> Deletion:
    """Tell what would be lost with a tenant; once its deletion is requested, how far that has come."""
    tenant = await deletion.tenant_to_delete(session, actor, tenant_id)
    return await deletion.progress(session, cluster, occupants, tenant)


@router.delete("/tenants/{tenant_id}", status_code=204)
async def delete_tenant(wanted: Annotated[Wanted, Depends()], cascade: Cascade = False, confirm: Confirm = "") -> None:
    """Remove an empty tenant, or with ``cascade`` one with everything in it; its name confirms that."""
    session, tenant_id = wanted.session, wanted.tenant_id
    async with wanted.database.read() as before:
        tenant = await deletion.tenant_to_delete(before, wanted.actor, tenant_id)
    volumes = await deletion.volumes_of(wanted.cluster, tenant.namespace)
    if cascade:
        await deletion.delete_with_everything(session, wanted.actor, wanted.occupants, tenant_id, confirm, volumes)
    else:
        await deletion.delete_tenant(session, wanted.actor, tenant_id, volumes)
    after_commit(session, partial(wanted.sync.wake, tenant_id))


@router.get("/tenants/{tenant_id}/usage")
async def get_tenant_usage(actor: CurrentActor, session: DbSession, cluster: ClusterPart, tenant_id: str) -> Usage:
    """Show how much of its quota a tenant uses."""
    tenant = await tenant_by_id(session, actor, tenant_id)
    require(actor, Action.TENANT_READ, tenant.id)
    return await usage_of(cluster, tenant, await demand_of(session, tenant.id))

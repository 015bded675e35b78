"""HTTP routes of tenants."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from sqlalchemy import select

from slipway.access import Action, require, scope
from slipway.db import after_commit
from slipway.tenants import manage
from slipway.tenants.lookup import tenant_by_id
from slipway.tenants.models import Tenant
from slipway.tenants.parts import ClusterPart, SettingsPart, SyncPart
from slipway.tenants.present import tenant_changed, tenant_out, tenants_out
from slipway.tenants.quota import demand_of
from slipway.tenants.schemas import TenantChanged, TenantCreate, TenantOut, TenantPatch, Usage
from slipway.tenants.usage import usage_of
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate

router = APIRouter(tags=["tenants"])

LISTING = Listing(
    sort={"name": Tenant.name, "created_at": Tenant.created_at}, search=[Tenant.name, Tenant.display_name]
)


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


@router.delete("/tenants/{tenant_id}", status_code=204)
async def delete_tenant(actor: CurrentActor, session: DbSession, sync: SyncPart, tenant_id: str) -> None:
    """Remove an empty tenant."""
    await manage.delete_tenant(session, actor, await tenant_by_id(session, actor, tenant_id))
    after_commit(session, partial(sync.wake, tenant_id))


@router.get("/tenants/{tenant_id}/usage")
async def get_tenant_usage(actor: CurrentActor, session: DbSession, cluster: ClusterPart, tenant_id: str) -> Usage:
    """Show how much of its quota a tenant uses."""
    tenant = await tenant_by_id(session, actor, tenant_id)
    require(actor, Action.TENANT_READ, tenant.id)
    return await usage_of(cluster, tenant, await demand_of(session, tenant.id))

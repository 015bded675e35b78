"""HTTP routes of tenants."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select

from slipway.access import Action, require, scope
from slipway.cluster import Cluster
from slipway.db import Session, after_commit
from slipway.settings import Settings
from slipway.tenants import contents, manage
from slipway.tenants.lookup import tenant_by_id
from slipway.tenants.models import Tenant
from slipway.tenants.reconcile import TenantSync
from slipway.tenants.schemas import Quota, TenantCreate, TenantOut, TenantPatch, Usage
from slipway.tenants.usage import usage_of
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate, provided

router = APIRouter(tags=["tenants"])

LISTING = Listing(
    sort={"name": Tenant.name, "created_at": Tenant.created_at}, search=[Tenant.name, Tenant.display_name]
)
SettingsPart = Annotated[Settings, Depends(provided(Settings))]
SyncPart = Annotated[TenantSync, Depends(provided(TenantSync))]
ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]


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
) -> TenantOut:
    """Change a tenant's display name or quota."""
    tenant = await tenant_by_id(session, actor, tenant_id)
    manage.change_tenant(session, actor, tenant, body)
    after_commit(session, partial(sync.wake, tenant.id))
    return await tenant_out(session, tenant)


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
    return await usage_of(cluster, tenant.namespace, quota_of(tenant))


async def tenant_out(session: Session, tenant: Tenant) -> TenantOut:
    """Show one tenant."""
    return (await tenants_out(session, [tenant]))[0]


async def tenants_out(session: Session, tenants: Sequence[Tenant]) -> list[TenantOut]:
    """Show tenants with the numbers of what they hold."""
    held = await contents.counts(session, [tenant.id for tenant in tenants])
    return [
        TenantOut(
            id=tenant.id,
            name=tenant.name,
            display_name=tenant.display_name,
            namespace=tenant.namespace,
            quota=quota_of(tenant),
            applications=held[tenant.id].get("application", 0),
            users=held[tenant.id].get("user", 0),
            created_at=tenant.created_at,
        )
        for tenant in tenants
    ]


def quota_of(tenant: Tenant) -> Quota:
    """Return a tenant's quota."""
    return Quota(cpu=tenant.quota_cpu, memory=tenant.quota_memory, pods=tenant.quota_pods)

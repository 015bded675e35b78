"""Make, change and remove tenants. The cluster's side follows in ``reconcile.py``."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from slipway.access import Action, Actor, require
from slipway.audit import Target, record
from slipway.db import Obj, Session, utcnow
from slipway.errors import Conflict
from slipway.tenants import contents
from slipway.tenants.models import Tenant
from slipway.tenants.schemas import TenantCreate, TenantPatch


async def create_tenant(session: Session, actor: Actor, wanted: TenantCreate, namespace_prefix: str) -> Tenant:
    """Store a new tenant."""
    require(actor, Action.TENANT_MANAGE)
    tenant = Tenant(
        name=wanted.name,
        display_name=wanted.display_name,
        namespace=namespace_prefix + wanted.name,
        quota_cpu=wanted.quota.cpu,
        quota_memory=wanted.quota.memory,
        quota_pods=wanted.quota.pods,
    )
    await _refuse_taken(session, wanted.name)
    session.add(tenant)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("tenant.name_taken", {"name": wanted.name}, field="name") from error
    record(session, actor, "tenant.create", target_of(tenant), after=snapshot(tenant))
    return tenant


def change_tenant(session: Session, actor: Actor, tenant: Tenant, wanted: TenantPatch) -> None:
    """Change what is given."""
    require(actor, Action.TENANT_MANAGE, tenant.id)
    before = snapshot(tenant)
    if wanted.display_name is not None:
        tenant.display_name = wanted.display_name
    if wanted.quota is not None:
        tenant.quota_cpu, tenant.quota_memory = wanted.quota.cpu, wanted.quota.memory
        tenant.quota_pods = wanted.quota.pods
    record(session, actor, "tenant.change", target_of(tenant), before, snapshot(tenant))


async def delete_tenant(session: Session, actor: Actor, tenant: Tenant) -> None:
    """Mark an empty tenant as deleted; its row goes when its namespace is gone."""
    require(actor, Action.TENANT_MANAGE, tenant.id)
    await session.execute(select(Tenant.id).where(Tenant.id == tenant.id).with_for_update())
    if held := await contents.names(session, tenant.id):
        raise Conflict("tenant.not_empty", {"name": tenant.name, "holds": held})
    tenant.deleted_at = utcnow()
    record(session, actor, "tenant.delete", target_of(tenant), before=snapshot(tenant))


def target_of(tenant: Tenant) -> Target:
    """Return how the operation log names a tenant."""
    return Target("tenant", tenant.id, tenant.name, tenant.id)


def snapshot(tenant: Tenant) -> Obj:
    """Return what the operation log keeps of a tenant."""
    quota = {"cpu": tenant.quota_cpu, "memory": tenant.quota_memory, "pods": tenant.quota_pods}
    return {"name": tenant.name, "display_name": tenant.display_name, "quota": quota}


async def _refuse_taken(session: Session, name: str) -> None:
    taken = await session.scalar(select(Tenant).where(Tenant.name == name))
    if taken is not None and taken.deleted_at is not None:
        raise Conflict("tenant.being_deleted", {"name": name}, field="name")
    if taken is not None:
        raise Conflict("tenant.name_taken", {"name": name}, field="name")

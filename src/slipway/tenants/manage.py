"""Make, change and remove tenants. The cluster's side follows in ``reconcile.py``."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from slipway.access import Action, Actor, require
from slipway.audit import record
from slipway.db import Session, utcnow
from slipway.errors import Conflict, Invalid
from slipway.quantities import parse
from slipway.tenants.lookup import locked_tenant, tenant_by_id
from slipway.tenants.models import Tenant
from slipway.tenants.occupants import Occupants
from slipway.tenants.oplog import snapshot, target_of
from slipway.tenants.presets import adopt, preset_for_tenant
from slipway.tenants.quota import columns_of, set_quota
from slipway.tenants.schemas import ContainerDefaults, Quota, TenantCreate, TenantPatch


async def create_tenant(session: Session, actor: Actor, wanted: TenantCreate, namespace_prefix: str) -> Tenant:
    """Store a new tenant."""
    require(actor, Action.TENANT_MANAGE)
    _check(wanted)
    tenant = Tenant(
        name=wanted.name,
        display_name=wanted.display_name,
        namespace=namespace_prefix + wanted.name,
        container_defaults=wanted.container_defaults.model_dump(),
        **columns_of(wanted.quota or Quota()),
    )
    if wanted.preset is not None:
        adopt(tenant, await preset_for_tenant(session, wanted.preset))
    await _refuse_taken(session, wanted.name)
    session.add(tenant)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("tenant.name_taken", {"name": wanted.name}, field="name") from error
    record(session, actor, "tenant.create", target_of(tenant), after=snapshot(tenant))
    return tenant


async def change_tenant(session: Session, actor: Actor, tenant_id: str, wanted: TenantPatch) -> Tenant:
    """Change what is given. A quota may go below what is in use: nothing is stopped, nothing new is accepted."""
    found = await tenant_by_id(session, actor, tenant_id)
    require(actor, Action.TENANT_MANAGE, found.id)
    _check(wanted)
    # Presets before tenants, as whoever changes a preset does: two that wait for each other would wait for ever.
    preset = await preset_for_tenant(session, wanted.preset) if wanted.preset is not None else None
    tenant = await locked_tenant(session, found.id)
    before = snapshot(tenant)
    if wanted.display_name is not None:
        tenant.display_name = wanted.display_name
    if wanted.container_defaults is not None:
        tenant.container_defaults = wanted.container_defaults.model_dump()
    if wanted.quota is not None:
        tenant.preset_id = None
        set_quota(tenant, wanted.quota)
    if preset is not None:
        adopt(tenant, preset)
    await session.flush()
    record(session, actor, "tenant.change", target_of(tenant), before, snapshot(tenant))
    return tenant


async def disable_tenant(session: Session, actor: Actor, occupants: Occupants, tenant_id: str, *, stop: bool) -> Tenant:
    """Keep everybody of the tenant out, from now on; what runs goes on, unless it is to be stopped as well."""
    tenant = await _for_switch(session, actor, tenant_id)
    before = snapshot(tenant)
    tenant.disabled_at = tenant.disabled_at or utcnow()
    await occupants.switched(session, tenant)
    if stop:
        await occupants.stop(session, actor, tenant)
    record(session, actor, "tenant.disable", target_of(tenant), before, {**snapshot(tenant), "stop": stop})
    return tenant


async def enable_tenant(session: Session, actor: Actor, occupants: Occupants, tenant_id: str) -> Tenant:
    """Let everybody of the tenant in again; what was stopped stays so until somebody publishes it."""
    tenant = await _for_switch(session, actor, tenant_id)
    before = snapshot(tenant)
    tenant.disabled_at = None
    await occupants.switched(session, tenant)
    record(session, actor, "tenant.enable", target_of(tenant), before, snapshot(tenant))
    return tenant


async def _for_switch(session: Session, actor: Actor, tenant_id: str) -> Tenant:
    found = await tenant_by_id(session, actor, tenant_id)
    require(actor, Action.TENANT_MANAGE, found.id)
    return await locked_tenant(session, found.id)


def _check(wanted: TenantCreate | TenantPatch) -> None:
    if wanted.preset is not None and wanted.quota is not None:
        raise Invalid("tenant.quota_ambiguous", field="quota")
    defaults = wanted.container_defaults or ContainerDefaults()
    for what, request, limit in (
        ("cpu", defaults.cpu, defaults.cpu_limit),
        ("memory", defaults.memory, defaults.memory_limit),
    ):
        if limit is not None and parse(request) > parse(limit):
            params = {"what": what, "request": request, "limit": limit}
            raise Invalid("tenant.default_above_limit", params, field=f"container_defaults.{what}")


async def _refuse_taken(session: Session, name: str) -> None:
    taken = await session.scalar(select(Tenant).where(Tenant.name == name))
    if taken is not None and taken.deleted_at is not None:
        raise Conflict("tenant.being_deleted", {"name": name}, field="name")
    if taken is not None:
        raise Conflict("tenant.name_taken", {"name": name}, field="name")

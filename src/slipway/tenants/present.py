"""Show tenants and presets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from slipway.access import Actor, scope
from slipway.db import Session
from slipway.tenants import contents
from slipway.tenants.models import QuotaPreset, Tenant
from slipway.tenants.quota import demand_of, excesses, quota_of
from slipway.tenants.schemas import ContainerDefaults, PresetOut, PresetTenant, TenantChanged, TenantOut


async def tenant_out(session: Session, tenant: Tenant) -> TenantOut:
    """Show one tenant."""
    return (await tenants_out(session, [tenant]))[0]


async def tenants_out(session: Session, tenants: Sequence[Tenant]) -> list[TenantOut]:
    """Show tenants with the numbers of what they hold."""
    held = await contents.counts(session, [tenant.id for tenant in tenants])
    rows = await session.execute(select(QuotaPreset.id, QuotaPreset.name))
    presets: dict[str | None, str] = dict(rows.all())
    return [
        TenantOut(
            id=tenant.id,
            name=tenant.name,
            display_name=tenant.display_name,
            namespace=tenant.namespace,
            preset=presets.get(tenant.preset_id),
            quota=quota_of(tenant),
            container_defaults=ContainerDefaults.model_validate(tenant.container_defaults),
            disabled=tenant.disabled_at is not None,
            applications=held[tenant.id].get("application", 0),
            users=held[tenant.id].get("user", 0),
            created_at=tenant.created_at,
        )
        for tenant in tenants
    ]


async def tenant_changed(session: Session, tenant: Tenant) -> TenantChanged:
    """Show a tenant after a change of it."""
    shown = await tenant_out(session, tenant)
    return TenantChanged(**dict(shown), warnings=excesses(tenant, await demand_of(session, tenant.id)))


async def presets_out(session: Session, actor: Actor, presets: Sequence[QuotaPreset]) -> list[PresetOut]:
    """Show presets with the tenants that use them and that the actor may know of."""
    query = select(Tenant.preset_id, Tenant.name).where(Tenant.preset_id.is_not(None), Tenant.deleted_at.is_(None))
    users: dict[str | None, list[str]] = defaultdict(list)
    for preset_id, name in await session.execute(scope(query, Tenant, actor).order_by(Tenant.name)):
        users[preset_id].append(name)
    return [PresetOut(**_fields(preset), tenants=users[preset.id]) for preset in presets]


async def preset_tenants(session: Session, tenants: Sequence[Tenant]) -> list[PresetTenant]:
    """Show the tenants whose quota changed with a preset."""
    return [
        PresetTenant(id=tenant.id, name=tenant.name, warnings=excesses(tenant, await demand_of(session, tenant.id)))
        for tenant in tenants
    ]


def _fields(preset: QuotaPreset) -> dict[str, Any]:
    names = ("id", "name", "built_in", "created_at")
    return {"quota": quota_of(preset), **{name: getattr(preset, name) for name in names}}

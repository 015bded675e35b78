"""Quota presets. Tenants that use one have its amounts, and get its new ones in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from slipway.access import Action, Actor, require
from slipway.audit import Target, record
from slipway.db import Obj, Session
from slipway.errors import Conflict, Invalid, NotFound
from slipway.tenants.models import QuotaPreset, Tenant
from slipway.tenants.oplog import snapshot, target_of
from slipway.tenants.present import preset_tenants, presets_out
from slipway.tenants.quota import WHAT, amounts_of, columns_of, set_quota
from slipway.tenants.schemas import PresetChanged, PresetCreate, QuotaPatch


async def preset_by_id(session: Session, preset_id: str, *, hold: bool = False) -> QuotaPreset:
    """Return a preset, held for a change if so asked. Raises NotFound."""
    query = select(QuotaPreset).where(QuotaPreset.id == preset_id)
    preset = await session.scalar(query.with_for_update() if hold else query)
    if preset is None:
        raise NotFound("preset.not_found", {"id": preset_id})
    return preset


async def preset_for_tenant(session: Session, name: str) -> QuotaPreset:
    """Return the preset that a tenant is given, and keep it as it is until the transaction ends."""
    preset = await session.scalar(select(QuotaPreset).where(QuotaPreset.name == name).with_for_update(read=True))
    if preset is None:
        known = list(await session.scalars(select(QuotaPreset.name).order_by(QuotaPreset.name)))
        raise Invalid("preset.unknown", {"name": name, "known": known}, field="preset")
    return preset


async def create_preset(session: Session, actor: Actor, wanted: PresetCreate) -> QuotaPreset:
    """Store a new preset."""
    require(actor, Action.PRESET_MANAGE)
    preset = QuotaPreset(name=wanted.name, built_in=False, **columns_of(wanted.quota))
    if wanted.name == "custom" or await session.scalar(select(QuotaPreset).where(QuotaPreset.name == wanted.name)):
        raise Conflict("preset.name_taken", {"name": wanted.name}, field="name")
    session.add(preset)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("preset.name_taken", {"name": wanted.name}, field="name") from error
    record(session, actor, "preset.create", _target_of(preset), after=_snapshot(preset))
    return preset


async def change_preset(
    session: Session, actor: Actor, preset_id: str, wanted: QuotaPatch, *, dry_run: bool
) -> PresetChanged:
    """Change a preset and the quota of all tenants that use it; a dry run is the real thing, taken back."""
    require(actor, Action.PRESET_MANAGE)
    attempt = await session.begin_nested()
    preset = await preset_by_id(session, preset_id, hold=True)
    changes: list[_Change] = [(_target_of(preset), _snapshot(preset), partial(_snapshot, preset))]
    set_quota(preset, wanted)
    followers = [tenant for tenant in await _users_of(session, preset) if amounts_of(tenant) != amounts_of(preset)]
    for tenant in followers:
        changes.append((target_of(tenant), snapshot(tenant), partial(snapshot, tenant)))
        adopt(tenant, preset)
    await session.flush()
    shown = (await presets_out(session, actor, [preset]))[0]
    changed = PresetChanged(**dict(shown), dry_run=dry_run, changed_tenants=await preset_tenants(session, followers))
    if dry_run:
        await attempt.rollback()
        return changed
    await attempt.commit()
    for target, before, after in changes:
        record(session, actor, f"{target.kind}.change", target, before, after())
    return changed


async def delete_preset(session: Session, actor: Actor, preset_id: str) -> None:
    """Remove a preset that no tenant uses; the built-in ones stay."""
    require(actor, Action.PRESET_MANAGE)
    preset = await preset_by_id(session, preset_id, hold=True)
    if preset.built_in:
        raise Conflict("preset.built_in", {"name": preset.name})
    users = await session.scalars(select(Tenant.name).where(Tenant.preset_id == preset.id).order_by(Tenant.name))
    if used_by := list(users):
        raise Conflict("preset.in_use", {"name": preset.name, "tenants": used_by})
    record(session, actor, "preset.delete", _target_of(preset), before=_snapshot(preset))
    await session.delete(preset)


def adopt(tenant: Tenant, preset: QuotaPreset) -> None:
    """Give a tenant the preset's amounts."""
    tenant.preset_id = preset.id
    for what in WHAT:
        setattr(tenant, f"quota_{what}", getattr(preset, f"quota_{what}"))


async def _users_of(session: Session, preset: QuotaPreset) -> Sequence[Tenant]:
    query = select(Tenant).where(Tenant.preset_id == preset.id, Tenant.deleted_at.is_(None)).order_by(Tenant.id)
    locking = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await session.scalars(locking)).all()


_Change = tuple[Target, Obj, Callable[[], Obj]]
"""Of what, how it was, and how to see how it became."""


def _target_of(preset: QuotaPreset) -> Target:
    return Target("preset", preset.id, preset.name)


def _snapshot(preset: QuotaPreset) -> Obj:
    return {"name": preset.name, "quota": amounts_of(preset)}

"""HTTP routes of quota presets."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from sqlalchemy import select

from slipway.access import Action, require
from slipway.db import after_commit
from slipway.tenants import presets
from slipway.tenants.models import QuotaPreset
from slipway.tenants.parts import SyncPart
from slipway.tenants.present import presets_out
from slipway.tenants.schemas import PresetChanged, PresetCreate, PresetOut, PresetPatch
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate

router = APIRouter(tags=["tenants"])

LISTING = Listing(sort={"name": QuotaPreset.name, "created_at": QuotaPreset.created_at}, search=[QuotaPreset.name])


@router.get("/quota-presets")
async def list_quota_presets(actor: CurrentActor, session: DbSession, paging: Paging) -> Page[PresetOut]:
    """List quota presets."""
    require(actor, Action.PRESET_READ, actor.tenant_id)
    found, total = await paginate(session, select(QuotaPreset), paging, LISTING)
    return page_of(await presets_out(session, actor, found), total, paging)


@router.post("/quota-presets", status_code=201)
async def create_quota_preset(actor: CurrentActor, session: DbSession, body: PresetCreate) -> PresetOut:
    """Make a preset."""
    preset = await presets.create_preset(session, actor, body)
    return (await presets_out(session, actor, [preset]))[0]


@router.patch("/quota-presets/{preset_id}")
async def change_quota_preset(
    actor: CurrentActor, session: DbSession, sync: SyncPart, preset_id: str, body: PresetPatch, dry_run: bool = False
) -> PresetChanged:
    """Change a preset, and with it at once the quota of all tenants that use it; ``dry_run`` only tells which."""
    changed = await presets.change_preset(session, actor, preset_id, body.quota, dry_run=dry_run)
    for tenant in () if dry_run else changed.changed_tenants:
        after_commit(session, partial(sync.wake, tenant.id))
    return changed


@router.delete("/quota-presets/{preset_id}", status_code=204)
async def delete_quota_preset(actor: CurrentActor, session: DbSession, preset_id: str) -> None:
    """Remove a preset that no tenant uses."""
    await presets.delete_preset(session, actor, preset_id)

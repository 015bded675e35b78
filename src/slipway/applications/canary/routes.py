"""HTTP routes of canaries."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from slipway.applications.canary import manage
from slipway.applications.canary.schemas import Canary, CanaryOut, CanaryStart, CanaryWeight
from slipway.applications.canary.traffic import canary_of, ending_of
from slipway.applications.find import service_view
from slipway.applications.parts import CurrentContext, Present
from slipway.applications.schemas import ServiceStatus
from slipway.applications.visible import visible_config
from slipway.settings import Settings
from slipway.web import CurrentActor, DbSession, provided

router = APIRouter(tags=["services"], prefix="/services/{service_id}/canary")

SettingsPart = Annotated[Settings, Depends(provided(Settings))]


@router.get("")
async def get_canary(actor: CurrentActor, session: DbSession, present: Present, service_id: str) -> CanaryOut:
    """Show the canary of a service, and how both are."""
    view, service = await service_view(session, actor, service_id)
    found, status = canary_of(view, service_id), present.status_of(service.id, view)
    ending = ending_of(view, service_id)
    if found is None:
        return CanaryOut(canary=None, ending=ending, status=status)
    own, trial = found
    shown = visible_config(actor, view.tenant_id, view.id, own.config)
    canary = Canary(
        id=own.id,
        name=own.name,
        weight=trial.weight,
        started_at=trial.since,
        config=shown,
        status=present.status_of(own.id, view),
    )
    return CanaryOut(canary=canary, ending=ending, status=status)


@router.post("", status_code=202)
async def start_canary(
    context: CurrentContext,
    present: Present,
    settings: SettingsPart,
    service_id: str,
    body: CanaryStart,
    dry_run: bool = False,
) -> CanaryOut:
    """Run a configuration beside the present one, with a share of the requests to the service's domains.

    ``dry_run`` only tells, by the error, whether it can be.
    """
    seen = manage.Seen(bool(settings.gateway), await _status(context, present, service_id))
    await (manage.rehearse if dry_run else manage.start)(context, service_id, body, seen)
    return await get_canary(context.actor, context.session, present, service_id)


@router.put("/weight", status_code=202)
async def set_canary_weight(
    context: CurrentContext, present: Present, service_id: str, body: CanaryWeight
) -> CanaryOut:
    """Lead another share of the requests to the canary."""
    await manage.weigh(context, service_id, body.weight, await _status(context, present, service_id))
    return await get_canary(context.actor, context.session, present, service_id)


@router.post("/promote", status_code=202)
async def promote_canary(context: CurrentContext, present: Present, service_id: str) -> CanaryOut:
    """Let the service run what its canary runs, as a new revision; the canary goes when that is done."""
    view, _ = await service_view(context.session, context.actor, service_id)
    found = canary_of(view, service_id)
    await manage.promote(context, service_id, present.status_of(found[0].id, view) if found is not None else None)
    return await get_canary(context.actor, context.session, present, service_id)


@router.post("/abort", status_code=202)
async def abort_canary(context: CurrentContext, present: Present, service_id: str) -> CanaryOut:
    """Lead all requests to the service again, and take the canary away."""
    await manage.abort(context, service_id)
    return await get_canary(context.actor, context.session, present, service_id)


async def _status(context: CurrentContext, present: Present, service_id: str) -> ServiceStatus:
    view, _ = await service_view(context.session, context.actor, service_id)
    return present.status_of(service_id, view)

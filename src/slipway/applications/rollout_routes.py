"""HTTP routes of rolling updates."""

from __future__ import annotations

from fastapi import APIRouter

from slipway.applications import rollout
from slipway.applications.find import service_view
from slipway.applications.parts import CurrentContext, Present
from slipway.applications.schemas import ServiceStatus

router = APIRouter(tags=["services"], prefix="/services/{service_id}/rollout")


@router.post("/pause", status_code=202)
async def pause_rollout(context: CurrentContext, present: Present, service_id: str) -> ServiceStatus:
    """Hold the rolling update of a service, and every further one, until it is resumed."""
    return await present.service_status((await rollout.pause(context, service_id)).row)


@router.post("/resume", status_code=202)
async def resume_rollout(context: CurrentContext, present: Present, service_id: str) -> ServiceStatus:
    """Let a rolling update that was held go on."""
    return await present.service_status((await rollout.resume(context, service_id)).row)


@router.post("/abort", status_code=202)
async def abort_rollout(context: CurrentContext, present: Present, service_id: str) -> ServiceStatus:
    """Return from a rolling update to the revision that the old replicas still run, as a new revision."""
    view, service = await service_view(context.session, context.actor, service_id)
    shown = next(one for one in await present.services(view) if one.id == service.id)
    return await present.service_status((await rollout.abort(context, service_id, shown.status.rollout)).row)

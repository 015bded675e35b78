"""HTTP routes of status streams. They open no transaction of the request's: a stream lives longer than that."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import StreamingResponse

from slipway.access import Action, require
from slipway.applications.find import application_view
from slipway.applications.parts import Follow
from slipway.web import CurrentActor, DbSession, sse_response

router = APIRouter(tags=["applications"])


@router.get("/applications/{application_id}/events", response_class=StreamingResponse)
async def follow_application(
    request: Request, actor: CurrentActor, session: DbSession, follow: Follow, application_id: str
) -> StreamingResponse:
    """Follow one application: ``status`` events, the first at once, and ``gone`` when it is deleted."""
    view = await application_view(session, actor, application_id)
    return sse_response(request, follow.one(view.id))


@router.get("/events", response_class=StreamingResponse)
async def follow_applications(request: Request, actor: CurrentActor, follow: Follow) -> StreamingResponse:
    """Follow all applications that the caller may see: an ``application`` event whenever the status of one changes."""
    require(actor, Action.APPLICATION_READ, actor.tenant_id)
    return sse_response(request, follow.all(actor))

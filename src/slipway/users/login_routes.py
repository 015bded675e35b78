"""HTTP routes of logging in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import delete

from slipway.access import Actor, actions_of
from slipway.audit import Target, record
from slipway.db import Database, Session
from slipway.settings import Settings
from slipway.users.accounts import user_by_id
from slipway.users.authenticate import COOKIE
from slipway.users.models import BrowserSession, User
from slipway.users.opening import Browser, actor_of, give_cookie
from slipway.users.routes import Desk, TenancyPart, user_out
from slipway.users.schemas import Login, SessionOut
from slipway.users.tenancy import Tenancy
from slipway.web import (
    DbSession,
    KnownActor,
    current_request,
    part_of,
    provided,
)

router = APIRouter(tags=["session"])

SettingsPart = Annotated[Settings, Depends(provided(Settings))]
DatabasePart = Annotated[Database, Depends(provided(Database))]


@router.post("/session", status_code=201)
async def log_in(
    body: Login, request: Request, response: Response, desk: Desk, settings: SettingsPart, database: DatabasePart
) -> SessionOut:
    """Log a browser in: the answer sets the session's cookie."""
    password = body.password.get_secret_value()
    browser = Browser(current_request().source, request.headers.get("user-agent", ""))
    user, secret = await desk.log_in(body.username, password, browser)
    give_cookie(response, secret, request, settings)
    async with database.read() as session:
        return await _session_out(session, part_of(request, Tenancy), actor_of(user), user)  # type: ignore[type-abstract]


@router.get("/session")
async def get_session(actor: KnownActor, session: DbSession, tenancy: TenancyPart) -> SessionOut:
    """Tell who is logged in and what they may do."""
    return await _session_out(session, tenancy, actor, await user_by_id(session, actor, actor.id))


@router.delete("/session", status_code=204)
async def log_out(actor: KnownActor, session: DbSession, response: Response) -> None:
    """End the browser's session."""
    if actor.via == "session":
        await session.execute(delete(BrowserSession).where(BrowserSession.id == actor.credential_id))
        record(session, actor, "session.logout", Target("user", actor.id, actor.name, actor.tenant_id))
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


async def _session_out(session: Session, tenancy: Tenancy, actor: Actor, user: User) -> SessionOut:
    return SessionOut(user=await user_out(session, tenancy, user), actions=actions_of(actor))

"""HTTP routes of logging in and out, and of API tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import delete, func, select

from slipway.access import Actor, actions_of
from slipway.audit import Target, record
from slipway.db import Database, Session, utcnow
from slipway.errors import Conflict, NotFound
from slipway.settings import Settings
from slipway.users.accounts import user_by_id
from slipway.users.authenticate import COOKIE
from slipway.users.login import Browser, actor_of
from slipway.users.models import ApiToken, BrowserSession, User
from slipway.users.routes import Desk, TenancyPart, user_out
from slipway.users.schemas import Login, SessionOut, TokenCreate, TokenCreated, TokenOut
from slipway.users.secret import digest, new_token
from slipway.users.tenancy import Tenancy
from slipway.web import (
    CurrentActor,
    DbSession,
    KnownActor,
    Listing,
    Page,
    Paging,
    current_request,
    page_of,
    paginate,
    part_of,
    provided,
)

router = APIRouter(tags=["session"])

SettingsPart = Annotated[Settings, Depends(provided(Settings))]
DatabasePart = Annotated[Database, Depends(provided(Database))]

MOST_TOKENS = 100
LISTING = Listing(sort={"name": ApiToken.name, "created_at": ApiToken.created_at}, search=[ApiToken.name])


@router.post("/session", status_code=201)
async def log_in(
    body: Login, request: Request, response: Response, desk: Desk, settings: SettingsPart, database: DatabasePart
) -> SessionOut:
    """Log a browser in: the answer sets the session's cookie."""
    password = body.password.get_secret_value()
    browser = Browser(current_request().source, request.headers.get("user-agent", ""))
    user, secret = await desk.log_in(body.username, password, browser)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=settings.session_max_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies or request.url.scheme == "https",
    )
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


@router.get("/tokens")
async def list_tokens(actor: CurrentActor, session: DbSession, paging: Paging) -> Page[TokenOut]:
    """List one's own API tokens."""
    query = select(ApiToken).where(ApiToken.user_id == actor.id)
    tokens, total = await paginate(session, query, paging, LISTING)
    return page_of([TokenOut.model_validate(token, from_attributes=True) for token in tokens], total, paging)


@router.post("/tokens", status_code=201)
async def create_token(actor: CurrentActor, session: DbSession, body: TokenCreate) -> TokenCreated:
    """Make an API token for oneself. Only this answer shows it; made with a token, it lives no longer than that one."""
    owned = await session.scalar(select(func.count()).where(ApiToken.user_id == actor.id))
    if (owned or 0) >= MOST_TOKENS:
        raise Conflict("token.too_many", {"limit": MOST_TOKENS})
    expires = utcnow() + timedelta(days=body.expires_in_days)
    if actor.via == "token" and (own := await session.get(ApiToken, actor.credential_id)):
        expires = min(expires, own.expires_at)
    secret = new_token()
    token = ApiToken(user_id=actor.id, name=body.name, secret_hash=digest(secret), expires_at=expires)
    session.add(token)
    await session.flush()
    record(session, actor, "token.create", _target(token, actor), after={"expires_at": expires.isoformat()})
    shown = TokenOut.model_validate(token, from_attributes=True)
    return TokenCreated(**shown.model_dump(), token=secret)


@router.delete("/tokens/{token_id}", status_code=204)
async def revoke_token(actor: CurrentActor, session: DbSession, token_id: str) -> None:
    """Revoke one of one's own API tokens."""
    query = select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == actor.id)
    token = await session.scalar(query)
    if token is None:
        raise NotFound("token.not_found", {"id": token_id})
    record(session, actor, "token.revoke", _target(token, actor))
    await session.delete(token)


def _target(token: ApiToken, actor: Actor) -> Target:
    return Target("token", token.id, token.name, actor.tenant_id)


async def _session_out(session: Session, tenancy: Tenancy, actor: Actor, user: User) -> SessionOut:
    return SessionOut(user=await user_out(session, tenancy, user), actions=actions_of(actor))

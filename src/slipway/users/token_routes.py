"""HTTP routes of API tokens: one's own, and others' for administrators."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import func, select

from slipway.access import Action, Actor, require
from slipway.audit import Target, record
from slipway.db import Session, utcnow
from slipway.errors import Conflict, Invalid, NotFound
from slipway.settings import Settings
from slipway.users.accounts import user_by_id
from slipway.users.models import ApiToken
from slipway.users.schemas import TokenCreate, TokenCreated, TokenOut
from slipway.users.secret import digest, new_token, prefix_of
from slipway.web import CurrentActor, DbSession, Listing, Page, PageRequest, Paging, page_of, paginate, provided

router = APIRouter(tags=["tokens"])

SettingsPart = Annotated[Settings, Depends(provided(Settings))]

MOST_TOKENS = 100
USUAL_DAYS = 90
LISTING = Listing(sort={"name": ApiToken.name, "created_at": ApiToken.created_at}, search=[ApiToken.name])


@router.get("/tokens")
async def list_tokens(actor: CurrentActor, session: DbSession, paging: Paging) -> Page[TokenOut]:
    """List one's own API tokens."""
    require(actor, Action.ACCOUNT_READ, actor.tenant_id)
    return await _page(session, actor.id, paging)


@router.post("/tokens", status_code=201)
async def create_token(
    actor: CurrentActor, session: DbSession, settings: SettingsPart, body: TokenCreate
) -> TokenCreated:
    """Make an API token for oneself. Only this answer shows it; made with a token, it lives no longer than that one."""
    require(actor, Action.ACCOUNT_MANAGE, actor.tenant_id)
    owned = await session.scalar(select(func.count()).where(ApiToken.user_id == actor.id))
    if (owned or 0) >= MOST_TOKENS:
        raise Conflict("token.too_many", {"limit": MOST_TOKENS})
    secret = new_token()
    token = ApiToken(
        user_id=actor.id,
        name=body.name,
        scope=body.scope,
        prefix=prefix_of(secret),
        secret_hash=digest(secret),
        expires_at=await _expiry(session, actor, settings.token_max_days, body.expires_in_days),
    )
    session.add(token)
    await session.flush()
    after = {"scope": token.scope, "expires_at": token.expires_at.isoformat()}
    record(session, actor, "token.create", _target(token, actor.tenant_id), after=after)
    return TokenCreated(**_shown(token).model_dump(), token=secret)


@router.delete("/tokens/{token_id}", status_code=204)
async def revoke_token(actor: CurrentActor, session: DbSession, token_id: str) -> None:
    """Revoke one of one's own API tokens."""
    require(actor, Action.ACCOUNT_MANAGE, actor.tenant_id)
    await _revoke(session, actor, actor.id, actor.tenant_id, token_id)


@router.get("/users/{user_id}/tokens")
async def list_user_tokens(actor: CurrentActor, session: DbSession, paging: Paging, user_id: str) -> Page[TokenOut]:
    """List a user's API tokens; nobody but their owner has ever seen their secrets."""
    user = await user_by_id(session, actor, user_id)
    require(actor, Action.USER_READ, user.tenant_id)
    return await _page(session, user.id, paging)


@router.delete("/users/{user_id}/tokens", status_code=204)
async def revoke_user_tokens(actor: CurrentActor, session: DbSession, user_id: str) -> None:
    """Revoke all of a user's API tokens."""
    user = await user_by_id(session, actor, user_id)
    require(actor, Action.USER_MANAGE, user.tenant_id)
    for token in await session.scalars(select(ApiToken).where(ApiToken.user_id == user.id)):
        record(session, actor, "token.revoke", _target(token, user.tenant_id))
        await session.delete(token)


@router.delete("/users/{user_id}/tokens/{token_id}", status_code=204)
async def revoke_user_token(actor: CurrentActor, session: DbSession, user_id: str, token_id: str) -> None:
    """Revoke one of a user's API tokens."""
    user = await user_by_id(session, actor, user_id)
    require(actor, Action.USER_MANAGE, user.tenant_id)
    await _revoke(session, actor, user.id, user.tenant_id, token_id)


async def _expiry(session: Session, actor: Actor, most: int, days: int | None) -> datetime:
    if days is not None and days > most:
        raise Invalid("token.expires_too_late", {"limit": most}, field="expires_in_days")
    expires = utcnow() + timedelta(days=min(USUAL_DAYS, most) if days is None else days)
    if actor.via == "token" and (own := await session.get(ApiToken, actor.credential_id)):
        return min(expires, own.expires_at)
    return expires


async def _page(session: Session, user_id: str, paging: PageRequest) -> Page[TokenOut]:
    tokens, total = await paginate(session, select(ApiToken).where(ApiToken.user_id == user_id), paging, LISTING)
    return page_of([_shown(token) for token in tokens], total, paging)


async def _revoke(session: Session, actor: Actor, user_id: str, tenant_id: str | None, token_id: str) -> None:
    query = select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id)
    token = await session.scalar(query)
    if token is None:
        raise NotFound("token.not_found", {"id": token_id})
    record(session, actor, "token.revoke", _target(token, tenant_id))
    await session.delete(token)


def _target(token: ApiToken, tenant_id: str | None) -> Target:
    return Target("token", token.id, token.name, tenant_id)


def _shown(token: ApiToken) -> TokenOut:
    return TokenOut.model_validate(token, from_attributes=True)

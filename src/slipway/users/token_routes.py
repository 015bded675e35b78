"""HTTP routes of API tokens: one's own, and others' for administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from slipway.users.application_names import ApplicationNames
from slipway.users.models import ApiToken
from slipway.users.schemas import TokenApplication, TokenCreate, TokenCreated, TokenOut
from slipway.users.secret import digest, new_token, prefix_of
from slipway.web import CurrentActor, DbSession, Listing, Page, PageRequest, Paging, page_of, paginate, provided

router = APIRouter(tags=["tokens"])

NamesPart = Annotated[ApplicationNames, Depends(provided(ApplicationNames))]
SettingsPart = Annotated[Settings, Depends(provided(Settings))]

MOST_TOKENS = 100
USUAL_DAYS = 90
LISTING = Listing(sort={"name": ApiToken.name, "created_at": ApiToken.created_at}, search=[ApiToken.name])


@router.get("/tokens")
async def list_tokens(actor: CurrentActor, session: DbSession, names: NamesPart, paging: Paging) -> Page[TokenOut]:
    """List one's own API tokens."""
    require(actor, Action.ACCOUNT_READ, actor.tenant_id)
    return await Shown(session, actor, names).page(actor.id, paging)


@router.post("/tokens", status_code=201)
async def create_token(
    actor: CurrentActor, session: DbSession, names: NamesPart, settings: SettingsPart, body: TokenCreate
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
        applications=await _applications(session, actor, names, body.applications),
        prefix=prefix_of(secret),
        secret_hash=digest(secret),
        expires_at=await _expiry(session, actor, settings.token_max_days, body.expires_in_days),
    )
    session.add(token)
    await session.flush()
    after = {"scope": token.scope, "applications": token.applications, "expires_at": token.expires_at.isoformat()}
    record(session, actor, "token.create", _target(token, actor.tenant_id), after=after)
    (shown,) = await Shown(session, actor, names).tokens([token])
    return TokenCreated(**shown.model_dump(), token=secret)


@router.delete("/tokens/{token_id}", status_code=204)
async def revoke_token(actor: CurrentActor, session: DbSession, token_id: str) -> None:
    """Revoke one of one's own API tokens."""
    require(actor, Action.ACCOUNT_MANAGE, actor.tenant_id)
    await _revoke(session, actor, actor.id, actor.tenant_id, token_id)


@router.get("/users/{user_id}/tokens")
async def list_user_tokens(
    actor: CurrentActor, session: DbSession, names: NamesPart, paging: Paging, user_id: str
) -> Page[TokenOut]:
    """List a user's API tokens; nobody but their owner has ever seen their secrets."""
    user = await user_by_id(session, actor, user_id)
    require(actor, Action.USER_READ, user.tenant_id)
    return await Shown(session, actor, names).page(user.id, paging)


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


async def _applications(
    session: Session, actor: Actor, names: ApplicationNames, wanted: list[str] | None
) -> list[str] | None:
    if wanted is None:
        return None
    known = await names.names(session, actor, wanted)
    for index, application_id in enumerate(wanted):
        if application_id not in known:
            raise Invalid("token.application_unknown", {"id": application_id}, field=f"applications[{index}]")
    return sorted(known)


async def _revoke(session: Session, actor: Actor, user_id: str, tenant_id: str | None, token_id: str) -> None:
    query = select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id)
    token = await session.scalar(query)
    if token is None:
        raise NotFound("token.not_found", {"id": token_id})
    record(session, actor, "token.revoke", _target(token, tenant_id))
    await session.delete(token)


def _target(token: ApiToken, tenant_id: str | None) -> Target:
    return Target("token", token.id, token.name, tenant_id)


@dataclass(frozen=True, slots=True)
class Shown:
    """Shows tokens, with the names of the applications that they are for."""

    session: Session
    actor: Actor
    names: ApplicationNames

    async def page(self, user_id: str, paging: PageRequest) -> Page[TokenOut]:
        """Show the asked page of a user's tokens."""
        owned = select(ApiToken).where(ApiToken.user_id == user_id)
        tokens, total = await paginate(self.session, owned, paging, LISTING)
        return page_of(await self.tokens(tokens), total, paging)

    async def tokens(self, tokens: Sequence[ApiToken]) -> list[TokenOut]:
        """Show tokens."""
        ids = {each for token in tokens for each in token.applications or ()}
        known = await self.names.names(self.session, self.actor, ids) if ids else {}
        return [_shown(token, known) for token in tokens]


def _shown(token: ApiToken, names: Mapping[str, str]) -> TokenOut:
    only = token.applications
    return TokenOut(
        id=token.id,
        name=token.name,
        scope=token.scope,
        applications=None if only is None else [TokenApplication(id=each, name=names.get(each)) for each in only],
        prefix=token.prefix,
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
    )

"""HTTP routes of open browser sessions: one's own, and others' for administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Select, delete, select

from slipway.access import Action, Actor, require
from slipway.audit import Target, record
from slipway.db import Session, utcnow
from slipway.errors import NotFound
from slipway.settings import Settings
from slipway.users.accounts import target_of, user_by_id
from slipway.users.activity import Activity
from slipway.users.models import BrowserSession, User
from slipway.users.schemas import LoginOut
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate, provided

router = APIRouter(tags=["sessions"])

ActivityPart = Annotated[Activity, Depends(provided(Activity))]

LISTING = Listing(
    sort={"created_at": BrowserSession.created_at, "last_used_at": BrowserSession.last_used_at},
    search=[BrowserSession.source, BrowserSession.user_agent],
    default="-created_at",
)


def open_sessions(settings: Annotated[Settings, Depends(provided(Settings))]) -> Select[BrowserSession]:
    """Return the query for sessions that have not ended."""
    now, idle = utcnow(), timedelta(minutes=settings.session_idle_minutes)
    return select(BrowserSession).where(BrowserSession.expires_at > now, BrowserSession.last_used_at > now - idle)


Open = Annotated[Select[BrowserSession], Depends(open_sessions)]


class Shown:
    """Turns sessions into what is shown of them."""

    def __init__(self, actor: CurrentActor, activity: ActivityPart) -> None:
        self._actor = actor
        self._activity = activity

    def out(self, login: BrowserSession) -> LoginOut:
        """Show one."""
        return LoginOut(
            id=login.id,
            created_at=login.created_at,
            last_used_at=self._activity.last_use(login.id, login.last_used_at),
            expires_at=login.expires_at,
            source=login.source,
            user_agent=login.user_agent,
            current=login.id == self._actor.credential_id,
        )


Show = Annotated[Shown, Depends(Shown)]


@router.get("/me/sessions")
async def list_own_sessions(
    actor: CurrentActor, session: DbSession, paging: Paging, query: Open, show: Show
) -> Page[LoginOut]:
    """List one's own open browser sessions."""
    require(actor, Action.ACCOUNT_READ, actor.tenant_id)
    return await _page(session, query, actor.id, paging, show)


@router.delete("/me/sessions", status_code=204)
async def revoke_other_sessions(actor: CurrentActor, session: DbSession) -> None:
    """End all of one's own browser sessions but the one in which this is asked."""
    require(actor, Action.ACCOUNT_MANAGE, actor.tenant_id)
    others = BrowserSession.id != (actor.credential_id or "")
    await session.execute(delete(BrowserSession).where(BrowserSession.user_id == actor.id, others))
    record(session, actor, "session.revoke", Target("user", actor.id, actor.name, actor.tenant_id))


@router.delete("/me/sessions/{session_id}", status_code=204)
async def revoke_own_session(actor: CurrentActor, session: DbSession, session_id: str) -> None:
    """End one of one's own browser sessions; its event streams and terminals end, too."""
    require(actor, Action.ACCOUNT_MANAGE, actor.tenant_id)
    await _revoke(session, actor, await user_by_id(session, actor, actor.id), session_id)


@router.get("/users/{user_id}/sessions")
async def list_user_sessions(
    actor: CurrentActor, session: DbSession, paging: Paging, query: Open, show: Show, user_id: str
) -> Page[LoginOut]:
    """List a user's open browser sessions."""
    user = await user_by_id(session, actor, user_id)
    require(actor, Action.USER_READ, user.tenant_id)
    return await _page(session, query, user.id, paging, show)


@router.delete("/users/{user_id}/sessions", status_code=204)
async def revoke_user_sessions(actor: CurrentActor, session: DbSession, user_id: str) -> None:
    """End all of a user's browser sessions."""
    user = await user_by_id(session, actor, user_id)
    require(actor, Action.USER_MANAGE, user.tenant_id)
    await session.execute(delete(BrowserSession).where(BrowserSession.user_id == user.id))
    record(session, actor, "session.revoke", target_of(user))


@router.delete("/users/{user_id}/sessions/{session_id}", status_code=204)
async def revoke_user_session(actor: CurrentActor, session: DbSession, user_id: str, session_id: str) -> None:
    """End one of a user's browser sessions."""
    user = await user_by_id(session, actor, user_id)
    require(actor, Action.USER_MANAGE, user.tenant_id)
    await _revoke(session, actor, user, session_id)


async def _page(
    session: Session, query: Select[BrowserSession], user_id: str, paging: Paging, show: Shown
) -> Page[LoginOut]:
    own = query.where(BrowserSession.user_id == user_id)
    found, total = await paginate(session, own, paging, LISTING)
    return page_of([show.out(login) for login in found], total, paging)


async def _revoke(session: Session, actor: Actor, user: User, session_id: str) -> None:
    gone = delete(BrowserSession).where(BrowserSession.id == session_id, BrowserSession.user_id == user.id)
    if await session.scalar(gone.returning(BrowserSession.id)) is None:
        raise NotFound("session.not_found", {"id": session_id})
    record(session, actor, "session.revoke", Target("session", session_id, user.username, user.tenant_id))

"""Open a browser's session for somebody who has shown who they are, in whichever way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from slipway.access import Actor
from slipway.audit import record
from slipway.db import Session, utcnow
from slipway.settings import Settings
from slipway.users.accounts import target_of
from slipway.users.authenticate import COOKIE
from slipway.users.models import BrowserSession, User
from slipway.users.secret import digest, new_session_secret

ACTION = "session.login"


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a login comes from: the address, and what the browser calls itself."""

    source: str
    user_agent: str


def add_session(session: Session, user: User, browser: Browser, longest: timedelta) -> str:
    """Add a session to the transaction, with its row in the operation log; its secret."""
    secret, now = new_session_secret(), utcnow()
    session.add(
        BrowserSession(
            user_id=user.id,
            secret_hash=digest(secret),
            expires_at=now + longest,
            source=browser.source[:64],
            user_agent=browser.user_agent[:200],
        )
    )
    record(session, actor_of(user), ACTION, target_of(user))
    return secret


def give_cookie(response: Response, secret: str, request: Request, settings: Settings) -> None:
    """Let the browser keep the session's secret, out of reach of scripts and other sites."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=settings.session_max_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies or request.url.scheme == "https",
    )


def actor_of(user: User) -> Actor:
    """Return the actor that a user is, before any session exists."""
    return Actor(user.id, user.username, user.role, user.tenant_id, must_change_password=user.must_change_password)

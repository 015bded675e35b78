"""Find out who sends a request: by an API token, or by a browser's session cookie.

Cookies are sent by browsers without being asked, so whoever comes with one must also show that the request was made by
a page of ours.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from sqlalchemy import select
from starlette.requests import HTTPConnection

from slipway.access import Actor
from slipway.db import Database, utcnow
from slipway.errors import Forbidden, Unauthenticated
from slipway.users.activity import Activity
from slipway.users.models import ApiToken, BrowserSession, User
from slipway.users.secret import TOKEN_PREFIX, digest
from slipway.users.tenancy import Tenancy, refuse_shut
from slipway.web import PROOF_HEADER

COOKIE = "slipway_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class UserAuthenticator:
    """Implements ``web.Authenticator`` on our own accounts."""

    def __init__(self, database: Database, activity: Activity, idle: timedelta, tenancy: Tenancy) -> None:
        self._database = database
        self._activity = activity
        self._idle = idle
        self._tenancy = tenancy

    async def authenticate(self, connection: HTTPConnection) -> Actor:
        """Return the actor; Unauthenticated without valid credentials, Forbidden for a request forged elsewhere."""
        token = _bearer(connection)
        if token is not None:
            actor = await self._admitted(await self._by_token(token))
        else:
            actor = await self._admitted(await self._by_cookie(connection.cookies.get(COOKIE, "")))
            _require_own_page(connection)
        structlog.contextvars.bind_contextvars(actor=actor.name, tenant=actor.tenant_id)
        return actor

    async def _admitted(self, actor: Actor) -> Actor:
        if actor.tenant_id is not None:
            async with self._database.read() as session:
                await refuse_shut(session, self._tenancy, actor.tenant_id)
        return actor

    async def _by_token(self, secret: str) -> Actor:
        if not secret.startswith(TOKEN_PREFIX):
            raise Unauthenticated("token.invalid")
        query = select(ApiToken, User).join(User, User.id == ApiToken.user_id)
        async with self._database.read() as session:
            row = (await session.execute(query.where(ApiToken.secret_hash == digest(secret)))).one_or_none()
        if row is None:
            raise Unauthenticated("token.invalid")
        token, user = row
        if user.disabled or token.expires_at <= utcnow():
            raise Unauthenticated("token.invalid")
        self._activity.token_used(token.id)
        return actor_of_token(user, token)

    async def _by_cookie(self, secret: str) -> Actor:
        if not secret:
            raise Unauthenticated("session.required")
        query = select(BrowserSession, User).join(User, User.id == BrowserSession.user_id)
        async with self._database.read() as session:
            row = (await session.execute(query.where(BrowserSession.secret_hash == digest(secret)))).one_or_none()
        if row is None:
            raise Unauthenticated("session.expired")
        login, user = row
        now = utcnow()
        idle_since = self._activity.last_use(login.id, login.last_used_at)
        if user.disabled or login.expires_at <= now or now - idle_since > self._idle:
            raise Unauthenticated("session.expired")
        self._activity.session_used(login.id)
        return actor_of_session(user, login)


def actor_of_token(user: User, token: ApiToken) -> Actor:
    """Return who comes with a token."""
    forced = user.must_change_password
    only = None if token.applications is None else frozenset(token.applications)
    return Actor(user.id, user.username, user.role, user.tenant_id, "token", token.id, token.scope, forced, only)


def actor_of_session(user: User, login: BrowserSession) -> Actor:
    """Return who comes with a session's cookie."""
    forced = user.must_change_password
    return Actor(user.id, user.username, user.role, user.tenant_id, "session", login.id, must_change_password=forced)


def _bearer(connection: HTTPConnection) -> str | None:
    scheme, _, value = connection.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    if scheme.lower() != "bearer":
        raise Unauthenticated("token.invalid")
    return value.strip()


def _require_own_page(connection: HTTPConnection) -> None:
    """Refuse cookies on changing requests and WebSockets that no page of ours has made."""
    origin = connection.headers.get("origin")
    same_origin = origin is not None and urlsplit(origin).netloc == connection.headers.get("host")
    if connection.scope["type"] == "websocket":
        proven = same_origin
    elif connection.scope["method"] in _SAFE:
        return
    else:
        proven = same_origin or connection.headers.get(PROOF_HEADER) == "1"
    if not proven:
        raise Forbidden("request.cross_site")

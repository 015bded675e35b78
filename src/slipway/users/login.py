"""Log in with a name and a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from slipway.access import Actor, Role
from slipway.audit import Target, record, record_refusal
from slipway.db import Database, utcnow
from slipway.errors import Unauthenticated
from slipway.users.models import BrowserSession, User
from slipway.users.passwords import hash_password, needs_rehash, verify_password
from slipway.users.secret import digest, new_session_secret
from slipway.users.throttle import LoginThrottle

ACTION = "session.login"


@dataclass(frozen=True, slots=True)
class LoginDesk:
    """Everything that a login needs; ``longest`` is how long a session may last."""

    database: Database
    throttle: LoginThrottle
    longest: timedelta

    async def log_in(self, username: str, password: str, source: str) -> tuple[User, str]:
        """Return the user and the secret of a new session, or raise Unauthenticated or TooMany."""
        self.throttle.attempt(username, source)
        while True:
            user = await self._right(username, password)
            if user is None:
                raise Unauthenticated("login.failed")
            rehashed = await hash_password(password) if needs_rehash(user.password_hash) else None
            secret = await self._open_session(user, source, rehashed)
            if secret is not None:
                self.throttle.succeeded(username, source)
                return user, secret

    async def _right(self, username: str, password: str) -> User | None:
        """Return the user whose password it is, if they may log in; otherwise the failure is kept."""
        async with self.database.read() as session:
            user = await session.scalar(select(User).where(User.username == username))
        right = await verify_password(user.password_hash if user else None, password)
        if user is None or not right or user.disabled:
            await self._refused(user)
            return None
        return user

    async def _open_session(self, user: User, source: str, rehashed: str | None) -> str | None:
        """Return the session's secret; None when the account changed while its password was looked at."""
        secret, now = new_session_secret(), utcnow()
        seen = (User.id == user.id, User.password_hash == user.password_hash, User.disabled.is_(False))
        changes = {"last_login_at": now} | ({"password_hash": rehashed} if rehashed else {})
        async with self.database.session() as session:
            still = await session.scalar(update(User).where(*seen).values(changes).returning(User.id))
            if still is None:
                return None
            session.add(
                BrowserSession(
                    user_id=user.id, secret_hash=digest(secret), expires_at=now + self.longest, source=source[:64]
                )
            )
            record(session, actor_of(user), ACTION, _target(user))
        user.last_login_at = now
        return secret

    async def _refused(self, user: User | None) -> None:
        """Keep the failure. The name of an unknown account is not kept: people type passwords there by mistake."""
        actor = actor_of(user) if user else Actor("", "unknown", Role.VIEWER)
        target = _target(user) if user else Target("user", "", "unknown")
        async with self.database.session() as session:
            record_refusal(session, actor, ACTION, target, "login.failed")


def actor_of(user: User) -> Actor:
    """Return the actor that a user is, before any session exists."""
    return Actor(user.id, user.username, user.role, user.tenant_id)


def _target(user: User) -> Target:
    return Target("user", user.id, user.username, user.tenant_id)

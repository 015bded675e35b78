"""Log in with a name and a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from slipway.access import SYSTEM, Actor, Role
from slipway.audit import Target, record, record_refusal
from slipway.db import Database, Session, utcnow
from slipway.errors import Invalid, Unauthenticated
from slipway.users.lockout import Lock, Lockout
from slipway.users.models import BrowserSession, User
from slipway.users.passwords import hash_password, needs_rehash, verify_password
from slipway.users.secret import digest, new_session_secret
from slipway.users.tenancy import Tenancy, refuse_shut

ACTION = "session.login"


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a login comes from: the address, and what the browser calls itself."""

    source: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class LoginDesk:
    """Everything that a login needs; ``longest`` is how long a session may last."""

    database: Database
    lockout: Lockout
    longest: timedelta
    tenancy: Tenancy

    async def log_in(self, username: str, password: str, browser: Browser) -> tuple[User, str]:
        """Return the user and the secret of a new session, or raise Unauthenticated or TooMany."""
        locks = await self.lockout.attempt(username, browser.source)
        while True:
            user = await self._right(username, password, locks)
            if user is None:
                raise Unauthenticated("login.failed")
            await self._refuse_shut_out(user)
            rehashed = await hash_password(password) if needs_rehash(user.password_hash) else None
            secret = await self._open_session(user, browser, rehashed)
            if secret is not None:
                await self.lockout.succeeded(username, browser.source)
                return user, secret

    async def prove(self, actor: Actor, password: str, source: str) -> str:
        """Return the hash of the actor's password if this is it, or raise Invalid for the field ``current``.

        Wrong ones count like failed logins, so that nobody guesses it in a session that they found open. To be called
        outside of a transaction.
        """
        locks = await self.lockout.attempt(actor.name, source)
        async with self.database.read() as session:
            stored = await session.scalar(select(User.password_hash).where(User.id == actor.id))
        if not await verify_password(stored, password):
            target = Target("user", actor.id, actor.name, actor.tenant_id)
            async with self.database.session() as session:
                record_refusal(session, actor, "user.password", target, "user.password_wrong")
                record_locks(session, target, locks)
            raise Invalid("user.password_wrong", field="current")
        await self.lockout.succeeded(actor.name, source)
        return stored or ""

    async def _refuse_shut_out(self, user: User) -> None:
        """Keep and raise it when the user's tenant lets nobody in; only who knows the password learns of that."""
        try:
            async with self.database.read() as session:
                await refuse_shut(session, self.tenancy, user.tenant_id)
        except Unauthenticated as error:
            async with self.database.session() as session:
                record_refusal(session, actor_of(user), ACTION, _target(user), error.code)
            raise

    async def _right(self, username: str, password: str, locks: Sequence[Lock]) -> User | None:
        """Return the user whose password it is, if they may log in; otherwise the failure is kept."""
        async with self.database.read() as session:
            user = await session.scalar(select(User).where(User.username == username))
        right = await verify_password(user.password_hash if user else None, password)
        if user is None or not right or user.disabled:
            await self._refused(user, locks)
            return None
        return user

    async def _open_session(self, user: User, browser: Browser, rehashed: str | None) -> str | None:
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
                    user_id=user.id,
                    secret_hash=digest(secret),
                    expires_at=now + self.longest,
                    source=browser.source[:64],
                    user_agent=browser.user_agent[:200],
                )
            )
            record(session, actor_of(user), ACTION, _target(user))
        user.last_login_at = now
        return secret

    async def _refused(self, user: User | None, locks: Sequence[Lock]) -> None:
        """Keep the failure. The name of an unknown account is not kept: people type passwords there by mistake."""
        actor = actor_of(user) if user else Actor("", "unknown", Role.VIEWER)
        target = _target(user) if user else Target("user", "", "unknown")
        async with self.database.session() as session:
            record_refusal(session, actor, ACTION, target, "login.failed")
            record_locks(session, target, locks)


def record_locks(session: Session, target: Target, locks: Sequence[Lock]) -> None:
    """Keep that failures have locked an account, or a whole address, for a time."""
    for lock in locks:
        locked = target if lock.of_account else Target("address", "", lock.source)
        after = {"locked_until": lock.until.isoformat(), "source": lock.source}
        record(session, SYSTEM, f"{locked.kind}.lock", locked, after=after)


def actor_of(user: User) -> Actor:
    """Return the actor that a user is, before any session exists."""
    return Actor(user.id, user.username, user.role, user.tenant_id, must_change_password=user.must_change_password)


def _target(user: User) -> Target:
    return Target("user", user.id, user.username, user.tenant_id)

"""Log in with a name and a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select, update

from slipway.access import SYSTEM, Actor, Role
from slipway.audit import Target, record, record_refusal
from slipway.db import Database, Session, utcnow
from slipway.errors import Conflict, Invalid, Unauthenticated
from slipway.users.accounts import target_of
from slipway.users.lockout import Lock, Lockout
from slipway.users.models import User
from slipway.users.opening import ACTION, Browser, actor_of, add_session
from slipway.users.origin import Origin
from slipway.users.passwords import hash_password, needs_rehash, verify_password
from slipway.users.tenancy import Tenancy, refuse_shut


class Outside(Protocol):
    """Knows passwords that are kept outside of the platform."""

    async def by_password(self, username: str, password: str, browser: Browser) -> tuple[User, str] | None:
        """Return the account and the secret of a new session; None where the password is not right."""
        ...


@dataclass(frozen=True, slots=True)
class LoginDesk:
    """Everything that a login needs; ``longest`` is how long a session may last."""

    database: Database
    lockout: Lockout
    longest: timedelta
    tenancy: Tenancy
    outside: Outside | None = None
    """Asked for names that the platform itself does not know; None: nobody."""

    async def log_in(self, username: str, password: str, browser: Browser) -> tuple[User, str]:
        """Return the user and the secret of a new session.

        Raises Unauthenticated and TooMany; what ``outside`` raises when it lets nobody in.
        """
        locks = await self.lockout.attempt(username, browser.source)
        if self.outside is not None and not await self._is_known_here(username):
            found = await self.outside.by_password(username, password, browser)
            if found is not None:
                await self.lockout.succeeded(username, browser.source)
                return found
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
        outside of a transaction. Raises Conflict where the password is kept elsewhere.
        """
        locks = await self.lockout.attempt(actor.name, source)
        async with self.database.read() as session:
            query = select(User.password_hash, User.origin).where(User.id == actor.id)
            stored, origin = (await session.execute(query)).one_or_none() or (None, Origin.LOCAL)
        if origin is not Origin.LOCAL:
            raise Conflict("user.password_elsewhere", {"username": actor.name})
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
                record_refusal(session, actor_of(user), ACTION, target_of(user), error.code)
            raise

    async def _is_known_here(self, username: str) -> bool:
        async with self.database.read() as session:
            origin = await session.scalar(select(User.origin).where(User.username == username))
        return origin not in (None, Origin.LDAP)

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
        now = utcnow()
        seen = (User.id == user.id, User.password_hash == user.password_hash, User.disabled.is_(False))
        changes = {"last_login_at": now} | ({"password_hash": rehashed} if rehashed else {})
        async with self.database.session() as session:
            still = await session.scalar(update(User).where(*seen).values(changes).returning(User.id))
            if still is None:
                return None
            secret = add_session(session, user, browser, self.longest)
        user.last_login_at = now
        return secret

    async def _refused(self, user: User | None, locks: Sequence[Lock]) -> None:
        """Keep the failure. The name of an unknown account is not kept: people type passwords there by mistake."""
        actor = actor_of(user) if user else Actor("", "unknown", Role.VIEWER)
        target = target_of(user) if user else Target("user", "", "unknown")
        async with self.database.session() as session:
            record_refusal(session, actor, ACTION, target, "login.failed")
            record_locks(session, target, locks)


def record_locks(session: Session, target: Target, locks: Sequence[Lock]) -> None:
    """Keep that failures have locked an account, or a whole address, for a time."""
    for lock in locks:
        locked = target if lock.of_account else Target("address", "", lock.source)
        after = {"locked_until": lock.until.isoformat(), "source": lock.source}
        record(session, SYSTEM, f"{locked.kind}.lock", locked, after=after)

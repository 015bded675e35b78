"""Slow down guessing of passwords: failed logins of an account from an address, of an account, and from an address.

Kept in the database, so that a restart forgives nothing and replicas count together. An attempt counts as a failure
from its start, so that many at the same moment do not slip through; a success takes it back. Accounts are counted by
the name that was typed, whether it exists or not, so that being locked tells nothing. Each time in a row that an
account's limit is reached, its lock is twice as long; an address is locked for one window only, because many people may
share it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, or_, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from slipway.db import Database, Session, utcnow
from slipway.errors import TooMany
from slipway.users.models import LoginFailures

_WIDE = 10
"""How many times more failures an address, or all addresses together at one account, may make."""
_MOST_DOUBLINGS = 30

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that a failure has just closed. ``of_account`` is false for an address as a whole."""

    of_account: bool
    source: str
    """The address; empty when the account is locked for all of them."""
    until: datetime


@dataclass(frozen=True, slots=True)
class Lockout:
    """Counts failures in windows of time, and locks for one window at first and for ``longest`` at last."""

    database: Database
    attempts: int
    window: timedelta
    longest: timedelta
    clock: Callable[[], datetime] = utcnow

    async def attempt(self, username: str, source: str) -> list[Lock]:
        """Count an attempt; return the locks that it closes unless it succeeds.

        Raises TooMany with the seconds to wait while a lock is closed.
        """
        limits = self._limits(username, source)
        async with self.database.read() as session:
            self._refuse_locked(await session.scalars(_rows(limits)))
        async with self.database.session() as session:
            rows = await self._held(session, limits)
            self._refuse_locked(rows)
            return [lock for row in rows if (lock := self._count(row, limits[row.account, row.source]))]

    async def succeeded(self, username: str, source: str) -> None:
        """Take an attempt back, and forgive what the account failed from this address."""
        limits = self._limits(username, source)
        async with self.database.session() as session:
            for row in await self._held(session, limits):
                if row.account and row.source:
                    await session.delete(row)
                else:
                    self._take_back(row, limits[row.account, row.source])

    async def forget_old(self, session: Session) -> None:
        """Remove what does not count any more."""
        now = self.clock()
        quiet = LoginFailures.locked_until.is_(None) & (LoginFailures.since < now - self.window)
        await session.execute(delete(LoginFailures).where(or_(quiet, LoginFailures.locked_until < now - self.longest)))

    def _limits(self, username: str, source: str) -> dict[Key, int]:
        account, source = _digest(username), source[:64]
        wide = self.attempts * _WIDE
        return {(account, source): self.attempts, (account, ""): wide, ("", source): wide}

    async def _held(self, session: Session, limits: Mapping[Key, int]) -> Sequence[LoginFailures]:
        """Return the rows, new where there were none, locked in the same order by everybody."""
        dialect = sqlite if self.database.is_sqlite else postgresql
        fresh = {"failures": 0, "since": self.clock(), "locks": 0}
        rows = [{"account": account, "source": source, **fresh} for account, source in sorted(limits)]
        await session.execute(dialect.insert(LoginFailures).values(rows).on_conflict_do_nothing())
        return (await session.scalars(_rows(limits).with_for_update())).all()

    def _refuse_locked(self, rows: Iterable[LoginFailures]) -> None:
        now = self.clock()
        if locked := [row.locked_until for row in rows if row.locked_until and row.locked_until > now]:
            wait = math.ceil((max(locked) - now).total_seconds())
            raise TooMany("login.too_many", {"retry_after": wait})

    def _count(self, row: LoginFailures, limit: int) -> Lock | None:
        now = self.clock()
        was_locked = row.locked_until is not None and row.since < row.locked_until
        if was_locked or now - row.since >= self.window:
            row.failures, row.since = 0, now
        if row.locked_until and now - row.locked_until >= self.longest:
            row.locks = 0
        row.failures += 1
        if row.failures < limit:
            return None
        row.locks += 1
        row.locked_until = now + self._duration(row)
        return Lock(bool(row.account), row.source, row.locked_until)

    def _duration(self, row: LoginFailures) -> timedelta:
        doublings = min(row.locks - 1, _MOST_DOUBLINGS) if row.account else 0
        return min(self.window * float(2**doublings), max(self.longest, self.window))

    def _take_back(self, row: LoginFailures, limit: int) -> None:
        if not row.failures:
            return
        row.failures -= 1
        if row.locked_until and row.locked_until > self.clock() and row.failures < limit:
            row.locked_until = None
            row.locks -= 1


async def locks_of(session: Session, usernames: Iterable[str]) -> dict[str, datetime]:
    """Return until when accounts are locked (at least from one address), by their names."""
    names = {_digest(name): name for name in usernames}
    query = select(LoginFailures.account, func.max(LoginFailures.locked_until)).group_by(LoginFailures.account)
    found = query.where(LoginFailures.account.in_(names), LoginFailures.locked_until > utcnow())
    return {names[account]: until for account, until in (await session.execute(found)).all() if until}


async def unlock(session: Session, username: str) -> None:
    """Forget an account's failures."""
    await session.execute(delete(LoginFailures).where(LoginFailures.account == _digest(username)))


def _rows(limits: Mapping[Key, int]) -> Select[LoginFailures]:
    keys = tuple_(LoginFailures.account, LoginFailures.source)
    return select(LoginFailures).where(keys.in_(list(limits))).order_by(LoginFailures.account, LoginFailures.source)


def _digest(username: str) -> str:
    """Names are not kept as typed: people type passwords there by mistake."""
    return hashlib.sha256(f"login\0{username}".encode()).hexdigest()

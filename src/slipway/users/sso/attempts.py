"""Logins that are on their way to the provider and back. Each can be used once, by the browser that began it.

Anybody can begin one, so there are bounds: for an address, and for all together. One that comes back makes room at
once, the others after ``LIFETIME``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from sqlalchemy import ColumnElement, String, delete, func, select, text, true
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import Base, Database, Session, utcnow
from slipway.errors import TooMany, Unauthenticated
from slipway.users.secret import digest
from slipway.users.sso.oidc import Attempt

LIFETIME = timedelta(minutes=10)
_ONE_SITE = 64
"""Bits of an IPv6 address that a single customer cannot choose."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many logins may be on their way at once."""

    of_address: int
    in_all: int


class SsoAttempt(Base):
    """One login, known by the hash of its ``state``; ``browser_hash`` is that of the cookie of who began it."""

    __tablename__ = "sso_attempts"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    target: Mapped[str] = mapped_column(String(2000))
    source: Mapped[str] = mapped_column(String(64), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


async def keep(database: Database, bounds: Bounds, attempt: Attempt, browser: str, target: str, source: str) -> None:
    """Remember a login from an address; those that nobody came back from are forgotten. Raises TooMany."""
    now, site = utcnow(), _site(source)
    async with database.session() as session:
        if not database.is_sqlite:  # which has one writer at a time anyway
            await session.execute(text("LOCK TABLE sso_attempts IN SHARE ROW EXCLUSIVE MODE"))
        await session.execute(delete(SsoAttempt).where(SsoAttempt.expires_at <= now))
        await _refuse_too_many(session, bounds, site)
        session.add(
            SsoAttempt(
                state_hash=digest(attempt.state),
                browser_hash=digest(browser),
                nonce=attempt.nonce,
                verifier=attempt.verifier,
                target=target,
                source=site,
                expires_at=now + LIFETIME,
            )
        )


async def refuse_too_many(database: Database, bounds: Bounds, source: str) -> None:
    """Raise TooMany, with the seconds to wait, where ``keep`` would; costs a flood neither writes nor the provider."""
    async with database.read() as session:
        await _refuse_too_many(session, bounds, _site(source))


async def _refuse_too_many(session: Session, bounds: Bounds, site: str) -> None:
    now = utcnow()
    for limit, whose in ((bounds.of_address, SsoAttempt.source == site), (bounds.in_all, true())):
        number, first = await _on_their_way(session, now, whose)
        if first is not None and number >= limit:
            raise TooMany("sso.too_many", {"retry_after": max(1, math.ceil((first - now).total_seconds()))})


async def _on_their_way(session: Session, now: datetime, whose: ColumnElement[bool]) -> tuple[int, datetime | None]:
    """How many there are, and when the first of them ends."""
    query = select(func.count(), func.min(SsoAttempt.expires_at)).where(SsoAttempt.expires_at > now, whose)
    number, first = (await session.execute(query)).one()
    return number, first


async def take(database: Database, state: str, browser: str) -> tuple[Attempt, str]:
    """Return a login and the page that was wanted, once. Raises Unauthenticated when it is not this browser's."""
    mine = (SsoAttempt.state_hash == digest(state), SsoAttempt.browser_hash == digest(browser))
    taking = delete(SsoAttempt).where(*mine, SsoAttempt.expires_at > utcnow())
    async with database.session() as session:
        row = (
            await session.execute(taking.returning(SsoAttempt.nonce, SsoAttempt.verifier, SsoAttempt.target))
        ).first()
    if row is None:
        raise Unauthenticated("sso.attempt_unknown")
    return Attempt(state, row.nonce, row.verifier), row.target


def _site(source: str) -> str:
    """Return what counts as one address: of IPv6 the whole network that everybody gets who gets any."""
    try:
        address = ip_address(source)
    except ValueError:
        return source[:64]
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), _ONE_SITE), strict=False))

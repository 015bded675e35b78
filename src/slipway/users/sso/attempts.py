"""Logins that are on their way to the provider and back. Each can be used once, by the browser that began it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import Base, Database, utcnow
from slipway.errors import Unauthenticated
from slipway.users.secret import digest
from slipway.users.sso.oidc import Attempt

LIFETIME = timedelta(minutes=10)


class SsoAttempt(Base):
    """One login, known by the hash of its ``state``; ``browser_hash`` is that of the cookie of who began it."""

    __tablename__ = "sso_attempts"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    target: Mapped[str] = mapped_column(String(2000))
    expires_at: Mapped[datetime] = mapped_column(index=True)


async def keep(database: Database, attempt: Attempt, browser: str, target: str) -> None:
    """Remember a login; those that nobody came back from are forgotten."""
    now = utcnow()
    async with database.session() as session:
        await session.execute(delete(SsoAttempt).where(SsoAttempt.expires_at <= now))
        session.add(
            SsoAttempt(
                state_hash=digest(attempt.state),
                browser_hash=digest(browser),
                nonce=attempt.nonce,
                verifier=attempt.verifier,
                target=target,
                expires_at=now + LIFETIME,
            )
        )


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

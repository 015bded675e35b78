"""Remember when sessions and tokens were last used, and write it down now and then.

Requests only touch memory, so that reading needs no write; a crash forgets at most one interval. The same rounds remove
what has expired.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from slipway.access import Actor
from slipway.db import Database, utcnow
from slipway.reconcile import Rhythm, Rounds
from slipway.users.lockout import Lockout
from slipway.users.models import ApiToken, BrowserSession


class Activity(Rounds):
    """A part of the process: collects uses and writes them every ``interval`` seconds."""

    def __init__(self, database: Database, idle: timedelta, lockout: Lockout, interval: float = 30.0) -> None:
        self._database = database
        self._idle = idle
        self._lockout = lockout
        self._sessions: dict[str, datetime] = {}
        self._tokens: dict[str, datetime] = {}
        super().__init__("session activity", self._round, Rhythm(interval, at_once=False))

    async def stop(self) -> None:
        """End the rounds and write what is left."""
        await super().stop()
        await self.once()

    def used(self, actor: Actor) -> None:
        """Note that what an actor came with is in use."""
        if actor.credential_id is None:
            return
        if actor.via == "session":
            self.session_used(actor.credential_id)
        elif actor.via == "token":
            self.token_used(actor.credential_id)

    def session_used(self, session_id: str) -> None:
        """Note that a browser session is in use."""
        self._sessions[session_id] = utcnow()

    def token_used(self, token_id: str) -> None:
        """Note that a token is in use."""
        self._tokens[token_id] = utcnow()

    def last_use(self, session_id: str, stored: datetime) -> datetime:
        """Return when a session was last used, known better here than in its row."""
        return max(stored, self._sessions.get(session_id, stored))

    async def _round(self) -> None:
        sessions, tokens = dict(self._sessions), dict(self._tokens)
        await self._write(sessions, tokens)
        _forget(self._sessions, sessions)
        _forget(self._tokens, tokens)

    async def _write(self, sessions: dict[str, datetime], tokens: dict[str, datetime]) -> None:
        now = utcnow()
        async with self._database.session() as session:
            for key, used in sessions.items():
                await session.execute(update(BrowserSession).where(BrowserSession.id == key).values(last_used_at=used))
            for key, used in tokens.items():
                await session.execute(update(ApiToken).where(ApiToken.id == key).values(last_used_at=used))
            over = (BrowserSession.expires_at < now) | (BrowserSession.last_used_at < now - self._idle)
            await session.execute(delete(BrowserSession).where(over))
            await session.execute(delete(ApiToken).where(ApiToken.expires_at < now - timedelta(days=30)))
            await self._lockout.forget_old(session)


def _forget(current: dict[str, datetime], written: dict[str, datetime]) -> None:
    for key, used in written.items():
        if current.get(key) == used:
            del current[key]

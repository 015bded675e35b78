"""End streams and terminals whose reader has lost the right to them: the session ended, the token was revoked, the
account was disabled or has another role, or the tenant lets nobody in.

The database is asked in rounds, as long as anything is open, so that it does not matter which replica was told of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from slipway.access import Actor
from slipway.db import Database, utcnow
from slipway.reconcile import Rhythm, Rounds
from slipway.users.authenticate import actor_of_session, actor_of_token
from slipway.users.models import ApiToken, BrowserSession, User
from slipway.users.tenancy import Tenancy
from slipway.web import Streams


class Revocations(Rounds):
    """A part of the process: looks every ``interval`` seconds."""

    def __init__(self, database: Database, streams: Streams, tenancy: Tenancy, interval: float = 2.0) -> None:
        self._database = database
        self._streams = streams
        self._tenancy = tenancy
        super().__init__("session revocations", self.look, Rhythm(interval, at_once=False))

    async def look(self) -> None:
        """End what must not go on."""
        readers = self._streams.readers()
        if readers:
            for lost in readers - await self._still(readers):
                self._streams.revoke(lost)

    async def _still(self, readers: Iterable[Actor]) -> set[Actor]:
        """Return those who are still who they were when they came."""
        now = utcnow()
        sessions = [reader.credential_id for reader in readers if reader.via == "session"]
        tokens = [reader.credential_id for reader in readers if reader.via == "token"]
        by_session = select(BrowserSession, User).join(User, User.id == BrowserSession.user_id)
        by_session = by_session.where(BrowserSession.id.in_(sessions), BrowserSession.expires_at > now)
        by_token = select(ApiToken, User).join(User, User.id == ApiToken.user_id)
        by_token = by_token.where(ApiToken.id.in_(tokens), ApiToken.expires_at > now)
        async with self._database.read() as session:
            logins = (await session.execute(by_session.where(User.disabled.is_(False)))).all()
            programs = (await session.execute(by_token.where(User.disabled.is_(False)))).all()
            found = {actor_of_session(user, login) for login, user in logins}
            found |= {actor_of_token(user, token) for token, user in programs}
            shut = await self._tenancy.shut(session, [actor.tenant_id for actor in found if actor.tenant_id])
        return {actor for actor in found if actor.tenant_id not in shut}

"""Keep every 403 in the operation log, and every 404 for what is there but not for the asker.

In a transaction of its own, because the request's is rolled back.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection

from slipway.access import Actor
from slipway.audit.record import Target, record_refusal
from slipway.db import Database
from slipway.errors import Forbidden, Hidden
from slipway.masking import without_tokens


class DatabaseRefusalLog:
    """Implements ``web.RefusalLog``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refused(self, connection: HTTPConnection, actor: Actor, error: Forbidden | Hidden) -> None:
        """Write down who was refused what, and the address that they tried."""
        action = str(error.params.get("action", "request"))
        detail = without_tokens(f"{connection.scope.get('method', 'WEBSOCKET')} {connection.url.path}")[:500]
        ids = [without_tokens(str(value)) for value in connection.path_params.values()]
        hidden = isinstance(error, Hidden)
        kind = str(error.params.get("kind") or error.code) if hidden else action
        # The log of the asker's own tenant would tell that there is such a thing.
        tenant_id = None if hidden else actor.tenant_id
        target = Target(kind.partition(".")[0], ids[0][:64] if ids else "", "", tenant_id)
        async with self._database.session() as session:
            record_refusal(session, actor, action, target, error.code, detail)

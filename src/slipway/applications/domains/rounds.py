"""Looks at domains again and again: new ones soon, verified ones from time to time. Only the leader runs it."""

from __future__ import annotations

from sqlalchemy import select

from slipway.applications.domains.look import look
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.resolver import DomainResolver
from slipway.applications.signals import Signals
from slipway.db import Database, utcnow
from slipway.reconcile import Reconciler, Rhythm

ROUND_SECONDS = 10.0
MOST_OF_A_ROUND = 200


class DomainRounds(Reconciler):
    """Looks at those whose time has come."""

    name = "domains"

    def __init__(
        self, database: Database, resolver: DomainResolver, signals: Signals, round_seconds: float = ROUND_SECONDS
    ) -> None:
        self._database = database
        self._resolver = resolver
        self._signals = signals
        super().__init__(Rhythm(round_seconds))

    async def _look(self) -> None:
        due = select(OwnDomain.id).where(OwnDomain.next_check_at <= utcnow())
        async with self._database.read() as session:
            for domain_id in await session.scalars(due.order_by(OwnDomain.next_check_at).limit(MOST_OF_A_ROUND)):
                self.wake(domain_id)

    async def _handle(self, domain_id: str) -> None:
        await look(self._database, self._resolver, self._signals, domain_id)

"""Looks at domains again and again: new ones soon, verified ones from time to time. Only the leader runs it."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from slipway.applications.domains.look import look
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.resolver import DomainResolver
from slipway.applications.signals import Signals
from slipway.db import Database, utcnow
from slipway.reconcile import WorkQueue, supervise

ROUND_SECONDS = 10.0
MOST_OF_A_ROUND = 200


class DomainRounds:
    """A part."""

    name = "domains"

    def __init__(
        self, database: Database, resolver: DomainResolver, signals: Signals, round_seconds: float = ROUND_SECONDS
    ) -> None:
        self._database = database
        self._resolver = resolver
        self._signals = signals
        self._round_seconds = round_seconds
        self._queue = WorkQueue(self.name, self._look, parallel=4)
        self._rounds = supervise("rounds of domains", self._run)

    async def start(self) -> None:
        """Begin with what is due."""
        await self._queue.start()
        await self._rounds.start()

    async def stop(self) -> None:
        """Stop at once."""
        await self._rounds.stop()
        await self._queue.stop()

    async def _run(self) -> None:
        while True:
            due = select(OwnDomain.id).where(OwnDomain.next_check_at <= utcnow())
            async with self._database.read() as session:
                ids = await session.scalars(due.order_by(OwnDomain.next_check_at).limit(MOST_OF_A_ROUND))
                for domain_id in ids:
                    self._queue.add(domain_id)
            await asyncio.sleep(self._round_seconds)

    async def _look(self, domain_id: str) -> None:
        await look(self._database, self._resolver, self._signals, domain_id)

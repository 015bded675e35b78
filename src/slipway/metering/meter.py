"""Look at everything that is metered, whenever something may have changed and from time to time in any case.

Only the leader looks. A look that fails is repeated; nothing is lost by it but the exact time of what vanishes
meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from slipway.db import Database
from slipway.metering.clock import SteadyClock
from slipway.metering.ledger import Ledger, ReplacedError
from slipway.metering.observed import Metered
from slipway.reconcile import Rhythm, Rounds

log = structlog.get_logger(__name__)

PERIOD_SECONDS = 30.0
SETTLE_SECONDS = 2.0
"""Changes come in groups, and their times come with them: one look for a group is enough."""


class Meter:
    """Keeps the intervals of all ``sources``. A part; only the leader runs it."""

    name = "meter"

    def __init__(self, database: Database, sources: Sequence[Metered], clock: SteadyClock) -> None:
        self._sources = [(source, Ledger(database, source.resource)) for source in sources]
        self._clock = clock
        self._rounds = Rounds(self.name, self._round, Rhythm(PERIOD_SECONDS, settle=SETTLE_SECONDS))
        self._taken = False
        self._unsubscribe: list[Callable[[], None]] = []

    async def start(self) -> None:
        """Become the one who writes, and look from now on."""
        self._taken = False
        self._unsubscribe = [source.subscribe(self._rounds.wake) for source, _ in self._sources]
        await self._rounds.start()

    async def stop(self) -> None:
        """Stop looking; what is open stays open, and is known until the last look."""
        await self._rounds.stop()
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []

    async def take(self) -> None:
        """Become the writer of everything."""
        for _, ledger in self._sources:
            await ledger.take()

    async def look(self) -> None:
        """Look once at everything that can be seen."""
        for source, ledger in self._sources:
            observed = await source.observe()
            if observed is not None:
                await ledger.look(observed, self._clock.now())

    async def _round(self) -> None:
        try:
            if not self._taken:
                await self.take()
                self._taken = True
            await self.look()
        except ReplacedError:
            log.warning("somebody else meters; taking over again later")
            self._taken = False
            await asyncio.sleep(PERIOD_SECONDS)

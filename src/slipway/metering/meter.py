"""Look at everything that is metered, whenever something may have changed and from time to time in any case.

Only the leader looks. A look that fails is repeated; nothing is lost by it but the exact time of what vanishes
meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from slipway.db import Database
from slipway.metering.clock import SteadyClock
from slipway.metering.ledger import Ledger, ReplacedError
from slipway.metering.observed import Metered
from slipway.reconcile import supervise

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
        self._task = supervise(self.name, self._rounds)
        self._changed = asyncio.Event()
        self._unsubscribe: list[Callable[[], None]] = []

    async def start(self) -> None:
        """Become the one who writes, and look from now on."""
        self._unsubscribe = [source.subscribe(self._changed.set) for source, _ in self._sources]
        await self._task.start()

    async def stop(self) -> None:
        """Stop looking; what is open stays open, and is known until the last look."""
        await self._task.stop()
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

    async def _rounds(self) -> None:
        taken = False
        while True:
            self._changed.clear()
            try:
                if not taken:
                    await self.take()
                    taken = True
                await self.look()
            except ReplacedError:
                log.warning("somebody else meters; taking over again later")
                taken = False
                await asyncio.sleep(PERIOD_SECONDS)
            except (SQLAlchemyError, OSError) as error:
                log.warning("metering failed; trying again", error=str(error))
                await asyncio.sleep(SETTLE_SECONDS)
            await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(PERIOD_SECONDS):
                await self._changed.wait()
        except TimeoutError:
            return
        await asyncio.sleep(SETTLE_SECONDS)

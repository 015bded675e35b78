"""Looks at the database from time to time, which go on when one of them fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from slipway.reconcile import supervise

log = structlog.get_logger(__name__)


class Rounds:
    """Calls ``look`` every ``interval`` seconds; ``failed`` is what is logged when the database does not let it."""

    def __init__(self, name: str, look: Callable[[], Awaitable[None]], interval: float, failed: str) -> None:
        self._look = look
        self._interval = interval
        self._failed = failed
        self._task = supervise(name, self._run)

    async def start(self) -> None:
        """Begin the rounds."""
        await self._task.start()

    async def stop(self) -> None:
        """End them."""
        await self._task.stop()

    async def look(self) -> None:
        """Look once, out of turn."""
        try:
            await self._look()
        except (SQLAlchemyError, OSError) as error:
            log.warning(self._failed, error=str(error))

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            await self.look()

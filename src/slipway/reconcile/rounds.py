"""Rounds: look at everything from time to time, soon when told of a change, and soon again after a failure.

Where only one process may look, the leader starts and stops the part: rounds know nothing of that.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from slipway.errors import SlipwayError
from slipway.reconcile.backoff import delay_after
from slipway.reconcile.supervise import supervise

log = structlog.get_logger(__name__)

JITTER = 0.1
"""By which part of itself a pause varies, so that the processes of a platform do not all look at the same moment."""
OUTAGES = (SlipwayError, SQLAlchemyError, OSError)
"""The cluster, the database or the machine does not let us, which passes. Anything else is a mistake of ours."""

Look = Callable[[], Awaitable[float | None]]
"""Looks at everything once; may return the seconds until the next time."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When rounds come, in seconds.

    ``period``: from the end of a round to the next one, where the round does not say it. ``settle``: from the first
    change that is told of, because changes come in groups. ``longest``: how long a pause after failures may become.
    ``at_once``: the first round is at the start, and not a period after it.
    """

    period: float
    settle: float = 0.0
    longest: float = 2.0
    at_once: bool = True


class Rounds:
    """A part that calls ``look`` again and again, never twice at the same time."""

    def __init__(self, name: str, look: Look, rhythm: Rhythm) -> None:
        self.name = name
        self._look = look
        self._rhythm = rhythm
        self._woken = asyncio.Event()
        self._failures = 0
        self._task = supervise(name, self._run)

    async def start(self) -> None:
        """Begin the rounds."""
        await self._task.start()

    async def stop(self) -> None:
        """End them, also in the midst of one."""
        await self._task.stop()

    def wake(self) -> None:
        """Have the next round soon; a change that is told of during a round makes for one more."""
        self._woken.set()

    async def once(self) -> float:
        """Make one round; return the seconds until the next. An outage is logged once, when it begins."""
        try:
            again = await self._look()
        except OUTAGES as error:
            self._failures += 1
            tell = log.warning if self._failures == 1 else log.debug
            tell("round failed; trying again", rounds=self.name, **_said(error))
            return delay_after(self._failures, longest=self._rhythm.longest)
        if self._failures:
            log.info("rounds go on", rounds=self.name, failed=self._failures)
            self._failures = 0
        return self._rhythm.period if again is None else again

    async def _run(self) -> None:
        if not self._rhythm.at_once:
            await self._rest(self._rhythm.period)
        while True:
            self._woken.clear()
            pause = await self.once()
            if self._failures:
                await asyncio.sleep(_varied(pause))  # whatever changes meanwhile, it is not what failed
            else:
                await self._rest(pause)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(_varied(seconds)):
                await self._woken.wait()
        except TimeoutError:
            return
        await asyncio.sleep(self._rhythm.settle)


def _varied(seconds: float) -> float:
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, hides nothing


def _said(error: Exception) -> dict[str, object]:
    if isinstance(error, SlipwayError):
        return {"code": error.code, "reason": error.params.get("reason")}
    return {"error": str(error)}

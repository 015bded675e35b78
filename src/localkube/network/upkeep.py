"""Runs one piece of work again whenever it is wanted: soon, but not for each of many changes in a row."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

_GATHER_SECONDS = 0.02
_PAUSE_AFTER_FAILURE = 1.0


class Upkeep:
    """``work`` runs once after the first ``wanted``, after later ones, and ``again_after`` seconds of silence.

    It is told whether it is routine: nothing was said to have changed. Changes are gathered for a fixed moment from the
    first on, so that a steady stream of them cannot put the work off.
    """

    def __init__(self, name: str, work: Callable[[bool], Awaitable[None]], again_after: float | None = None) -> None:
        self._name = name
        self._work = work
        self._again_after = again_after
        self._dirty = asyncio.Event()
        self._first: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None

    def wanted(self) -> None:
        """Something changed."""
        self._dirty.set()

    def start(self) -> None:
        """Begin to wait for work."""
        self._first = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._run(), name=f"network keeps the {self._name}")

    async def done_once(self) -> None:
        """Return when the first run has ended; raises what it raised."""
        assert self._first is not None
        await self._first

    async def stop(self) -> None:
        """End; a run that is under way is broken off."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        await self._dirty.wait()
        routine = False
        while True:
            await asyncio.sleep(_GATHER_SECONDS)
            self._dirty.clear()
            try:
                await self._work(routine)
                self._report(None)
            except Exception as failure:
                if not self._report(failure):
                    log.exception("could not bring the %s up to date; trying again", self._name)
                self._dirty.set()
                await asyncio.sleep(_PAUSE_AFTER_FAILURE)
            routine = not await self._wait()

    async def _wait(self) -> bool:
        """Whether something changed."""
        # Not ``wait_for``, which loses a cancellation that comes together with the event (before Python 3.12).
        try:
            async with asyncio.timeout(self._again_after):
                return await self._dirty.wait()
        except TimeoutError:
            return False

    def _report(self, failure: Exception | None) -> bool:
        """Tell the outcome of the first run to whoever waits for it; whether this was the first."""
        if self._first is None or self._first.done():
            return False
        if failure is None:
            self._first.set_result(None)
        else:
            self._first.set_exception(failure)
        return True

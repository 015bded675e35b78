"""Background tasks with a name, an owner and a guard: one that fails is logged and started again, later and later."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from slipway.reconcile.backoff import delay_after

log = structlog.get_logger(__name__)

HEALTHY_SECONDS = 60.0


async def end(task: asyncio.Task[None] | None) -> None:
    """Cancel a task, if there is one, and wait until it is gone."""
    if task is not None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Supervised:
    """A part that runs ``work`` again and again; ``work`` ends only by failing or by being stopped."""

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self.name = name
        self._work = work
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the task."""
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        """Cancel the task and wait until it is gone."""
        task, self._task = self._task, None
        await end(task)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = loop.time()
            try:
                await self._work()
            except Exception:  # the guard: whatever fails here must not end the process
                log.exception("background task failed", task=self.name)
            else:
                log.error("background task ended", task=self.name)
            if loop.time() - began > HEALTHY_SECONDS:
                failures = 0
            failures += 1
            await asyncio.sleep(delay_after(failures))


def supervise(name: str, work: Callable[[], Awaitable[None]]) -> Supervised:
    """Return a part that keeps ``work`` running under ``name``."""
    return Supervised(name, work)

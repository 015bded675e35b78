"""One controller at work: a queue, a reconcile function, and the task that brings them together.

Nothing here ends by itself: a failed reconcile is logged and comes again later, a failed task is logged and restarted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from localkube.controllers.cache import Cache
from localkube.controllers.queue import Rank, WorkQueue
from localkube.objects.errors import ApiError

log = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 30.0
_HEALTHY_AFTER = 60.0


class Loop(Generic[K]):
    """``reconcile`` gets a key and returns after how many seconds it wants to see it again, or None.

    Work starts when all caches that it ``needs`` are filled.
    """

    def __init__(
        self,
        name: str,
        reconcile: Callable[[K], float | None],
        needs: Sequence[Cache],
        rank: Callable[[K], Rank] | None = None,
    ) -> None:
        self.name = name
        self.queue: WorkQueue[K] = WorkQueue(rank)
        self._reconcile = reconcile
        self._needs = tuple(needs)

    def at_start(self, key: K) -> None:
        """Have ``key`` reconciled first. Periodic work has one such key and returns its period each time."""
        self.queue.add(key)

    async def run(self) -> None:
        """Work until cancelled."""
        for cache in self._needs:
            await cache.synced.wait()
        while True:
            self._turn(await self.queue.take())
            await asyncio.sleep(0)  # others (the kubelet above all) act on this result before the next one is made

    def _turn(self, key: K) -> None:
        try:
            again = self._reconcile(key)
        except ApiError as error:
            delay = self.queue.add_failed(key)
            log.info("%s: %s refused (%s), again in %.2f s", self.name, key, error.message, delay)
        except Exception:
            delay = self.queue.add_failed(key)
            log.exception("%s: %s failed, again in %.2f s", self.name, key, delay)
        else:
            self.queue.forget_failures(key)
            if again is not None:
                self.queue.add_after(key, again)


async def supervise(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run ``run`` again and again until cancelled, with growing pauses while it fails."""
    clock = asyncio.get_running_loop().time
    pause = _FIRST_PAUSE
    while True:
        started = clock()
        try:
            await run()
            log.warning("%s ended, starting it again in %.1f s", name, pause)
        except Exception:
            log.exception("%s failed, starting it again in %.1f s", name, pause)
        if clock() - started > _HEALTHY_AFTER:
            pause = _FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)

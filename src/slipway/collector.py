"""Keep Python's garbage collector away from the watch cache, which is nearly all of a process's objects.

A full collection looks at every object: a third of a second with 10,000 pods, in which no page is served, and several
of them while the cluster is listed. What is in the cache is freed by counting references; so once everything is known,
it is put where the collector does not look. Cycles that were put there with it are found by a look at everything that
comes once an hour.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from slipway.cluster import Change, WatchCache
from slipway.reconcile import Rhythm, Rounds

THRESHOLDS = (50_000, 20, 100)
PERIOD_SECONDS = 3600.0


class Collector:
    """A part of the server's process; it changes the whole interpreter, so there is one of it."""

    name = "garbage collector"

    def __init__(self, cache: WatchCache) -> None:
        self._cache = cache
        self._thresholds = gc.get_threshold()
        self._rounds = Rounds(self.name, self._round, Rhythm(PERIOD_SECONDS, at_once=False))
        self._unsubscribe: Callable[[], None] | None = None

    async def start(self) -> None:
        """Collect less often, and wait until everything is known."""
        self._thresholds = gc.get_threshold()
        gc.set_threshold(*THRESHOLDS)
        self._unsubscribe = self._cache.subscribe(self._seen)
        await self._rounds.start()

    async def stop(self) -> None:
        """Leave the interpreter as it was."""
        await self._rounds.stop()
        self._forget()
        gc.unfreeze()
        gc.set_threshold(*self._thresholds)

    def _seen(self, change: Change) -> None:
        if change.kind is None and self._cache.synced:
            self._forget()
            _settle()

    def _forget(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    async def _round(self) -> None:
        if self._cache.synced:
            _settle()


def _settle() -> None:
    gc.unfreeze()
    gc.collect()
    gc.freeze()

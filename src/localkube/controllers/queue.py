"""The work queue of one controller: every key at most once, failures later and later, the most urgent first.

A controller has one worker and its reconcile is a plain function, so a key is never worked on twice at the same time.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Hashable
from itertools import count
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

Rank = tuple[float, ...]

FIRST_DELAY = 0.01
LONGEST_DELAY = 30.0


class WorkQueue(Generic[K]):
    """Keys to reconcile. ``rank`` (smaller first) orders those that wait; without it they come in order of arrival."""

    def __init__(self, rank: Callable[[K], Rank] | None = None) -> None:
        self._rank = rank
        self._heap: list[tuple[Rank, int, K]] = []
        self._waiting: set[K] = set()
        self._arrival = count()
        self._timers: dict[K, asyncio.TimerHandle] = {}
        self._failures: dict[K, int] = {}
        self._filled = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, key: K) -> None:
        """Work on ``key`` soon; nothing new when it waits already."""
        if key in self._waiting:
            return
        self._waiting.add(key)
        heapq.heappush(self._heap, (self._rank(key) if self._rank else (), next(self._arrival), key))
        self._filled.set()

    def add_after(self, key: K, seconds: float) -> None:
        """Work on ``key`` in ``seconds``, or earlier if that was already planned."""
        loop = asyncio.get_running_loop()
        due = loop.time() + seconds
        timer = self._timers.get(key)
        if timer is not None:
            if timer.when() <= due:
                return
            timer.cancel()
        self._timers[key] = loop.call_at(due, self._ripe, key)

    def add_failed(self, key: K) -> float:
        """Work on ``key`` again after a delay that doubles with each failure in a row; returns the delay."""
        failures = self._failures.get(key, 0)
        self._failures[key] = failures + 1
        delay: float = min(FIRST_DELAY * 2 ** min(failures, 20), LONGEST_DELAY)
        self.add_after(key, delay)
        return delay

    def forget_failures(self, key: K) -> None:
        """``key`` went well: its next failure starts with the first delay."""
        self._failures.pop(key, None)

    async def take(self) -> K:
        """The next key. What was planned for it by ``add_after`` is off: this turn decides anew."""
        while not self._heap:
            self._filled.clear()
            await self._filled.wait()
        _, _, key = heapq.heappop(self._heap)
        self._waiting.discard(key)
        timer = self._timers.pop(key, None)
        if timer is not None:
            timer.cancel()
        return key

    def close(self) -> None:
        """Cancel all that is planned."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _ripe(self, key: K) -> None:
        self._timers.pop(key, None)
        self.add(key)

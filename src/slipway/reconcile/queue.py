"""The queue of a reconciler: keys in, one handler at a time per key, several keys at once.

A key that is added while it is being handled is handled once more afterwards; a key that is added many times meanwhile,
still only once. A handler that fails is called again, later and later; one that returns seconds is called again after
them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from slipway.errors import SlipwayError
from slipway.reconcile.backoff import delay_after

log = structlog.get_logger(__name__)

Handler = Callable[[str], Awaitable[float | None]]


@dataclass(slots=True)
class _Entry:
    """What is known of one key: when it is due (None: it is not), and how often it failed in a row."""

    due: float | None = None
    timer: asyncio.TimerHandle | None = None
    task: asyncio.Task[None] | None = None
    failures: int = 0


class WorkQueue:
    """Serial per key, parallel across keys, with back-off per key. A part: nothing runs before ``start``."""

    def __init__(self, name: str, handle: Handler, parallel: int = 16) -> None:
        self.name = name
        self._handle = handle
        self._entries: dict[str, _Entry] = {}
        self._slots = asyncio.Semaphore(parallel)
        self._running = False

    async def start(self) -> None:
        """Begin with what was added so far."""
        self._running = True
        for key, entry in self._entries.items():
            self._arm(key, entry)

    async def stop(self) -> None:
        """Cancel what runs and forget everything."""
        self._running = False
        entries, self._entries = self._entries, {}
        tasks = [entry.task for entry in entries.values() if entry.task is not None]
        for entry in entries.values():
            if entry.timer is not None:
                entry.timer.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def add(self, key: str, after: float = 0.0) -> None:
        """Have ``key`` handled after so many seconds; the earliest wish wins."""
        entry = self._entries.setdefault(key, _Entry())
        due = asyncio.get_running_loop().time() + after
        if entry.due is None or due < entry.due:
            entry.due = due
            self._arm(key, entry)

    def __len__(self) -> int:
        return len(self._entries)

    def _arm(self, key: str, entry: _Entry) -> None:
        """Set the timer of a waiting key."""
        if not self._running or entry.task is not None or entry.due is None:
            return
        if entry.timer is not None:
            entry.timer.cancel()
        entry.timer = asyncio.get_running_loop().call_at(entry.due, self._begin, key, entry)

    def _begin(self, key: str, entry: _Entry) -> None:
        entry.timer = None
        entry.task = asyncio.create_task(self._work(key, entry), name=f"{self.name} {key}")

    async def _work(self, key: str, entry: _Entry) -> None:
        try:
            async with self._slots:
                entry.due = None
                again = await self._attempt(key, entry)
        finally:
            entry.task = None
        if again is not None:
            self.add(key, again)
        self._settle(key, entry)

    def _settle(self, key: str, entry: _Entry) -> None:
        """Wait for the next time, or forget the key when there is none."""
        if entry.due is None and self._entries.get(key) is entry:
            del self._entries[key]
        else:
            self._arm(key, entry)

    async def _attempt(self, key: str, entry: _Entry) -> float | None:
        """Call the handler; return the seconds until the next call, if there is to be one."""
        try:
            again = await self._handle(key)
        except SlipwayError as error:
            reason = error.params.get("reason")
            log.warning("reconciling failed", queue=self.name, key=key, code=error.code, reason=reason)
        except Exception:  # the guard: a mistake with one key must not stop the others
            log.exception("reconciling failed", queue=self.name, key=key)
        else:
            entry.failures = 0
            return again
        entry.failures += 1
        return delay_after(entry.failures)

"""What a worker has under way: at most one operation per key, each with a guard, none forgotten."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from localkube.kubelet.backoff import Retries
from localkube.kubelet.tasks import cancel, spawn


class Operations:
    """``failed`` hears of what went wrong, ``ended`` is called after every end. A key that failed rests for a while."""

    def __init__(self, name: str, failed: Callable[[str, Exception], None], ended: Callable[[], None]) -> None:
        self._name = name
        self._failed = failed
        self._ended = ended
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.retries = Retries()

    @property
    def keys(self) -> frozenset[str]:
        """What is under way."""
        return frozenset(self._tasks)

    def begin(self, key: str, work: Coroutine[Any, Any, None]) -> bool:
        """Run ``work``, unless there is something under way under this key, or it failed a moment ago."""
        if key in self._tasks or self.retries.not_before.get(key, 0.0) > time.time():
            work.close()
            return False
        self._tasks[key] = spawn(f"{self._name} {key}", self._guarded(key, work))
        return True

    def next_due(self, now: float) -> float | None:
        """When the next key that failed may be tried again."""
        return min((at for at in self.retries.not_before.values() if at > now), default=None)

    def interrupt(self, key: str) -> None:
        """End what is under way under this key; it may begin anew."""
        if key in self._tasks:
            self._tasks[key].cancel()

    async def cancel(self, but: str = "") -> None:
        """End everything, but not the operation of one key, and wait for it."""
        await cancel([task for key, task in self._tasks.items() if not but or key != but])

    async def _guarded(self, key: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - engine, network and files fail in many ways; ``failed`` tells of all
            self._failed(key, error)
        else:
            self.retries.succeeded(key)
        finally:
            work.close()
            self._tasks.pop(key, None)
            self._ended()

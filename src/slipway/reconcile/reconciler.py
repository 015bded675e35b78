"""What reconcilers have in common that carry many things of one kind from the database to somewhere else.

Each thing has a key and is handled by itself: at once after a change, again after a failure, and whenever a look at
everything finds it not in order. So whatever was missed, by a crash or by a lost event, is made good by the next look.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from slipway.reconcile.queue import WorkQueue
from slipway.reconcile.rounds import Rhythm, Rounds


class Reconciler(ABC):
    """A part: rounds that find out what is to be done, and the queue of it."""

    name: str
    """What it cares for, in the plural."""

    def __init__(self, rhythm: Rhythm, parallel: int = 4) -> None:
        """``parallel``: how many keys are handled at the same time at most."""
        self._rounds = Rounds(f"rounds of {self.name}", self._look, rhythm)
        self._queue = WorkQueue(self.name, self._handle, parallel)
        self._unfollow: Callable[[], None] | None = None

    async def start(self) -> None:
        """Begin to hear of changes, and with a look at everything."""
        self._unfollow = self._follow()
        await self._queue.start()
        await self._rounds.start()

    async def stop(self) -> None:
        """Stop between two requests; the next start, here or elsewhere, goes on."""
        await self._rounds.stop()
        if self._unfollow is not None:
            self._unfollow()
            self._unfollow = None
        await self._queue.stop()

    def wake(self, key: str, after: float = 0.0) -> None:
        """Handle what was changed, after so many seconds; call it after the commit."""
        self._queue.add(key, after)

    def _follow(self) -> Callable[[], None]:
        """Have changes wake what they are about; return what ends that. Nothing tells of changes by itself."""
        return lambda: None

    @abstractmethod
    async def _look(self) -> float | None:
        """Wake what is not in order; return the seconds until the next look when that is not the period."""

    @abstractmethod
    async def _handle(self, key: str) -> float | None:
        """Bring one thing in order; return the seconds until that goes on when it could not be done to the end."""

"""What has changed of pods lately, kept once for everybody who follows containers.

A reader has a position in one short journal and nothing of its own, so that neither many readers nor slow ones cost
memory. Whoever has fallen behind further than the journal goes, or comes back after longer, is told to load its list
again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from itertools import islice

from slipway.cluster import EVENT, POD, Change, Key, WatchCache
from slipway.db import new_id

MOST_KEPT = 5000
COALESCE_SECONDS = 0.1
"""Changes come in groups; what a pod became in the meantime is told once."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The pods that have changed up to ``position``. ``missed``: there are more than are known."""

    position: str
    pods: tuple[Key, ...] = ()
    sight: bool = False
    """Whether the cluster came into sight or went out of it."""
    missed: bool = False


class Feed:
    """A part that keeps the journal."""

    name = "container feed"

    def __init__(self, cache: WatchCache, most: int = MOST_KEPT) -> None:
        self._cache = cache
        self._process = new_id()
        self._journal: deque[Key | None] = deque(maxlen=most)
        self._count = 0
        self._more = asyncio.Event()
        self._unsubscribe: Callable[[], None] | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._unsubscribe = self._cache.subscribe(self._seen)

    async def stop(self) -> None:
        """Stop listening."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    async def follow(self, after: str = "") -> AsyncGenerator[Batch, None]:
        """Give what changes after a position, for ever; without one that is known, the first batch says so."""
        read = self._read_until(after)
        if read is None:
            read = self._count
            yield Batch(self._position(read), missed=True)
        while True:
            if read == self._count:
                await self._more.wait()
                await asyncio.sleep(COALESCE_SECONDS)
            batch = self._since(read)
            read = self._count
            yield batch

    def _since(self, read: int) -> Batch:
        behind, position = self._count - read, self._position(self._count)
        if behind > len(self._journal):
            return Batch(position, missed=True)
        entries = tuple(islice(self._journal, len(self._journal) - behind, None))
        pods = tuple(dict.fromkeys(entry for entry in entries if entry is not None))
        return Batch(position, pods, sight=None in entries)

    def _position(self, count: int) -> str:
        return f"{self._process}-{count}"

    def _read_until(self, position: str) -> int | None:
        """Return how much of this process's journal a reader has had; None when it cannot go on from there."""
        process, _, told = position.rpartition("-")
        count = int(told) if told.isascii() and told.isdecimal() and len(told) < 20 else -1
        known = process == self._process and self._count - len(self._journal) <= count <= self._count
        return count if known else None

    def _seen(self, change: Change) -> None:
        if change.kind is None:
            self._note(None)
        elif change.kind == POD:
            metadata = change.obj["metadata"]
            self._note(Key(metadata["namespace"], metadata["name"]))
        elif change.kind == EVENT and change.obj["involvedObject"].get("kind") == POD.name:
            # A warning may be what a pod's reason is read from.
            about = change.obj["involvedObject"]
            self._note(Key(about.get("namespace", ""), about.get("name", "")))

    def _note(self, entry: Key | None) -> None:
        self._journal.append(entry)
        self._count += 1
        self._more.set()
        self._more = asyncio.Event()

"""Between containers that write and a viewer who may be slower: a followed log drops lines rather than falling behind.

Holding the reading back would lose lines as well, but without a word: the cluster removes the oldest part of a log
that grows while nobody reads it. So the log is read as fast as it is written, the oldest of what waits is dropped when
too much does, and a line in its place says how many. What was written before the viewer came stays in the cluster
anyway, and is read only when there is room for it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime

from slipway.containers.lines import Line, Lines

MOST_BYTES = 4 * 1024 * 1024
"""Of text that waits for one viewer."""


class Backlog:
    """Lines that were read and not yet taken. One viewer takes, any number of readers put."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._began = datetime.now(UTC)
        self._waiting: deque[tuple[int, list[Line]]] = deque()
        self._bytes = 0
        self._dropped: Counter[str] = Counter()
        self._changed = asyncio.Event()
        self._taken = asyncio.Event()
        self._ended = False

    async def put(self, lines: list[Line]) -> None:
        """Add lines. Those of the past wait until there is room; else what is too much is dropped, the oldest first."""
        size = sum(len(line.text) for line in lines)
        while self._waiting and self._bytes + size > self._most and self._past(lines[-1]):
            self._taken.clear()
            await self._taken.wait()
        self._waiting.append((size, lines))
        self._bytes += size
        while self._bytes > self._most and len(self._waiting) > 1:
            gone, oldest = self._waiting.popleft()
            self._bytes -= gone
            self._dropped.update(line.pod for line in oldest)
        self._changed.set()

    def _past(self, line: Line) -> bool:
        try:
            return datetime.fromisoformat(line.time.decode()) < self._began
        except ValueError:  # a line about trouble has no time when nothing came before it
            return False

    def end(self) -> None:
        """Say that nothing will be put any more."""
        self._ended = True
        self._changed.set()

    async def lines(self) -> Lines:
        """Yield what was put, up to the end; where lines are missing, a line says how many of which pod."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._waiting:
                size, lines = self._waiting.popleft()
                self._bytes -= size
                self._taken.set()
                missing, self._dropped = self._dropped, Counter()
                yield [dropped(pod, number, lines[0].time) for pod, number in missing.items()] + lines
            if self._ended:
                return


def dropped(pod: str, number: int, time: bytes) -> Line:
    """Return the line that stands for those that were dropped. The portal knows it by its first words."""
    words = "they were written faster than they were taken"
    return Line(pod, time, f"slipway: dropped {number} line{'' if number == 1 else 's'}: {words}\n".encode())


async def kept_up(source: Lines, most_bytes: int = MOST_BYTES) -> AsyncGenerator[list[Line], None]:
    """Yield the lines of a source that goes on as fast as it can, whatever the speed at which they are taken."""
    backlog = Backlog(most_bytes)

    async def read() -> None:
        try:
            async with aclosing(source) as pieces:
                async for lines in pieces:
                    await backlog.put(lines)
        finally:
            backlog.end()

    reader = asyncio.create_task(read(), name="log reader")
    try:
        async with aclosing(backlog.lines()) as found:
            async for lines in found:
                yield lines
        await reader
    finally:
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)

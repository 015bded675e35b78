"""Logs as lines with the times at which they were written, as many at once as came together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing
from typing import NamedTuple

from slipway.cluster import Cluster, ContainerRef, LogOptions, cut, read_log
from slipway.errors import SlipwayError

LONGEST_LINE = 1024 * 1024
AT_ONCE = 1000
"""Lines that are merged before they are handed on."""


class Line(NamedTuple):
    """One line of a pod; ``time`` is RFC 3339 as the cluster wrote it, ``text`` ends with a line end."""

    pod: str
    time: bytes
    text: bytes


Lines = AsyncGenerator[list[Line], None]


async def read_lines(cluster: Cluster, ref: ContainerRef, options: LogOptions) -> Lines:
    """Yield a container's log. ``options`` ask for timestamps."""
    pod = ref.pod
    async with aclosing(cut(read_log(cluster, ref, options), LONGEST_LINE)) as pieces:
        async for lines in pieces:
            parts = [line.partition(b" ") for line in lines]
            yield [Line(pod, time, text) for time, _, text in parts]


async def told(cluster: Cluster, ref: ContainerRef, options: LogOptions) -> Lines:
    """Yield a container's log; what goes wrong on the way is its last line, because the answer has begun already."""
    time = b""
    try:
        async with aclosing(read_lines(cluster, ref, options)) as pieces:
            async for lines in pieces:
                time = lines[-1].time
                yield lines
    except SlipwayError as error:
        yield [trouble(ref.pod, error, time)]


def trouble(pod: str, error: SlipwayError, time: bytes = b"") -> Line:
    """Return a line that tells of an error."""
    reason = error.params.get("reason")
    return Line(pod, time, f"slipway: {error}{f' ({reason})' if reason else ''}\n".encode())


async def by_time(sources: Sequence[Lines]) -> Lines:
    """Yield the lines of all sources by their times. Each source is in order itself."""
    async with AsyncExitStack() as stack:
        for source in sources:
            await stack.enter_async_context(aclosing(source))
        heads = [_Head(source) for source in sources]
        await asyncio.gather(*(head.fill() for head in heads))
        merged: list[Line] = []
        while waiting := [(head.time, number) for number, head in enumerate(heads) if head.lines]:
            head = heads[min(waiting)[1]]
            merged.append(head.lines.pop())
            if len(merged) >= AT_ONCE:
                yield merged
                merged = []
            if not head.lines:
                await head.fill()
        if merged:
            yield merged


class _Head:
    """What comes next of one source; ``lines`` are in reverse, so that the next is taken off the end."""

    def __init__(self, source: Lines) -> None:
        self._source = source
        self.lines: list[Line] = []

    @property
    def time(self) -> bytes:
        return self.lines[-1].time

    async def fill(self) -> None:
        self.lines = (await anext(self._source, []))[::-1]

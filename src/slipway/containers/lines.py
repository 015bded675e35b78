"""Logs as lines with the times at which they were written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing
from typing import NamedTuple

from slipway.cluster import Cluster, ContainerRef, LogOptions, cut, read_log
from slipway.errors import SlipwayError

LONGEST_LINE = 1024 * 1024


class Line(NamedTuple):
    """One line of a pod; ``time`` is RFC 3339 as the cluster wrote it, ``text`` ends with a line end."""

    pod: str
    time: bytes
    text: bytes


async def read_lines(cluster: Cluster, ref: ContainerRef, options: LogOptions) -> AsyncGenerator[Line, None]:
    """Yield a container's log. ``options`` ask for timestamps."""
    async with aclosing(cut(read_log(cluster, ref, options), LONGEST_LINE)) as lines:
        async for line in lines:
            time, _, text = line.partition(b" ")
            yield Line(ref.pod, time, text)


async def told(cluster: Cluster, ref: ContainerRef, options: LogOptions) -> AsyncGenerator[Line, None]:
    """Yield a container's log; what goes wrong on the way is its last line, because the answer has begun already."""
    time = b""
    try:
        async with aclosing(read_lines(cluster, ref, options)) as lines:
            async for line in lines:
                time = line.time
                yield line
    except SlipwayError as error:
        yield trouble(ref.pod, error, time)


def trouble(pod: str, error: SlipwayError, time: bytes = b"") -> Line:
    """Return a line that tells of an error."""
    reason = error.params.get("reason")
    return Line(pod, time, f"slipway: {error}{f' ({reason})' if reason else ''}\n".encode())


async def by_time(sources: Sequence[AsyncGenerator[Line, None]]) -> AsyncGenerator[Line, None]:
    """Yield the lines of all sources by their times. Each source is in order itself."""
    async with AsyncExitStack() as stack:
        for source in sources:
            await stack.enter_async_context(aclosing(source))
        heads = list(await asyncio.gather(*(anext(source, None) for source in sources)))
        while waiting := [(line.time, number) for number, line in enumerate(heads) if line is not None]:
            _, first = min(waiting)
            line = heads[first]
            if line is not None:
                yield line
            heads[first] = await anext(sources[first], None)

"""Read the lines of one source: what is there, and then, when wanted, what comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime

from slipway import logs
from slipway.audit.runtime.entries import LONGEST_LINE, Wanted, chosen, tail
from slipway.audit.runtime.schemas import LinesQuery
from slipway.audit.runtime.sources import Source, not_offered, source_of
from slipway.cluster import EVENT, Cluster, ContainerRef, LogOptions, Obj, changes, cut, read_log
from slipway.errors import NotFound, SlipwayError

AGAIN_SECONDS = 2.0
LAST_BYTES = 8 * 1024 * 1024
"""So much of a file's end is read when only its last lines are wanted."""


async def open_lines(cluster: Cluster, query: LinesQuery) -> AsyncIterator[bytes]:
    """Return the lines; raises before the answer begins when there is nothing to read."""
    source = source_of(query.source)
    if source.directory:
        raise NotFound("runtime_log.is_directory", {"source": query.source})
    lines = _lines(cluster, source, query)
    first = await anext(lines, None)
    return _with(first, lines)


async def _with(first: bytes | None, lines: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Put back what was read to see whether reading works; what fails later is told as the last line."""
    async with aclosing(lines):
        if first is None:
            return
        yield first
        try:
            async for line in lines:
                yield line
        except SlipwayError as error:
            yield f"slipway: {error}\n".encode()


async def _lines(cluster: Cluster, source: Source, query: LinesQuery) -> AsyncGenerator[bytes, None]:
    """Yield the past, its last lines only unless it is to be saved, and after an empty piece what comes."""
    wanted = Wanted(query.since, query.until, query.q)
    number = None if query.download else query.tail
    reader = _Reader(cluster, source, whole=query.download or query.since is not None or bool(query.q))
    past = chosen(reader.past(), wanted, datetime.now(UTC), carry=source.kind != "events")
    async with aclosing(tail(past, number)) as lines:
        async for line in lines:
            yield line
    if query.follow and not query.download:
        yield b""  # the answer may begin, though nobody has written anything yet
        async for line in chosen(reader.coming(), Wanted(text=query.q), datetime.now(UTC)):
            yield line


class _Reader:
    """Reads one source, and knows where its past ended."""

    def __init__(self, cluster: Cluster, source: Source, *, whole: bool) -> None:
        self._cluster = cluster
        self._source = source
        self._whole = whole
        self._offset = 0
        self._revision = ""
        self._last = b""
        self._began = datetime.now(UTC)

    def past(self) -> AsyncGenerator[bytes, None]:
        """Yield the lines that are there."""
        match self._source.kind:
            case "platform":
                return self._platform()
            case "events":
                return self._events()
            case "pod":
                return self._container_lines(LogOptions(timestamps=True))
            case "node":
                return self._file()

    def coming(self) -> AsyncGenerator[bytes, None]:
        """Yield the lines that are written from now on."""
        match self._source.kind:
            case "platform":
                return self._platform_follow()
            case "events":
                return self._events_follow()
            case "pod":
                since = self._last.decode() or self._began.isoformat(timespec="seconds").replace("+00:00", "Z")
                return self._container_lines(LogOptions(timestamps=True, follow=True, since_time=since))
            case "node":
                return self._file_follow()

    async def _container_lines(self, options: LogOptions) -> AsyncGenerator[bytes, None]:
        """Yield a container's lines, but none that was told already: ``since_time`` is a matter of whole seconds."""
        told = self._last
        async with aclosing(
            cut(read_log(self._cluster, ContainerRef(*self._source.steps), options), LONGEST_LINE)
        ) as pieces:
            async for lines in pieces:
                for line in lines:
                    time = line.partition(b" ")[0]
                    if time > told or not options.follow:
                        self._last = time
                        yield line

    async def _platform(self) -> AsyncGenerator[bytes, None]:
        for line in logs.RECENT.lines():
            yield f"{line}\n".encode()

    async def _platform_follow(self) -> AsyncGenerator[bytes, None]:
        async with aclosing(logs.RECENT.follow()) as lines:
            async for line in lines:
                yield f"{line}\n".encode()

    async def _events(self) -> AsyncGenerator[bytes, None]:
        found, self._revision = await self._cluster.list_revision(EVENT)
        for event in sorted(found, key=_event_time):
            yield _event_line(event)

    async def _events_follow(self) -> AsyncGenerator[bytes, None]:
        while True:
            async with aclosing(changes(self._cluster, EVENT, self._revision)) as events:
                async for event in events:
                    self._revision = event["metadata"]["resourceVersion"]
                    yield _event_line(event)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _file(self) -> AsyncGenerator[bytes, None]:
        wanted = "bytes=0-" if self._whole else f"bytes=-{LAST_BYTES}"
        async with aclosing(cut(self._pieces(wanted), LONGEST_LINE)) as pieces:
            async for lines in pieces:
                for line in lines:
                    yield line

    async def _file_follow(self) -> AsyncGenerator[bytes, None]:
        """Ask for what was added, again and again. The last byte that is known is asked for, too, so that a file which
        became shorter, because it was begun anew, can be told from one that did not grow."""
        async with aclosing(cut(self._added(), LONGEST_LINE)) as pieces:
            async for lines in pieces:
                for line in lines:
                    yield line

    async def _added(self) -> AsyncGenerator[bytes, None]:
        while True:
            known = self._offset
            async for piece in self._pieces(f"bytes={max(known - 1, 0)}-", skip=known):
                yield piece
            await asyncio.sleep(AGAIN_SECONDS)

    async def _pieces(self, wanted: str, skip: int = 0) -> AsyncGenerator[bytes, None]:
        """Yield the part of the file that is behind ``skip``, and remember where it ended."""
        try:
            async with self._cluster.part(self._source.path, wanted) as part:
                if part.pieces is None:
                    self._offset = 0
                    return
                if part.is_directory:
                    raise NotFound("runtime_log.is_directory", {"source": f"node/{'/'.join(self._source.steps)}"})
                position = part.first
                async for piece in part.pieces:
                    new = piece[max(skip - position, 0) :]
                    position += len(piece)
                    self._offset = position
                    if new:
                        yield new
        except SlipwayError as error:
            raise error if error.code.startswith("runtime_log.") else not_offered(self._source, error) from error


def _event_time(event: Obj) -> str:
    series = event.get("series") or {}
    times = (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"))
    return str(next((time for time in times if time), event["metadata"].get("creationTimestamp") or ""))


def _event_line(event: Obj) -> bytes:
    about = event.get("involvedObject") or {}
    where = "/".join(str(about[key]) for key in ("namespace", "kind", "name") if about.get(key))
    message = " ".join(str(event.get("message") or "").split())
    return f"{_event_time(event)} {event.get('type', '')} {where} {event.get('reason', '')}: {message}\n".encode()

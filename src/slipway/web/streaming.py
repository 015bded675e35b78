"""Answers that go on for long: they end when their source ends, the client leaves, or the process stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AbstractContextManager, aclosing, contextmanager, suppress
from typing import Any, TypeVar

from anyio import CancelScope
from starlette.requests import HTTPConnection, Request
from starlette.responses import StreamingResponse

from slipway.access import Actor
from slipway.web.parts import part_of

T = TypeVar("T")

IDLE_SECONDS = 15.0
FAREWELL_SECONDS = 0.5
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Ending(asyncio.Event):
    """Upon which a stream has to end. ``revoked``: not because the process stops, but its reader may not go on."""

    revoked = False


Opening = AbstractContextManager[asyncio.Event]
"""Counts a stream as open while it is entered, and gives the event upon which it has to end."""


class Streams:
    """All open streams of the process, so that a graceful stop, or the end of what somebody came with, can end them."""

    def __init__(self) -> None:
        self._closed = False
        self._open: dict[Ending, Actor | None] = {}
        self._sockets = 0
        self._no_sockets = asyncio.Event()
        self._no_sockets.set()

    async def close(self) -> None:
        """End every stream; clients reconnect to whoever serves next. Sockets get a moment to say why they end."""
        self._closed = True
        for ending in self._open:
            ending.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await self._no_sockets.wait()

    def readers(self) -> set[Actor]:
        """Return whose streams are open."""
        return {reader for reader in self._open.values() if reader is not None}

    def revoke(self, actor: Actor) -> None:
        """End the streams of an actor, who may not read on."""
        for ending, reader in self._open.items():
            if reader == actor:
                ending.revoked = True
                ending.set()

    @contextmanager
    def stream(self, connection: HTTPConnection) -> Iterator[Ending]:
        """Count a stream as open; gives the event upon which it has to end."""
        ending = Ending()
        if self._closed:
            ending.set()
        self._open[ending] = getattr(connection.state, "actor", None)
        try:
            yield ending
        finally:
            del self._open[ending]

    @contextmanager
    def socket(self, connection: HTTPConnection) -> Iterator[Ending]:
        """Count a WebSocket as open; gives the event upon which it has to end."""
        self._sockets += 1
        self._no_sockets.clear()
        try:
            with self.stream(connection) as ending:
                yield ending
        finally:
            self._sockets -= 1
            if not self._sockets:
                self._no_sockets.set()


def text_response(request: Request, pieces: AsyncIterator[bytes]) -> StreamingResponse:
    """Stream plain text; ``pieces`` is closed in any case."""
    body = _text(pieces, part_of(request, Streams).stream(request))
    return StreamingResponse(body, media_type="text/plain; charset=utf-8", headers=HEADERS)


def file_response(request: Request, pieces: AsyncIterator[bytes], media_type: str, name: str) -> StreamingResponse:
    """Stream a file to be saved under ``name``; ``pieces`` is closed in any case."""
    body = _text(pieces, part_of(request, Streams).stream(request))
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(body, media_type=media_type, headers=headers)


async def until_ending(items: AsyncIterator[T], stream: Opening) -> AsyncGenerator[T | None, None]:
    """Yield items as they come, and None whenever none came for a while; ``items`` is closed in any case."""
    with stream as ending:
        async with aclosing(_until(ending, aiter(items))) as found:
            async for item in found:
                yield item


async def _until(closing: asyncio.Event, iterator: AsyncIterator[T]) -> AsyncGenerator[T | None, None]:
    stop = asyncio.create_task(closing.wait(), name="stream-closing")
    upcoming: asyncio.Task[T] | None = None
    try:
        while not closing.is_set():
            upcoming = upcoming or asyncio.create_task(_next(iterator), name="stream-next")
            done, _ = await asyncio.wait({upcoming, stop}, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if upcoming in done:
                item = upcoming.result()
                upcoming = None
                yield item
            elif not done:
                yield None
    except _EndedError:
        return
    finally:
        # The response's task group repeats its cancellation until this has ended; a query that is cancelled twice
        # leaves its connection half closed.
        with CancelScope(shield=True):
            await _cancel(stop, upcoming)
            if hasattr(iterator, "aclose"):
                await iterator.aclose()


async def _text(pieces: AsyncIterator[bytes], stream: Opening) -> AsyncIterator[bytes]:
    async with aclosing(until_ending(pieces, stream)) as found:
        async for piece in found:
            if piece:
                yield piece


class _EndedError(Exception):
    """The items are over; StopAsyncIteration cannot leave a task."""


async def _next(iterator: AsyncIterator[T]) -> T:
    try:
        return await anext(iterator)
    except StopAsyncIteration:
        raise _EndedError from None


async def _cancel(*tasks: asyncio.Task[Any] | None) -> None:
    for task in tasks:
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError, _EndedError):
                await task

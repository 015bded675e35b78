"""Answers that go on for long: they end when their source ends, the client leaves, or the process stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, contextmanager, suppress
from typing import Any, TypeVar

from anyio import CancelScope
from starlette.requests import Request
from starlette.responses import StreamingResponse

from slipway.web.parts import part_of

T = TypeVar("T")

IDLE_SECONDS = 15.0
FAREWELL_SECONDS = 0.5
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Streams:
    """All open streams of the process, so that a graceful stop can end them."""

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self._sockets = 0
        self._no_sockets = asyncio.Event()
        self._no_sockets.set()

    async def close(self) -> None:
        """End every stream; clients reconnect to whoever serves next. Sockets get a moment to say why they end."""
        self.closing.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await self._no_sockets.wait()

    @contextmanager
    def socket(self) -> Iterator[asyncio.Event]:
        """Count a WebSocket as open; gives the event upon which it has to end."""
        self._sockets += 1
        self._no_sockets.clear()
        try:
            yield self.closing
        finally:
            self._sockets -= 1
            if not self._sockets:
                self._no_sockets.set()


def text_response(request: Request, pieces: AsyncIterator[bytes]) -> StreamingResponse:
    """Stream plain text; ``pieces`` is closed in any case."""
    body = _text(pieces, part_of(request, Streams).closing)
    return StreamingResponse(body, media_type="text/plain; charset=utf-8", headers=HEADERS)


def file_response(request: Request, pieces: AsyncIterator[bytes], media_type: str, name: str) -> StreamingResponse:
    """Stream a file to be saved under ``name``; ``pieces`` is closed in any case."""
    body = _text(pieces, part_of(request, Streams).closing)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(body, media_type=media_type, headers=headers)


async def until_closing(items: AsyncIterator[T], closing: asyncio.Event) -> AsyncGenerator[T | None, None]:
    """Yield items as they come, and None whenever none came for a while; ``items`` is closed in any case."""
    iterator = aiter(items)
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


async def _text(pieces: AsyncIterator[bytes], closing: asyncio.Event) -> AsyncIterator[bytes]:
    async with aclosing(until_closing(pieces, closing)) as found:
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

"""Server-sent events: keep-alive comments while nothing happens, and a clean end on disconnect or shutdown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import StreamingResponse

from slipway.web.parts import part_of

KEEP_ALIVE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name and its data, sent as one line of JSON."""

    name: str
    data: BaseModel | dict[str, object]
    id: str | None = None


class Streams:
    """All open event streams of the process, so that a graceful stop can end them."""

    def __init__(self) -> None:
        self.closing = asyncio.Event()

    def close(self) -> None:
        """End every stream; clients reconnect to whoever serves next."""
        self.closing.set()


def sse_response(request: Request, events: AsyncIterator[Event]) -> StreamingResponse:
    """Stream ``events`` until they end, the client leaves or the process stops; ``events`` is closed in any case."""
    body = _stream(events, part_of(request, Streams).closing)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


async def _stream(events: AsyncIterator[Event], closing: asyncio.Event) -> AsyncIterator[bytes]:
    iterator = aiter(events)
    stop = asyncio.create_task(closing.wait(), name="sse-closing")
    upcoming: asyncio.Task[Event] | None = None
    try:
        yield b": connected\n\n"
        while not closing.is_set():
            upcoming = upcoming or asyncio.create_task(_next(iterator), name="sse-next")
            done, _ = await asyncio.wait(
                {upcoming, stop}, timeout=KEEP_ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if upcoming in done:
                event = upcoming.result()
                upcoming = None
                yield encode(event)
            elif not done:
                yield b": keep-alive\n\n"
    except _EndedError:
        return
    finally:
        await _cancel(stop, upcoming)
        if hasattr(iterator, "aclose"):
            await iterator.aclose()


class _EndedError(Exception):
    """The events are over; StopAsyncIteration cannot leave a task."""


async def _next(iterator: AsyncIterator[Event]) -> Event:
    try:
        return await anext(iterator)
    except StopAsyncIteration:
        raise _EndedError from None


async def _cancel(*tasks: asyncio.Task[bool] | asyncio.Task[Event] | None) -> None:
    for task in tasks:
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError, _EndedError):
                await task


def encode(event: Event) -> bytes:
    """Write one event in the wire format."""
    data = event.data.model_dump_json() if isinstance(event.data, BaseModel) else json.dumps(event.data)
    lines = [f"event: {event.name}", f"data: {data}"]
    if event.id is not None:
        lines.insert(0, f"id: {event.id}")
    return ("\n".join(lines) + "\n\n").encode()

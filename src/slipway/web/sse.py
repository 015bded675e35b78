"""Server-sent events: keep-alive comments while nothing happens, and a clean end on disconnect or shutdown."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import StreamingResponse

from slipway.web.parts import part_of
from slipway.web.streaming import HEADERS, Opening, Streams, until_ending


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name and its data, sent as one line of JSON."""

    name: str
    data: BaseModel | dict[str, object]
    id: str | None = None


def sse_response(request: Request, events: AsyncIterator[Event]) -> StreamingResponse:
    """Stream ``events`` until they end, the client leaves or the process stops; ``events`` is closed in any case."""
    return StreamingResponse(
        _stream(events, part_of(request, Streams).stream(request)), media_type="text/event-stream", headers=HEADERS
    )


async def _stream(events: AsyncIterator[Event], stream: Opening) -> AsyncIterator[bytes]:
    yield b": connected\n\n"
    async with aclosing(until_ending(events, stream)) as found:
        async for event in found:
            yield b": keep-alive\n\n" if event is None else encode(event)


def encode(event: Event) -> bytes:
    """Write one event in the wire format."""
    data = event.data.model_dump_json() if isinstance(event.data, BaseModel) else json.dumps(event.data)
    lines = [f"event: {event.name}", f"data: {data}"]
    if event.id is not None:
        lines.insert(0, f"id: {event.id}")
    return ("\n".join(lines) + "\n\n").encode()

"""Event streams: what goes over the wire, and how they end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext

import pytest

from slipway.web import Event, sse, streaming
from slipway.web.sse import encode

pytestmark = pytest.mark.timeout(60)


class Source:
    """Events that come when the test says so."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self.closed = False

    async def events(self) -> AsyncIterator[Event]:
        """Give events until None."""
        try:
            while (event := await self.queue.get()) is not None:
                yield event
        finally:
            self.closed = True


async def test_events_are_sent_as_they_come_and_the_source_is_closed() -> None:
    """The stream ends when its source does."""
    source = Source()
    stream = sse._stream(source.events(), nullcontext(asyncio.Event()))

    assert await anext(stream) == b": connected\n\n"
    source.queue.put_nowait(Event("status", {"ready": 1}))
    assert await anext(stream) == b'event: status\ndata: {"ready": 1}\n\n'
    source.queue.put_nowait(None)
    with pytest.raises(StopAsyncIteration):
        await anext(stream)
    assert source.closed


async def test_silence_is_filled_with_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that proxies keep the connection; no event is lost meanwhile."""
    monkeypatch.setattr(streaming, "IDLE_SECONDS", 0.01)
    source = Source()
    stream = sse._stream(source.events(), nullcontext(asyncio.Event()))
    await anext(stream)

    assert [await anext(stream) for _ in range(3)] == [b": keep-alive\n\n"] * 3
    source.queue.put_nowait(Event("status", {}))
    assert await anext(stream) == b"event: status\ndata: {}\n\n"
    await stream.aclose()


async def test_a_client_that_leaves_closes_the_source() -> None:
    """Its watchers are let go."""
    source = Source()
    stream = sse._stream(source.events(), nullcontext(asyncio.Event()))
    await anext(stream)
    waiting = asyncio.create_task(anext(stream))
    await asyncio.sleep(0.01)

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await stream.aclose()
    assert source.closed


async def test_a_stopping_server_ends_streams_at_once() -> None:
    """Also those in which nothing happens."""
    closing, source = asyncio.Event(), Source()
    stream = sse._stream(source.events(), nullcontext(closing))
    await anext(stream)
    waiting = asyncio.create_task(anext(stream, None))
    await asyncio.sleep(0.01)

    closing.set()

    assert await waiting is None
    assert source.closed


async def test_an_error_of_the_source_is_not_swallowed() -> None:
    """The connection breaks, and the log says why."""

    async def fail() -> AsyncIterator[Event]:
        raise ConnectionError("watch broke")
        yield Event("never", {})

    stream = sse._stream(fail(), nullcontext(asyncio.Event()))
    await anext(stream)
    with pytest.raises(ConnectionError, match="watch broke"):
        await anext(stream)


def test_data_is_one_line() -> None:
    """Line breaks inside of texts do not end the event."""
    assert encode(Event("log", {"text": "a\nb"}, id="7")) == b'id: 7\nevent: log\ndata: {"text": "a\\nb"}\n\n'

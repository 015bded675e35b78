"""A SPDY session of the server's side: the streams that the peer opens over one connection.

Windows: Kubernetes' clients and servers neither keep to them nor grant any, so that a server that waited for grants
would stop for ever after 64 KiB. What is sent here is held back by the connection alone; what was taken in is granted
to the peer, which is right for a peer that counts.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Protocol

from localkube.apiserver.spdy import frames
from localkube.apiserver.spdy.errors import MalformedError

BACKLOG = 256 * 1024
"""Bytes of a stream that may wait for their reader; with more of them the connection is read no further."""
MOST_STREAMS = 4096
HEARTBEAT_SECONDS = 30


class Pipe(Protocol):
    """Bytes in and out: the connection itself, or a tunnel within another protocol."""

    async def read(self) -> bytes:
        """What has arrived, at least one byte; none at the end."""
        ...

    async def write(self, data: bytes) -> None:
        """Raises ConnectionError when the peer is gone."""
        ...


class Stream:
    """Two directions, each of which ends by itself. ``headers`` have names in small letters."""

    def __init__(self, session: Session, number: int, headers: dict[str, str]) -> None:
        self.number = number
        self.headers = headers
        self.was_reset = False
        self._session = session
        self._arrived: deque[bytes] = deque()
        self._waiting = 0
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self.peer_finished = False
        self.finished = False

    async def read(self) -> bytes:
        """What has arrived; none at the end of the peer's direction, or of the session."""
        while not self._arrived:
            if self.peer_finished:
                return b""
            self._news.clear()
            await self._news.wait()
        data = b"".join(self._arrived)
        self._arrived.clear()
        self._waiting = 0
        self._room.set()
        if not self.peer_finished:
            await self._session.grant(self.number, len(data))
        return data

    async def write(self, data: bytes) -> None:
        """Send. Raises ConnectionResetError when the peer wants no more of this stream."""
        for at in range(0, len(data), frames.LARGEST_DATA):
            self._require_open()
            await self._session.send(frames.data(self.number, data[at : at + frames.LARGEST_DATA]))

    async def finish(self) -> None:
        """End the own direction; the peer's goes on."""
        if not self.finished:
            self.finished = True
            await self._session.send(frames.data(self.number, b"", fin=True))
            self._session.forget(self)

    async def reset(self, status: int = frames.CANCEL) -> None:
        """End both directions at once."""
        if not (self.finished and self.peer_finished):
            self.end()
            await self._session.send(frames.reset(self.number, status))

    def _require_open(self) -> None:
        if self.finished:
            raise ConnectionResetError(f"stream {self.number} has ended")

    # --- from the session

    async def take(self, data: bytes) -> None:
        """Keep what arrived until it is read; waits while there is too much of it."""
        if self.peer_finished:
            return  # sent before the peer saw the reset
        self._arrived.append(data)
        self._waiting += len(data)
        self._news.set()
        if self._waiting > BACKLOG:
            self._room.clear()
            await self._room.wait()

    def take_end(self) -> None:
        """The peer's direction has ended."""
        self.peer_finished = True
        self._news.set()
        self._session.forget(self)

    def end(self) -> None:
        """Both directions have ended; nobody waits for this stream any more."""
        self.was_reset = True
        self.finished = True
        self._room.set()
        self.take_end()


class Session:
    """Serves one connection: ``run`` it in a task, and ``accept`` the streams."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._writer = frames.Writer()
        self._streams: dict[int, Stream] = {}
        self._opened: asyncio.Queue[Stream | None] = asyncio.Queue()
        self._last = 0
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Read until the connection ends, the peer says goodbye with nothing left open, or sends what is no SPDY."""
        heartbeat = asyncio.create_task(self._heartbeat(), name="spdy heartbeat")
        try:
            await self._read()
        except MalformedError:
            await self._say(frames.go_away(self._last, frames.GOAWAY_PROTOCOL_ERROR))
        except ConnectionError:
            pass  # the peer is gone, which the streams' readers learn below
        finally:
            heartbeat.cancel()
            self._ended.set()
            self._opened.put_nowait(None)
            for stream in list(self._streams.values()):
                stream.end()

    async def accept(self) -> AsyncIterator[Stream]:
        """The streams that the peer opens, each answered, until the session ends."""
        while (stream := await self._opened.get()) is not None:
            yield stream

    @property
    def over(self) -> bool:
        """Whether nothing more can be sent or comes."""
        return self._ended.is_set()

    async def ended(self) -> None:
        """Wait for the end."""
        await self._ended.wait()

    async def go_away(self) -> None:
        """Tell the peer that no more streams are taken."""
        await self._say(frames.go_away(self._last))

    async def send(self, frame: bytes) -> None:
        """Send a frame. Raises ConnectionError."""
        await self._pipe.write(frame)

    async def grant(self, stream: int, taken: int) -> None:
        """Let the peer send as much again, in a stream and in the session."""
        await self._say(frames.window_update(stream, taken) + frames.window_update(0, taken))

    def forget(self, stream: Stream) -> None:
        """Drop a stream that has ended in both directions."""
        if stream.finished and stream.peer_finished:
            self._streams.pop(stream.number, None)

    async def _say(self, frame: bytes) -> None:
        """Send what nobody waits for: a peer that is gone is noticed by the reader."""
        try:
            await self.send(frame)
        except ConnectionError:
            return

    async def _heartbeat(self) -> None:
        """A peer that is gone without a word is noticed by sending, even while nothing is read from it."""
        number = 2
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self._say(frames.ping(number))
            number = number + 2 & 0x7FFFFFFF or 2

    async def _read(self) -> None:
        reader = frames.Reader()
        gone = False
        while not (gone and not self._streams):
            data = await self._pipe.read()
            if not data:
                return
            for frame in reader.feed(data):
                gone = gone or isinstance(frame, frames.GoAway)
                await self._handle(frame)

    async def _handle(self, frame: frames.Frame) -> None:
        match frame:
            case frames.Opened():
                await self._open(frame)
            case frames.Ping(number):
                if number % 2:  # an even one is the answer to a ping of ours
                    await self.send(frames.ping(number))
            case frames.GoAway():
                return
            case frames.Data() if frame.stream > self._last:
                await self.send(frames.reset(frame.stream, frames.INVALID_STREAM))
            case _:
                if stream := self._streams.get(frame.stream):
                    await _hand_on(frame, stream)

    async def _open(self, frame: frames.Opened) -> None:
        number = frame.stream
        if number % 2 == 0 or number <= self._last:
            raise MalformedError(f"a client's stream may not have number {number} after {self._last}")
        self._last = number
        if len(self._streams) >= MOST_STREAMS:
            await self.send(frames.reset(number, frames.REFUSED_STREAM))
            return
        stream = self._streams[number] = Stream(self, number, frame.headers)
        await self.send(self._writer.reply(number))
        self._opened.put_nowait(stream)
        if frame.fin:
            stream.take_end()


async def _hand_on(frame: frames.Data | frames.Finished | frames.Reset, stream: Stream) -> None:
    match frame:
        case frames.Data():
            if frame.data:
                await stream.take(frame.data)
            if frame.fin:
                stream.take_end()
        case frames.Finished():
            stream.take_end()
        case frames.Reset():
            stream.end()

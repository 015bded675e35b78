"""The client's side of a SPDY session, for tests."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from urllib.parse import urlsplit

from localkube.apiserver.spdy import frames


class SpdyClient:
    """One upgraded connection. What arrives is kept by stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer
        self._frames = frames.Writer()
        self._cutter = frames.Reader()
        self._next = 1
        self.received: dict[int, bytearray] = defaultdict(bytearray)
        self.finished: set[int] = set()
        self.reset: set[int] = set()
        self.pings: list[int] = []
        self.gone = False
        self.closed = False

    @classmethod
    async def upgrade(
        cls, url: str, path: str, token: str, context: ssl.SSLContext, protocols: list[str], upgrade: str = "SPDY/3.1"
    ) -> tuple[SpdyClient, str]:
        """The client, and the head of the answer."""
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, ssl=context)
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: {parts.netloc}",
            f"Authorization: Bearer {token}",
            "Connection: Upgrade",
            f"Upgrade: {upgrade}",
            "Content-Length: 0",
            *(f"X-Stream-Protocol-Version: {protocol}" for protocol in protocols),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        return cls(reader, writer), head.decode()

    def open(self, **headers: str) -> int:
        """A new stream."""
        number = self._next
        self._next += 2
        self.writer.write(self._frames.opened(number, headers))
        return number

    def send(self, number: int, data: bytes, *, fin: bool = False) -> None:
        self.writer.write(frames.data(number, data, fin=fin))

    def send_raw(self, data: bytes) -> None:
        self.writer.write(data)

    async def _read(self) -> None:
        data = await self._reader.read(64 * 1024)
        self.closed = not data
        for frame in self._cutter.feed(data):
            match frame:
                case frames.Data(number, piece, fin):
                    self.received[number] += piece
                    if fin:
                        self.finished.add(number)
                case frames.Reset(number):
                    self.reset.add(number)
                case frames.Ping(number):
                    self.pings.append(number)
                case frames.GoAway():
                    self.gone = True

    async def until(self, *numbers: int) -> None:
        """Read until these streams have ended."""
        async with asyncio.timeout(60):
            while not (self.finished | self.reset) >= set(numbers):
                assert not self.closed, "the server closed the connection"
                await self._read()

    async def until_text(self, number: int, text: bytes) -> None:
        """Read until a stream has brought this."""
        async with asyncio.timeout(60):
            while text not in self.received[number]:
                assert not self.closed, "the server closed the connection"
                await self._read()

    async def until_ping(self) -> None:
        async with asyncio.timeout(60):
            while not self.pings:
                await self._read()

    async def until_closed(self) -> None:
        """Read to the end of the connection."""
        async with asyncio.timeout(60):
            while not self.closed:
                await self._read()

    async def close(self) -> None:
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except (ConnectionError, ssl.SSLError):
            return  # the server may have had more to say

"""Small HTTP servers in the place of pods, and a load that counts failures."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

_WEBSOCKET = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


class Pod:
    """Answers with its name, the path and the request's headers. Listens on an address of 127/8 of its own."""

    def __init__(self, name: str, address: str, port: int, delay: float = 0.0) -> None:
        self.name, self.address, self.port, self.delay = name, address, port, delay
        self.requests = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> Pod:
        self._server = await asyncio.start_server(self._serve, self.address, self.port)
        return self

    async def stop(self) -> None:
        """End as a well-behaved container: no new connection, what was begun is answered."""
        if self._server is not None:
            self._server.close()
            while self._open:
                await asyncio.gather(*self._open, return_exceptions=True)
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            await asyncio.sleep(self.delay)
            self.requests += 1
            body = f"{self.name}\n{head}".encode()
            writer.write(b"HTTP/1.1 200 OK\r\nX-Pod: %s\r\nContent-Length: %d\r\n" % (self.name.encode(), len(body)))
            writer.write(b"Connection: close\r\n\r\n" + body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open.discard(task)
            writer.close()


class CarelessPod(Pod):
    """Takes a request and hangs up."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.requests += 1
        writer.close()


class EchoPod(Pod):
    """Takes up what is not HTTP any more, as WebSockets do, and echoes it."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        key = head.lower().partition(b"sec-websocket-key: ")[2].partition(b"\r")[0]
        digest = hashlib.sha1(head[head.lower().index(key) :][: len(key)] + _WEBSOCKET).digest()
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
        writer.write(b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n")
        try:
            while data := await reader.read(1000):
                writer.write(data)
        finally:
            writer.close()


async def end(writer: asyncio.StreamWriter) -> None:
    """Close a connection and see it closed: by TLS that takes an answer of the other side."""
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def fetch(port: int, host: str, path: str = "/", method: str = "GET", **headers: str) -> Answer:
    """One request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await exchange(reader, writer, host, path, method, close=True, **headers)
    finally:
        await end(writer)


async def exchange(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    host: str,
    path: str = "/",
    method: str = "GET",
    *,
    close: bool = False,
    **headers: str,
) -> Answer:
    """One request on a connection."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["Connection: close"] * close
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    found = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    body = await reader.readexactly(int(found.get("content-length", 0))) if method != "HEAD" else b""
    return Answer(int(head[0].split()[1]), found, body.decode())


@dataclass
class Load:
    """Requests at a steady rate, half of them on connections that are kept."""

    port: int
    host: str
    rate: int = 250
    workers: int = 16
    answers: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0

    async def __aenter__(self) -> Load:
        self._stop = asyncio.Event()
        self._began = time.monotonic()
        self._tasks = [asyncio.create_task(self._work(number)) for number in range(self.workers)]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop when all requests that are due by now were sent: a pause of the machine delays them, but drops none."""
        self._end = time.monotonic()
        self.seconds = self._end - self._began
        self._stop.set()
        await asyncio.gather(*self._tasks)

    @property
    def total(self) -> int:
        return sum(self.answers.values()) + len(self.failures)

    async def _work(self, number: int) -> None:
        kept: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        due = time.monotonic()
        while not self._stop.is_set() or due < self._end:
            begun = time.monotonic()
            connection = kept or await asyncio.open_connection("127.0.0.1", self.port)
            kept = None
            try:
                async with asyncio.timeout(60):
                    answer = await exchange(*connection, self.host, close=number % 2 == 0)
            except (OSError, asyncio.IncompleteReadError) as error:
                self.failures.append(repr(error))
                await end(connection[1])
                continue
            if answer.status == 200:
                self.answers[answer.headers["x-pod"]] += 1
            else:
                self.failures.append(f"{answer.status} {answer.body}")
            if number % 2 and answer.headers.get("connection") != "close":
                kept = connection
            else:
                await end(connection[1])
            self.slowest = max(self.slowest, time.monotonic() - begun)
            due += self.workers / self.rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        if kept:
            await end(kept[1])

"""A small HTTP/1.1 server on asyncio that the demo's services share. Standard library only.

Ends gently: on SIGTERM it stops accepting, answers what is under way with ``Connection: close``, then exits.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

Handler = Callable[[str], Awaitable[tuple[int, str, bytes]]]
"""From the path to (status, content type, body)."""

REASONS = {200: "OK", 404: "Not Found", 503: "Service Unavailable"}
IDLE_SECONDS = 30


class Server:
    """Serves ``handler`` on ``port`` until SIGTERM."""

    def __init__(self, handler: Handler, port: int) -> None:
        self._handler = handler
        self._port = port
        self._stopping = asyncio.Event()
        self._busy = 0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        server = await asyncio.start_server(self._serve, None, self._port, backlog=1024)
        print(f"listening on port {self._port}", flush=True)
        await self._stopping.wait()
        server.close()
        for _ in range(100):
            if not self._busy:
                break
            await asyncio.sleep(0.05)
        print("stopped", flush=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the client went away or stayed silent: nobody is left to answer
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE_SECONDS)
        self._busy += 1
        try:
            words, *lines = head.decode("latin-1").split("\r\n")
            _, path, version = words.split(" ")
            headers = {n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in lines if line)}
            if length := int(headers.get("content-length", "0")):
                await reader.readexactly(length)
            status, kind, body = await self._handler(path)
            keep = (
                version == "HTTP/1.1"
                and headers.get("connection", "").lower() != "close"
                and not self._stopping.is_set()
            )
            answer = (
                f"HTTP/1.1 {status} {REASONS.get(status, 'Unknown')}\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(body)}\r\nConnection: {'keep-alive' if keep else 'close'}\r\n\r\n"
            )
            writer.write(answer.encode() + body)
            await writer.drain()
        finally:
            self._busy -= 1
        return keep

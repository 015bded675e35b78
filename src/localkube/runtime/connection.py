"""HTTP to the Docker Engine over its Unix socket: JSON calls, streamed answers, and connections that are taken over.

Written on the HTTP client that localkube has anyway: exec and attach need a connection whose sending side can be
closed alone, and logs are wanted as bytes in the Engine's frames; client libraries for Docker offer neither.
Source: Docker Engine API v1.41.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import IOBase
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from localkube.runtime.errors import EngineUnavailable, RuntimeFault

OLDEST_API = (1, 41)  # Docker 20.10
CONNECT_SECONDS = 5
HEADER_LIMIT = 64 * 1024

Query = Mapping[str, str]


class Refused(RuntimeFault):
    """The Engine answered with an error status. It does not leave this room."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Connection:
    """Calls to the Engine at ``host`` (``unix://…``). ``open`` before the first, ``close`` after the last."""

    def __init__(self, host: str) -> None:
        if not host.startswith("unix://"):
            raise ValueError(f"{host}: only an engine on this machine (unix://…) can be used")
        self._host = host
        self._socket = host.removeprefix("unix://")
        self._session: aiohttp.ClientSession | None = None
        self._prefix = ""

    async def open(self) -> None:
        """Agree on a version of the API. Raises EngineUnavailable when nothing answers."""
        timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS)
        # No limit: every followed log and waiting stop occupies a connection of its own.
        self._session = aiohttp.ClientSession(connector=aiohttp.UnixConnector(self._socket, limit=0), timeout=timeout)
        try:
            version = await self.call("GET", "/version")
        except RuntimeFault:
            await self.close()
            raise
        least = tuple(int(part) for part in version.get("MinAPIVersion", "1.12").split("."))
        self._prefix = "/v{}.{}".format(*max(OLDEST_API, least))

    async def close(self) -> None:
        """End all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        body: object | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """One call; the decoded JSON answer, None when it is empty. ``body`` is sent as JSON, a file as it is."""
        async with self.stream(method, path, query, body, headers) as content:
            answer = await content.read()
        return json.loads(answer) if answer.strip() else None

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        body: object | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[aiohttp.StreamReader]:
        """An answer that is read while it comes. Raises Refused, EngineUnavailable (also while it is read)."""
        if self._session is None:
            raise EngineUnavailable(f"the connection to the Docker Engine at {self._host} is not open")
        data = body if isinstance(body, IOBase) or body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})} if data is not None else headers
        url = URL(f"http://docker{self._target(path, query)}", encoded=True)
        try:
            async with self._session.request(method, url, data=data, headers=sent) as response:
                if response.status >= 400:
                    raise Refused(response.status, _message(await response.read()))
                yield response.content
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError) as error:
            raise self._unavailable(error) from error

    async def take_over(
        self, path: str, query: Query | None = None, body: object | None = None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """POST and keep the connection as a plain pair of byte streams. Raises Refused, EngineUnavailable."""
        data = json.dumps(body or {}).encode()
        head = (
            f"POST {self._target(path, query)} HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=HEADER_LIMIT)
        try:
            transport, protocol = await loop.create_unix_connection(lambda: _BothWays(reader), self._socket)
        except OSError as error:
            raise self._unavailable(error) from error
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        try:
            writer.write(head.encode() + data)
            await _accepted(reader)
        except (OSError, EOFError) as error:
            writer.close()
            raise self._unavailable(error) from error
        except BaseException:
            writer.close()
            raise
        return reader, writer

    def _target(self, path: str, query: Query | None) -> str:
        target = self._prefix + quote(path, safe="/:@")
        return f"{target}?{urlencode(query)}" if query else target

    def _unavailable(self, error: Exception) -> EngineUnavailable:
        return EngineUnavailable(f"the Docker Engine at {self._host} does not answer: {error or type(error).__name__}")


class _BothWays(asyncio.StreamReaderProtocol):
    """Keeps what has arrived when sending fails: a command may end without reading its input, and its output counts."""

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(None)


async def _accepted(reader: asyncio.StreamReader) -> None:
    """Read the answer's head; what follows is the taken over stream. Raises Refused for any other answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    if status in (101, 200):
        return
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    raise Refused(status, _message(await reader.readexactly(int(fields.get("content-length", "0")))))


def _message(body: bytes) -> str:
    text = body.decode(errors="replace").strip()
    try:
        decoded = json.loads(text)
    except ValueError:
        return text
    return str(decoded.get("message", text)) if isinstance(decoded, dict) else text

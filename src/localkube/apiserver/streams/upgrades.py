"""Connections that stop speaking HTTP: what a client may upgrade to, and the byte pipes that come of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import cast

from aiohttp import WSMsgType, web
from aiohttp.http_websocket import WebSocketReader

from localkube.objects.errors import BadRequest, Forbidden
from localkube.objects.ports import ExecStream

WEBSOCKET, SPDY = "websocket", "spdy/3.1"
PROTOCOL_HEADER = "X-Stream-Protocol-Version"
WEBSOCKET_HEADER = "Sec-WebSocket-Protocol"
CHUNK = 64 * 1024
PINGS_SECONDS = 30
LARGEST_MESSAGE = 32 * 1024 * 1024
"""Kubernetes' own limit: a message is kept until it is complete."""


def kind_of(request: web.Request) -> str:
    """``WEBSOCKET`` or ``SPDY``. Raises BadRequest when the client asks for neither."""
    wanted = request.headers.get("Upgrade", "").lower()
    asked = [word.strip().lower() for word in request.headers.get("Connection", "").split(",")]
    if "upgrade" not in asked or wanted not in (WEBSOCKET, SPDY):
        raise BadRequest("Upgrade request required")
    return wanted


def negotiated(request: web.Request, spoken: Iterable[str]) -> str:
    """The first protocol of ours that a SPDY client speaks, too; the last when it names none. Raises Forbidden."""
    ours = list(spoken)
    values = request.headers.getall(PROTOCOL_HEADER, [])
    theirs = [word.strip() for value in values for word in value.split(",")]
    if not theirs:
        return ours[-1]
    for protocol in ours:
        if protocol in theirs:
            return protocol
    raise Forbidden(
        f"unable to upgrade: unable to negotiate protocol: client supports [{' '.join(theirs)}], "
        f"server accepts [{' '.join(ours)}]"
    )


def websocket(request: web.Request, protocols: Iterable[str]) -> web.WebSocketResponse:
    """A socket that notices a client that is gone. Streams come in pieces that are not worth compressing.

    Raises Forbidden when the client names protocols, and none of ours is among them.
    """
    ours = tuple(protocols)
    theirs = [word.strip() for word in request.headers.get(WEBSOCKET_HEADER, "").split(",") if word.strip()]
    if theirs and not set(ours) & set(theirs):
        raise Forbidden(f"requested protocol(s) are not supported: {theirs}; supports {list(ours)}")
    return web.WebSocketResponse(protocols=ours, heartbeat=PINGS_SECONDS, max_msg_size=LARGEST_MESSAGE, compress=False)


async def prepared(socket: web.WebSocketResponse, request: web.Request, stream: ExecStream) -> None:
    """Upgrade to WebSocket; when that fails, the command that was begun for it ends."""
    try:
        await socket.prepare(request)
    except BaseException:
        await stream.close()
        raise


async def opened(request: web.Request, protocol: str, stream: ExecStream) -> Connection:
    """Upgrade to SPDY; when that fails, the command that was begun for it ends."""
    try:
        return await Connection.of(request, protocol)
    except BaseException:
        await stream.close()
        raise


class Connection:
    """The bare connection after an upgrade to SPDY."""

    def __init__(self, response: web.StreamResponse, reader: asyncio.StreamReader) -> None:
        self.response = response
        self._reader = reader

    @classmethod
    async def of(cls, request: web.Request, protocol: str) -> Connection:
        """Answer 101; from now on the connection belongs to the new protocol."""
        response = web.StreamResponse(
            status=101, headers={"Connection": "Upgrade", "Upgrade": "SPDY/3.1", PROTOCOL_HEADER: protocol}
        )
        response.force_close()
        reader = asyncio.StreamReader(limit=CHUNK)
        assert request.transport is not None, "a client that is gone has its handler cancelled"
        reader.set_transport(request.transport)
        # The server hands on what arrives to anything that has the two methods which it calls of its own reader.
        request.protocol.set_parser(cast(WebSocketReader, _Feed(reader)))
        await response.prepare(request)
        return cls(response, reader)

    async def read(self) -> bytes:
        """As ``spdy.Pipe`` says."""
        return await self._reader.read(CHUNK)

    async def write(self, data: bytes) -> None:
        """As ``spdy.Pipe`` says."""
        await self.response.write(data)


class _Feed:
    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Whether the protocol has ended, and what came after it: it ends with the connection."""
        self._reader.feed_data(data)
        return False, b""

    def feed_eof(self) -> None:
        self._reader.feed_eof()


class Tunnel:
    """SPDY within the binary messages of a WebSocket."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket

    async def read(self) -> bytes:
        """As ``spdy.Pipe`` says."""
        async for message in self._socket:
            if message.type is WSMsgType.BINARY and message.data:
                return bytes(message.data)
        return b""

    async def write(self, data: bytes) -> None:
        """As ``spdy.Pipe`` says."""
        await self._socket.send_bytes(data)

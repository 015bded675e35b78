"""Commands over WebSocket.

Channels as in Kubernetes' remote command subprotocols: the first byte of a frame is the channel (0 standard input,
1 output, 2 error output, 3 the outcome as a Status, 4 the terminal's size); ``v5.channel.k8s.io`` adds 255, which
closes a channel.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import WSMsgType, web

from localkube.apiserver.streams import upgrades
from localkube.apiserver.streams.commands import CLOSE, OUTCOME, RESIZE, STDIN, Options, carry, terminal_size
from localkube.objects.access import Obj
from localkube.objects.ports import ExecStream

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io", "channel.k8s.io")


async def serve(
    request: web.Request, options: Options, start: Callable[[], Awaitable[ExecStream]]
) -> web.StreamResponse:
    """Start the command, upgrade and carry."""
    socket = upgrades.websocket(request, PROTOCOLS)
    stream = await start()
    await upgrades.prepared(socket, request, stream)
    await carry(Socket(socket), stream, options)
    await socket.close()
    return socket


class Socket:
    """A WebSocket as ``Channels``."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket

    async def send(self, channel: int, data: bytes) -> None:
        """As ``Channels`` says."""
        await self._socket.send_bytes(bytes([channel]) + data)

    async def tell(self, status: Obj) -> None:
        """As ``Channels`` says."""
        await self.send(OUTCOME, msgspec.json.encode(status))

    async def receive(self, stream: ExecStream) -> None:
        """As ``Channels`` says."""
        async for message in self._socket:
            if message.type is not WSMsgType.BINARY or not message.data:
                continue
            channel, data = message.data[0], message.data[1:]
            if channel == STDIN:
                await stream.write(data)
            elif channel == RESIZE and (size := terminal_size(data)):
                await stream.resize(*size)
            elif channel == CLOSE and data[:1] == bytes([STDIN]) and self._socket.ws_protocol == PROTOCOLS[0]:
                await stream.close_stdin()

"""Port forwarding over WebSocket: two channels a port (data, error), each opened with the port's number, low first."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

from aiohttp import WSMsgType, web

from localkube.apiserver.streams import upgrades
from localkube.objects.errors import ApiError, BadRequest

PROTOCOLS = ("v4.channel.k8s.io", "portforward.k8s.io")
CHUNK = 32 * 1024
HIGHEST_PORT = 65535
MOST_PORTS = 127

Connect = Callable[[int], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]
"""A connection to a port of the pod. Raises OSError when nothing listens there, ApiError when no pod runs."""


def valid(ports: list[int]) -> list[int]:
    """The ports of a query, each of which has two of 255 channels. Raises BadRequest."""
    if not ports:
        raise BadRequest("query parameter 'ports' is required")
    if len(ports) > MOST_PORTS:
        raise BadRequest(f"query parameter 'ports' names more than {MOST_PORTS} ports")
    for port in ports:
        if not 0 < port <= HIGHEST_PORT:
            raise BadRequest(f"query parameter 'ports' names no port: {port}")
    return ports


Writers = dict[int, asyncio.Future[asyncio.StreamWriter | None]]
"""By channel, where its bytes go; None when there is no connection."""


async def serve(request: web.Request, ports: list[int], connect: Connect) -> web.StreamResponse:
    """One connection for each of ``ports``, until all of them or the client have ended."""
    socket = upgrades.websocket(request, PROTOCOLS)
    await socket.prepare(request)
    for index, port in enumerate(ports):
        for channel in (2 * index, 2 * index + 1):
            await socket.send_bytes(bytes([channel]) + port.to_bytes(2, "little"))
    loop = asyncio.get_running_loop()
    writers: Writers = {2 * index: loop.create_future() for index in range(len(ports))}
    async with asyncio.TaskGroup() as group:
        outgoing = [
            group.create_task(_out(socket, 2 * index, port, connect, writers), name=f"forward {port}")
            for index, port in enumerate(ports)
        ]
        closing = group.create_task(_close_after(socket, outgoing), name="end of forwarding")
        await _in(socket, writers)
        for task in (closing, *outgoing):
            task.cancel()
    return socket


async def _in(socket: web.WebSocketResponse, writers: Writers) -> None:
    async for message in socket:
        if message.type is not WSMsgType.BINARY or not message.data or message.data[0] not in writers:
            continue
        writer = await writers[message.data[0]]
        if writer is not None and not writer.is_closing():
            writer.write(message.data[1:])
            try:
                await writer.drain()
            except ConnectionError:
                continue  # the pod wants no more of it


async def _out(socket: web.WebSocketResponse, channel: int, port: int, connect: Connect, writers: Writers) -> None:
    try:
        reader, writer = await connect(port)
    except (OSError, ApiError) as error:
        writers[channel].set_result(None)
        await _tell(socket, channel + 1, failure(port, error))
        return
    writers[channel].set_result(writer)
    try:
        while data := await reader.read(CHUNK):
            await socket.send_bytes(bytes([channel]) + data)
    except ConnectionError as error:
        await _tell(socket, channel + 1, failure(port, error))
    finally:
        writer.close()


async def _tell(socket: web.WebSocketResponse, channel: int, message: str) -> None:
    if not socket.closed:
        await socket.send_bytes(bytes([channel]) + message.encode())


async def _close_after(socket: web.WebSocketResponse, tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks)
    await socket.close()


def failure(port: int, error: OSError | ApiError) -> str:
    """What the client is told."""
    if isinstance(error, ApiError):
        reason = error.message
    else:
        reason = os.strerror(error.errno) if error.errno else str(error) or type(error).__name__
    return f"failed to connect to port {port}: {reason}"

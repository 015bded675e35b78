"""Port forwarding over SPDY: for each connection the client opens a pair of streams, one for errors, one for data.

The headers ``port`` and ``requestID`` tell which two belong together. The session is the upgraded connection itself
or, as newer clients want it, lies within a WebSocket.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from localkube.apiserver.spdy import Pipe, Session, Stream
from localkube.apiserver.streams import upgrades
from localkube.apiserver.streams.forwarding import CHUNK, HIGHEST_PORT, Connect, failure
from localkube.objects.errors import ApiError

PROTOCOL = "portforward.k8s.io"
TUNNELED = f"SPDY/3.1+{PROTOCOL}"
PAIR_SECONDS = 30.0


async def serve(request: web.Request, connect: Connect) -> web.StreamResponse:
    """On the connection itself."""
    protocol = upgrades.negotiated(request, [PROTOCOL])
    connection = await upgrades.Connection.of(request, protocol)
    await _forward(connection, connect)
    return connection.response


async def serve_tunneled(request: web.Request, connect: Connect) -> web.StreamResponse:
    """Within a WebSocket."""
    socket = upgrades.websocket(request, [TUNNELED])
    await socket.prepare(request)
    await _forward(upgrades.Tunnel(socket), connect)
    await socket.close()
    return socket


async def _forward(pipe: Pipe, connect: Connect) -> None:
    session = Session(pipe)
    pairs: dict[str, asyncio.Future[Stream]] = {}
    async with asyncio.TaskGroup() as group:
        group.create_task(session.run(), name="spdy session")
        async for stream in session.accept():
            key = request_of(stream)
            if key is None:
                await _refuse(stream)
            elif (waiting := pairs.pop(key, None)) is not None:
                if not waiting.done():
                    waiting.set_result(stream)
            else:
                pairs[key] = other = asyncio.get_running_loop().create_future()
                group.create_task(_pair(stream, other, connect), name=f"forward {key}")
        for waiting in pairs.values():
            waiting.cancel()


def request_of(stream: Stream) -> str | None:
    """What joins the two streams of a connection; None when the stream cannot belong to one.

    Clients without ``requestID`` open the error stream first and the data stream right after it.
    """
    kind, port = stream.headers.get("streamtype"), stream.headers.get("port", "")
    if kind not in ("error", "data") or not (port.isdecimal() and 0 < int(port) <= HIGHEST_PORT):
        return None
    first = stream.number if kind == "error" else stream.number - 2
    return f"{port}/{stream.headers.get('requestid') or f'stream {first}'}"


async def _refuse(stream: Stream) -> None:
    try:
        await stream.reset()
    except ConnectionError:
        return  # the session's reader ends, too


async def _pair(first: Stream, other: asyncio.Future[Stream], connect: Connect) -> None:
    try:
        async with asyncio.timeout(PAIR_SECONDS):
            second = await other
    except TimeoutError:
        await _refuse(first)
        return
    streams = {stream.headers["streamtype"]: stream for stream in (first, second)}
    if len(streams) < 2:
        await _refuse(first)
        await _refuse(second)
        return
    try:
        await _connect(streams["error"], streams["data"], connect)
    except ConnectionError:
        return  # the client is gone, or wants no more of this connection


async def _connect(errors: Stream, data: Stream, connect: Connect) -> None:
    port = int(data.headers["port"])
    try:
        reader, writer = await connect(port)
    except (OSError, ApiError) as error:
        await errors.write(failure(port, error).encode())
        await errors.finish()
        await data.finish()
        return
    up = asyncio.create_task(_up(data, writer), name=f"to port {port}")
    try:
        if problem := await _down(reader, data):
            await errors.write(failure(port, problem).encode())
        await data.finish()
        await errors.finish()
        await up  # what the client still sends is for the pod
    finally:
        up.cancel()
        await asyncio.gather(up, return_exceptions=True)
        writer.close()


async def _down(reader: asyncio.StreamReader, data: Stream) -> OSError | None:
    """From the pod; its error, if it ended with one."""
    while True:
        try:
            piece = await reader.read(CHUNK)
        except OSError as error:
            return error
        if not piece:
            return None
        await data.write(piece)


async def _up(data: Stream, writer: asyncio.StreamWriter) -> None:
    """To the pod, until the client says that no more comes; a client that resets the stream wants no answer either."""
    try:
        while piece := await data.read():
            writer.write(piece)
            await writer.drain()
        if data.was_reset:
            writer.transport.abort()
        elif writer.can_write_eof():
            writer.write_eof()
    except ConnectionError:
        return  # the pod wants no more of it; what it said is still told

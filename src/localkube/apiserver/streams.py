"""Exec, attach and port forwarding over WebSocket.

Channels as in Kubernetes' remote command subprotocols: the first byte of a frame is the channel (0 standard input,
1 output, 2 error output, 3 the outcome as a Status, 4 the terminal's size); ``v5.channel.k8s.io`` adds 255, which
closes a channel.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import msgspec
from aiohttp import WSMsgType, web

from localkube.objects.errors import ApiError, BadRequest
from localkube.objects.ports import ExecStream

REMOTE_COMMAND = ("v5.channel.k8s.io", "v4.channel.k8s.io", "channel.k8s.io")
PORT_FORWARD = ("v4.channel.k8s.io", "portforward.k8s.io")
STDIN, STDOUT, STDERR, OUTCOME, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
CHUNK = 32 * 1024


@dataclass(frozen=True, slots=True)
class Options:
    """What of a command's input and output is wanted."""

    stdin: bool
    stdout: bool
    stderr: bool
    tty: bool

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Options:
        """From the query. Raises BadRequest when nothing is wanted."""
        chosen = {name: query.get(name) in ("true", "1") for name in ("stdin", "stdout", "stderr", "tty")}
        if not (chosen["stdin"] or chosen["stdout"] or chosen["stderr"]):
            raise BadRequest("you must specify at least 1 of stdin, stdout, stderr")
        return cls(**chosen)


async def serve(
    request: web.Request, options: Options, start: Callable[[], Awaitable[ExecStream]]
) -> web.StreamResponse:
    """Upgrade, start the command, carry bytes until it ends, tell the outcome."""
    _require_websocket(request)
    stream = await start()
    socket = web.WebSocketResponse(protocols=REMOTE_COMMAND, heartbeat=30, max_msg_size=0)
    await socket.prepare(request)
    incoming = asyncio.create_task(_receive(socket, stream), name="exec input")
    try:
        async for channel, data in stream.output():
            wanted = options.stdout if channel == STDOUT else options.stderr
            if wanted:
                await socket.send_bytes(bytes([channel]) + data)
        await socket.send_bytes(bytes([OUTCOME]) + msgspec.json.encode(_outcome(await stream.exit_code())))
    except ApiError as error:
        await socket.send_bytes(bytes([OUTCOME]) + msgspec.json.encode(error.status()))
    except ConnectionError:
        pass  # the client went away; the command is ended below
    finally:
        incoming.cancel()
        await stream.close()
    await socket.close()
    return socket


async def _receive(socket: web.WebSocketResponse, stream: ExecStream) -> None:
    async for message in socket:
        if message.type is not WSMsgType.BINARY or not message.data:
            continue
        channel, data = message.data[0], message.data[1:]
        if channel == STDIN:
            await stream.write(data)
        elif channel == RESIZE:
            size = msgspec.json.decode(data)
            await stream.resize(int(size["Width"]), int(size["Height"]))
        elif channel == CLOSE and data[:1] == bytes([STDIN]):
            await stream.close_stdin()
    await stream.close()


def _outcome(code: int) -> dict[str, object]:
    if code == 0:
        return {"metadata": {}, "status": "Success"}
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


async def forward(
    request: web.Request,
    ports: list[int],
    connect: Callable[[int], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]],
) -> web.StreamResponse:
    """Port forwarding: two channels a port (data, error), each opened with the port's number, low byte first."""
    _require_websocket(request)
    socket = web.WebSocketResponse(protocols=PORT_FORWARD, heartbeat=30, max_msg_size=0)
    await socket.prepare(request)
    writers: dict[int, asyncio.StreamWriter] = {}
    async with asyncio.TaskGroup() as group:
        for index, port in enumerate(ports):
            number = port.to_bytes(2, "little")
            for channel in (2 * index, 2 * index + 1):
                await socket.send_bytes(bytes([channel]) + number)
            try:
                reader, writers[2 * index] = await connect(port)
            except OSError as error:
                await socket.send_bytes(bytes([2 * index + 1]) + f"failed to connect to port {port}: {error}".encode())
                continue
            group.create_task(_copy(reader, socket, 2 * index), name=f"forward {port}")
        async for message in socket:
            if message.type is WSMsgType.BINARY and message.data and (writer := writers.get(message.data[0])):
                writer.write(message.data[1:])
                await writer.drain()
        for writer in writers.values():
            writer.close()
    return socket


async def _copy(reader: asyncio.StreamReader, socket: web.WebSocketResponse, channel: int) -> None:
    while data := await reader.read(CHUNK):
        await socket.send_bytes(bytes([channel]) + data)
    await socket.close()


def _require_websocket(request: web.Request) -> None:
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise BadRequest("Upgrade request required: this server streams over WebSocket (kubectl 1.30 or newer)")

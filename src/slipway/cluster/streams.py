"""Streams out of and into containers: logs, and commands with an optional terminal.

Commands run over WebSocket with Kubernetes' channel protocol (``v5.channel.k8s.io``, or v4 on older servers): the first
byte of a frame is the channel.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from slipway.cluster.channels import V4, V5, open_channels
from slipway.cluster.client import Cluster
from slipway.cluster.kinds import POD, Obj

STDIN, STDOUT, STDERR, ERROR, RESIZE = 0, 1, 2, 3, 4
CLOSE = 255


@dataclass(frozen=True, slots=True)
class ContainerRef:
    """Which container of which pod; without ``container`` the pod's only one."""

    namespace: str
    pod: str
    container: str | None = None


@dataclass(frozen=True, slots=True)
class LogOptions:
    """Which part of a log."""

    follow: bool = False
    tail: int | None = None
    previous: bool = False
    limit_bytes: int | None = None
    since_seconds: int | None = None
    since_time: str | None = None
    timestamps: bool = False

    def params(self, container: str | None) -> dict[str, str]:
        """Return the query parameters."""
        given = {
            "container": container,
            "follow": "true" if self.follow else None,
            "previous": "true" if self.previous else None,
            "tailLines": None if self.tail is None else str(self.tail),
            "limitBytes": None if self.limit_bytes is None else str(self.limit_bytes),
            "sinceSeconds": None if self.since_seconds is None else str(self.since_seconds),
            "sinceTime": self.since_time,
            "timestamps": "true" if self.timestamps else None,
        }
        return {name: value for name, value in given.items() if value is not None}


async def read_log(cluster: Cluster, ref: ContainerRef, options: LogOptions) -> AsyncIterator[bytes]:
    """Yield a container's log as it comes."""
    path = f"{POD.path(ref.namespace, ref.pod)}/log"
    async with cluster.stream(path, options.params(ref.container), None if options.follow else 30.0) as pieces:
        async for piece in pieces:
            yield piece


async def last_lines(cluster: Cluster, ref: ContainerRef, lines: int, *, previous: bool) -> list[str]:
    """Return the end of a container's log."""
    options = LogOptions(tail=lines, previous=previous, limit_bytes=64 * 1024)
    data = b"".join([piece async for piece in read_log(cluster, ref, options)])
    return data.decode(errors="replace").splitlines()[-lines:]


@dataclass(frozen=True, slots=True)
class Output:
    """Some bytes that a command wrote; ``channel`` is STDOUT or STDERR."""

    channel: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Exit:
    """A command's end. ``code`` is None when it could not be run, for the ``reason``."""

    code: int | None
    reason: str = ""


class Command:
    """A running command: iterate over what it writes, up to its ``Exit``."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def __aiter__(self) -> AsyncGenerator[Output | Exit, None]:
        """Yield outputs, and the exit as the last."""
        try:
            async for frame in self._socket:
                data = frame if isinstance(frame, bytes) else frame.encode()
                if data[:1] == bytes([ERROR]):
                    yield exit_of(data[1:])
                    return
                if len(data) > 1:
                    yield Output(data[0], data[1:])
        except ConnectionClosed as error:
            yield Exit(None, f"the connection broke: {error}")
            return
        yield Exit(None, "the connection ended before the command did")

    async def write(self, data: bytes) -> None:
        """Send input; lost when the command has ended."""
        await self._send(STDIN, data)

    async def resize(self, columns: int, rows: int) -> None:
        """Tell the terminal's size."""
        await self._send(RESIZE, json.dumps({"Width": columns, "Height": rows}).encode())

    async def end_input(self) -> None:
        """Say that no more input comes. Servers before v5 cannot be told."""
        if self._socket.subprotocol == V5:
            await self._send(CLOSE, bytes([STDIN]))

    async def _send(self, channel: int, data: bytes) -> None:
        try:
            await self._socket.send(bytes([channel]) + data)
        except ConnectionClosed:
            return  # whoever iterates hears of it


@asynccontextmanager
async def execute(
    cluster: Cluster, ref: ContainerRef, command: Sequence[str], *, stdin: bool, tty: bool
) -> AsyncIterator[Command]:
    """Run a command in a container. Raises our errors when the API server refuses."""
    query = [("command", word) for word in command]
    query += [("stdout", "true"), ("stderr", str(not tty).lower())]
    query += [("stdin", str(stdin).lower()), ("tty", str(tty).lower())]
    if ref.container:
        query.append(("container", ref.container))
    socket = await open_channels(cluster, f"{POD.path(ref.namespace, ref.pod)}/exec", query, [V5, V4])
    async with socket:
        yield Command(socket)


def exit_of(status: bytes) -> Exit:
    """Read the ``Status`` object that ends a command."""
    try:
        decoded: Obj = msgspec.json.decode(status, type=dict)
    except msgspec.DecodeError:
        return Exit(None, status.decode(errors="replace"))
    if decoded.get("status") == "Success":
        return Exit(0)
    causes = (decoded.get("details") or {}).get("causes") or []
    for cause in causes:
        if cause.get("reason") == "ExitCode" and str(cause.get("message", "")).isdigit():
            return Exit(int(cause["message"]))
    return Exit(None, str(decoded.get("message", "")))

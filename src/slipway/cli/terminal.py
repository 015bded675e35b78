"""``exec``: a command in a container, with this terminal's keys and size when asked for (``docs/exec-protocol.md``)."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import sys
import termios
import tty as terminal_modes
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from slipway.cli.api import CliError, words
from slipway.cli.config import Target

SUBPROTOCOL = "slipway.exec.v1"
STDERR = 2
READ_BYTES = 65536


def run(target: Target, place: str, command: list[str], *, stdin: bool, tty: bool, pod: str | None = None) -> int:
    """Run ``command`` at the API's ``place`` and return its exit code. Raises CliError."""
    if tty and not sys.stdin.isatty():
        raise CliError("standard input is not a terminal.", "Leave -t out.")
    query = [("command", word) for word in command] + [("stdin", str(stdin).lower()), ("tty", str(tty).lower())]
    if pod:
        query.append(("pod", pod))
    base = target.url.replace("http", "ws", 1)
    url = f"{base}/api/v1{place}/exec?{urlencode(query)}"
    return asyncio.run(_session(url, target.token, stdin=stdin, tty=tty))


async def _session(url: str, token: str, *, stdin: bool, tty: bool) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with connect(url, additional_headers=headers, subprotocols=[SUBPROTOCOL], max_size=None) as socket:  # type: ignore[list-item]  # a NewType of str
            with _raw_terminal(enabled=tty):
                return await _pump(socket, stdin=stdin, tty=tty)
    except InvalidStatus as error:
        raise CliError(*_refusal(error)) from error
    except (OSError, InvalidHandshake, ConnectionClosed) as error:
        raise CliError(f"the connection broke: {error}") from error


async def _pump(socket: ClientConnection, *, stdin: bool, tty: bool) -> int:
    senders = []
    if tty:
        _follow_size(socket)
        await _send_size(socket)
    if stdin:
        senders.append(asyncio.create_task(_send_input(socket), name="standard input"))
    try:
        async for frame in socket:
            if isinstance(frame, bytes):
                output = sys.stderr.buffer if frame[:1] == bytes([STDERR]) else sys.stdout.buffer
                output.write(frame[1:])
                output.flush()
                continue
            message = json.loads(frame)
            if message["type"] == "exit":
                return int(message["code"])
            if message["type"] == "error":
                raise CliError(words(message["error"], "message"), words(message["error"], "hint"))
    finally:
        for sender in senders:
            sender.cancel()
    raise CliError("the connection ended before the command did.")


async def _send_input(socket: ClientConnection) -> None:
    with suppress(ConnectionClosed):  # the receiving side reports it
        while data := await _read_input():
            await socket.send(data)
        await socket.send(json.dumps({"type": "eof"}))


async def _read_input() -> bytes:
    """Wait for input and return it; nothing at its end.

    The descriptor stays as it is: at a terminal it is the output's as well, which may not become non-blocking.
    """
    loop, descriptor = asyncio.get_running_loop(), sys.stdin.fileno()
    arrived = asyncio.Event()
    try:
        loop.add_reader(descriptor, arrived.set)
    except PermissionError:  # a file: always ready
        return os.read(descriptor, READ_BYTES)
    try:
        await arrived.wait()
    finally:
        loop.remove_reader(descriptor)
    try:
        return os.read(descriptor, READ_BYTES)
    except OSError as error:
        if error.errno == errno.EIO:  # the terminal is gone
            return b""
        raise


async def _send_size(socket: ClientConnection) -> None:
    size = os.get_terminal_size(sys.stdin.fileno())
    if not (size.columns and size.lines):
        return  # a terminal that does not know; the server has a default
    with suppress(ConnectionClosed):  # the receiving side reports it
        await socket.send(json.dumps({"type": "resize", "columns": size.columns, "rows": size.lines}))


def _follow_size(socket: ClientConnection) -> None:
    pending: set[asyncio.Task[None]] = set()

    def changed() -> None:
        task = asyncio.get_running_loop().create_task(_send_size(socket), name="window size")
        pending.add(task)
        task.add_done_callback(pending.discard)

    asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, changed)


@contextmanager
def _raw_terminal(*, enabled: bool) -> Iterator[None]:
    """Keys go to the remote side unchanged; the terminal is as before afterwards, whatever happens."""
    if not enabled:
        yield
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    terminal_modes.setraw(descriptor)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _refusal(error: InvalidStatus) -> tuple[str, str]:
    try:
        body: dict[str, Any] = json.loads(error.response.body or b"")["error"]
    except (ValueError, KeyError):
        return f"HTTP {error.response.status_code}", ""
    return words(body, "message"), words(body, "hint")

"""Commands of pretended containers that run for real, on this machine."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

Obj = dict[str, Any]


async def run_here(socket: web.WebSocketResponse, request: web.Request) -> None:
    """Run the command that is asked for, as a kubelet would."""
    words = request.query.getall("command")
    try:
        program = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
    except FileNotFoundError:
        await end_with(
            socket, {"status": "Failure", "message": f'exec: "{words[0]}": executable file not found in $PATH'}
        )
        return
    assert program.stdin and program.stdout and program.stderr
    feeding = asyncio.create_task(_feed(socket, program.stdin))
    try:
        await asyncio.gather(_pump(socket, 1, program.stdout), _pump(socket, 2, program.stderr))
        code = await program.wait()
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        if program.returncode is None:
            program.kill()
            await program.wait()
    causes = [{"reason": "ExitCode", "message": str(code)}]
    await end_with(socket, {"status": "Failure", "details": {"causes": causes}} if code else {"status": "Success"})


async def end_with(socket: web.WebSocketResponse, outcome: Obj) -> None:
    """End a command with a ``Status``."""
    await socket.send_bytes(b"\x03" + json.dumps(outcome).encode())


async def _pump(socket: web.WebSocketResponse, channel: int, stream: asyncio.StreamReader) -> None:
    while piece := await stream.read(32768):
        await socket.send_bytes(bytes([channel]) + piece)


async def _feed(socket: web.WebSocketResponse, stdin: asyncio.StreamWriter) -> None:
    with suppress(ConnectionResetError, BrokenPipeError):
        async for message in socket:
            if message.type is not WSMsgType.BINARY or message.data[:1] == b"\xff":
                break
            stdin.write(message.data[1:])
            await stdin.drain()
        stdin.close()

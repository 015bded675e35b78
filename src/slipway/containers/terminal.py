"""Connect a WebSocket with a command in a container, until either ends the process stops, or the user may not go on
or is not there any more.
"""

from __future__ import annotations

import asyncio

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from slipway.cluster import Command, Exit
from slipway.containers.attendance import Attendance
from slipway.containers.frames import EndOfInput, Flow, Frame, Input, Resize, read_text
from slipway.errors import Malformed, SlipwayError, Unauthenticated, Unavailable
from slipway.web import Ending, body_of

NORMAL, GOING_AWAY, NOT_OF_PROTOCOL, BROKEN = 1000, 1001, 1008, 1011


async def connect(socket: WebSocket, command: Command, ending: Ending, attendance: Attendance) -> str:
    """Pass everything on in both directions; return how it ended, in a word for the operation log."""
    flow = asyncio.Event()
    flow.set()
    pumps = (
        asyncio.create_task(_outputs(socket, command, flow), name="terminal output"),
        asyncio.create_task(_inputs(socket, command, attendance, flow), name="terminal input"),
        asyncio.create_task(_until(ending), name="terminal closing"),
        asyncio.create_task(attendance.lost(), name="terminal attendance"),
    )
    try:
        done, _ = await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in pumps if task in done).result()
    except (WebSocketDisconnect, RuntimeError):
        if _open(socket):
            raise
        return "left"
    except SlipwayError as error:
        await _fail(socket, error)
        return error.code
    finally:
        for task in pumps:
            task.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)


async def _outputs(socket: WebSocket, command: Command, flow: asyncio.Event) -> str:
    async for item in command:
        await flow.wait()
        if isinstance(item, Exit):
            return await _end(socket, item)
        await socket.send_bytes(bytes([item.channel]) + item.data)
    raise Unavailable("terminal.broken", {"reason": ""})


async def _end(socket: WebSocket, end: Exit) -> str:
    if end.code is None:
        raise Unavailable("terminal.broken", {"reason": end.reason})
    await socket.send_json({"type": "exit", "code": end.code})
    await socket.close(NORMAL)
    return f"exit {end.code}"


async def _inputs(socket: WebSocket, command: Command, attendance: Attendance, flow: asyncio.Event) -> str:
    while True:
        match await _frame(socket):
            case Input(data):
                attendance.noted()
                await command.write(data)
            case Resize(columns, rows):
                await command.resize(columns, rows)
            case Flow(flows=True):
                flow.set()
            case Flow():
                flow.clear()
            case EndOfInput():
                await command.end_input()


async def _frame(socket: WebSocket) -> Frame:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code") or NORMAL)
    data: bytes | None = message.get("bytes")
    return Input(data) if data is not None else read_text(message["text"])


async def _until(ending: Ending) -> str:
    await ending.wait()
    if ending.revoked:
        raise Unauthenticated("session.expired")
    raise Unavailable("terminal.closing")


async def _fail(socket: WebSocket, error: SlipwayError) -> None:
    """Tell the error in the form of every API error, and close."""
    if isinstance(error, Malformed | Unauthenticated):
        code = NOT_OF_PROTOCOL
    else:
        code = GOING_AWAY if error.code in ("terminal.closing", "terminal.idle") else BROKEN
    if _open(socket):
        try:
            await socket.send_json({"type": "error", **body_of(error).model_dump(mode="json")})
            await socket.close(code, error.code)
        except (WebSocketDisconnect, RuntimeError):
            return  # whom it was for has just left


def _open(socket: WebSocket) -> bool:
    return WebSocketState.DISCONNECTED not in (socket.client_state, socket.application_state)

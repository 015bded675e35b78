"""The frames of a terminal's WebSocket. ``docs/exec-protocol.md`` is their contract. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from slipway.errors import Malformed

SUBPROTOCOL = "slipway.exec.v1"
LARGEST_SIDE = 10_000


@dataclass(frozen=True, slots=True)
class Input:
    """Bytes for the command."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Resize:
    """The terminal's new size."""

    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class EndOfInput:
    """No more input comes."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Whether output may come: a browser cannot leave it on the way, as other clients do by not reading."""

    flows: bool


Frame = Input | Resize | EndOfInput | Flow


def read_text(text: str) -> Frame:
    """Read a text frame. Raises Malformed."""
    try:
        message = msgspec.json.decode(text, type=dict)
    except msgspec.DecodeError as error:
        raise Malformed("terminal.frame_invalid", {"problem": str(error)}) from error
    if message.get("type") == "eof":
        return EndOfInput()
    if message.get("type") in ("pause", "resume"):
        return Flow(message["type"] == "resume")
    if message.get("type") == "resize":
        return Resize(_side(message, "columns"), _side(message, "rows"))
    raise Malformed("terminal.frame_invalid", {"problem": f"unknown type {message.get('type')!r}"})


def _side(message: dict[str, object], name: str) -> int:
    value = message.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_SIDE:
        return value
    raise Malformed("terminal.frame_invalid", {"problem": f"{name} must be between 1 and {LARGEST_SIDE}"})

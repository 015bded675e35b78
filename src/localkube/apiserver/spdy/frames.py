"""Frames of SPDY/3.1: bytes to frames, however they arrive in pieces, and frames to bytes.

Source: draft-mbelshe-httpbis-spdy-00, section 2.6, which 3.1 takes over with windows for the session.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from localkube.apiserver.spdy.errors import MalformedError
from localkube.apiserver.spdy.headers import Packer, Unpacker

VERSION = 3
SYN_STREAM, SYN_REPLY, RST_STREAM, SETTINGS, PING, GOAWAY, HEADERS, WINDOW_UPDATE = 1, 2, 3, 4, 6, 7, 8, 9
FIN = 0x01
PROTOCOL_ERROR, INVALID_STREAM, REFUSED_STREAM, CANCEL = 1, 2, 3, 5  # why a stream is reset
GOAWAY_OK, GOAWAY_PROTOCOL_ERROR = 0, 1
LARGEST_CONTROL = 64 * 1024
LARGEST_DATA = (1 << 24) - 1

_HEAD = struct.Struct(">II")
_ID = 0x7FFFFFFF
_LEAST = {SYN_STREAM: 10, SYN_REPLY: 4, RST_STREAM: 8, SETTINGS: 4, PING: 4, GOAWAY: 8, HEADERS: 4, WINDOW_UPDATE: 8}


@dataclass(frozen=True, slots=True)
class Opened:
    """SYN_STREAM: a new stream with its headers."""

    stream: int
    headers: dict[str, str]
    fin: bool


@dataclass(frozen=True, slots=True)
class Data:
    """A piece of a stream; a long frame arrives as several pieces, the last of which has its ``fin``."""

    stream: int
    data: bytes
    fin: bool


@dataclass(frozen=True, slots=True)
class Reset:
    """RST_STREAM: the stream has ended in both directions."""

    stream: int


@dataclass(frozen=True, slots=True)
class Ping:
    """PING: answered with the same number when it is of the peer's."""

    number: int


@dataclass(frozen=True, slots=True)
class GoAway:
    """GOAWAY: the peer opens no more streams."""


@dataclass(frozen=True, slots=True)
class Finished:
    """SYN_REPLY or HEADERS that end the peer's direction of a stream."""

    stream: int


Frame = Opened | Data | Reset | Ping | GoAway | Finished


class Reader:
    """Cuts what arrives into frames."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._unpacker = Unpacker()
        self._stream = 0
        self._fin = False
        self._missing = 0  # of the data frame that has begun

    def feed(self, data: bytes) -> list[Frame]:
        """The frames and pieces that ``data`` brings. Raises MalformedError."""
        self._rest += data
        frames: list[Frame] = []
        while (frame := self._next()) is not None:
            frames.extend(frame)
        return frames

    def _next(self) -> list[Frame] | None:
        """What the next complete frame says, nothing of it being of interest maybe; None when more bytes are needed."""
        if self._missing:
            return [self._piece()] if self._rest else None
        if len(self._rest) < _HEAD.size:
            return None
        first, second = _HEAD.unpack_from(self._rest)
        flags, length = second >> 24, second & 0xFFFFFF
        if not first & ~_ID:
            del self._rest[: _HEAD.size]
            self._stream, self._fin, self._missing = first, bool(flags & FIN), length
            return [] if length else [Data(first, b"", self._fin)]
        if first >> 16 & 0x7FFF != VERSION:
            raise MalformedError(f"version {first >> 16 & 0x7FFF} is not spoken here")
        if length > LARGEST_CONTROL:
            raise MalformedError(f"a control frame of {length} bytes is too long")
        if len(self._rest) < _HEAD.size + length:
            return None
        body = bytes(self._rest[_HEAD.size : _HEAD.size + length])
        del self._rest[: _HEAD.size + length]
        return self._control(first & 0xFFFF, flags, body)

    def _piece(self) -> Data:
        data = bytes(self._rest[: self._missing])
        del self._rest[: len(data)]
        self._missing -= len(data)
        return Data(self._stream, data, self._fin and not self._missing)

    def _control(self, number: int, flags: int, body: bytes) -> list[Frame]:
        if len(body) < _LEAST.get(number, 0):
            raise MalformedError(f"a control frame of type {number} is too short")
        word = int.from_bytes(body[:4], "big")
        match number:
            case 1:  # SYN_STREAM
                return [Opened(word & _ID, self._unpacker.unpack(body[10:]), bool(flags & FIN))]
            case 2 | 8:  # SYN_REPLY, HEADERS: their headers tell nothing here, but the compression goes on
                self._unpacker.unpack(body[4:])
                return [Finished(word & _ID)] if flags & FIN else []
            case 3:  # RST_STREAM
                return [Reset(word & _ID)]
            case 6:  # PING
                return [Ping(word)]
            case 7:  # GOAWAY
                return [GoAway()]
            case _:  # SETTINGS, WINDOW_UPDATE, and what nobody knows, which is to be ignored
                return []


class Writer:
    """Makes frames to send."""

    def __init__(self) -> None:
        self._packer = Packer()

    def opened(self, stream: int, headers: Mapping[str, str], *, fin: bool = False) -> bytes:
        """SYN_STREAM."""
        return _control(SYN_STREAM, struct.pack(">IIH", stream, 0, 0) + self._packer.pack(headers), fin)

    def reply(self, stream: int) -> bytes:
        """SYN_REPLY without headers."""
        return _control(SYN_REPLY, struct.pack(">I", stream) + self._packer.pack({}))


def data(stream: int, payload: bytes, *, fin: bool = False) -> bytes:
    """A data frame of at most ``LARGEST_DATA`` bytes."""
    return _HEAD.pack(stream, (FIN if fin else 0) << 24 | len(payload)) + payload


def reset(stream: int, status: int) -> bytes:
    """RST_STREAM."""
    return _control(RST_STREAM, struct.pack(">II", stream, status))


def ping(number: int) -> bytes:
    """PING."""
    return _control(PING, struct.pack(">I", number))


def go_away(last: int, status: int = GOAWAY_OK) -> bytes:
    """GOAWAY: no more streams after ``last``."""
    return _control(GOAWAY, struct.pack(">II", last, status))


def window_update(stream: int, more: int) -> bytes:
    """WINDOW_UPDATE: ``more`` bytes of a stream, 0 for the whole session, were taken in."""
    return _control(WINDOW_UPDATE, struct.pack(">II", stream, more))


def _control(number: int, body: bytes, fin: bool = False) -> bytes:
    return _HEAD.pack(0x80000000 | VERSION << 16 | number, (FIN if fin else 0) << 24 | len(body)) + body

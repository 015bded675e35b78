"""Output of a container without a terminal: standard output and error, interleaved in frames.

A frame is a channel (1 or 2), three zero bytes, the length as four bytes, big-endian, and the data.
Source: Docker Engine API v1.41, "Attach to a container", stream format.
"""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from typing import Protocol

HEAD = struct.Struct(">BxxxL")
CHUNK = 32 * 1024
STDOUT = 1

Frame = tuple[int, bytes]


class Source(Protocol):
    """What both HTTP answers and taken over connections can do."""

    async def read(self, n: int = -1, /) -> bytes: ...


class Frames:
    """Cuts a stream into frames, however it arrives in pieces."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that ``data`` completes."""
        self._rest += data
        complete: list[Frame] = []
        at = 0
        while len(self._rest) - at >= HEAD.size:
            channel, length = HEAD.unpack_from(self._rest, at)
            end = at + HEAD.size + length
            if len(self._rest) < end:
                break
            complete.append((channel, bytes(self._rest[at + HEAD.size : end])))
            at = end
        del self._rest[:at]
        return complete


async def batches(source: Source, *, tty: bool) -> AsyncIterator[list[Frame]]:
    """Frames as they arrive, until the stream ends. A terminal's output has one channel and no frames."""
    frames = Frames()
    while data := await source.read(CHUNK):
        arrived = [(STDOUT, data)] if tty else frames.feed(data)
        if arrived:
            yield arrived

"""Streams of bytes as lines."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator


async def cut(pieces: AsyncIterator[bytes], longest: int) -> AsyncGenerator[list[bytes], None]:
    """Cut a stream at line ends; the last line gets one, and what is longer than ``longest`` is cut as well.

    The lines of a piece come together, because a step of a generator for each line costs more than all else.
    """
    rest = b""
    async for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        lines = [line + b"\n" for line in whole]
        if len(rest) > longest:
            lines.append(rest + b"\n")
            rest = b""
        if lines:
            yield lines
    if rest:
        yield [rest + b"\n"]

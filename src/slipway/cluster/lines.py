"""Streams of bytes as lines."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator


async def cut(pieces: AsyncIterator[bytes], longest: int) -> AsyncGenerator[bytes, None]:
    """Cut a stream at line ends; the last line gets one, and what is longer than ``longest`` is cut as well."""
    rest = b""
    async for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line + b"\n"
        if len(rest) > longest:
            yield rest + b"\n"
            rest = b""
    if rest:
        yield rest + b"\n"

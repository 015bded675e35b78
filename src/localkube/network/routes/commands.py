"""Talks with a running HAProxy over its command socket."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from localkube.network.routes.errors import CommandRefused

_AT_ONCE = 60
"""Commands per connection: HAProxy reads a line into one buffer."""

_PATIENCE = 5.0
_WELCOME = ("no need to change", "changed from")


async def ask(socket: Path, line: str) -> str:
    """The answer to one line of commands. Raises CommandRefused when nobody answers."""
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_unix_connection(str(socket))
            try:
                writer.write(line.encode() + b"\n")
                await writer.drain()
                answer = await reader.read()
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        raise CommandRefused(f"HAProxy does not answer at {socket}: {error!r}") from error
    return answer.decode(errors="replace")


async def tell(socket: Path, commands: Sequence[str]) -> None:
    """Have commands carried out that answer nothing, or only what they changed. Raises CommandRefused."""
    for start in range(0, len(commands), _AT_ONCE):
        batch = commands[start : start + _AT_ONCE]
        answer = await ask(socket, ";".join(batch))
        complaints = [line for line in answer.splitlines() if line and not any(word in line for word in _WELCOME)]
        if complaints:
            raise CommandRefused(f"HAProxy refuses a change of servers: {'; '.join(complaints)}")

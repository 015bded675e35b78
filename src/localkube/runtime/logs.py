"""A container's log as the Kubernetes API returns it: one stream of bytes, both outputs in order."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from pathlib import Path

from localkube.objects.access import Obj
from localkube.objects.ports import LogOptions
from localkube.runtime.connection import Connection
from localkube.runtime.frames import Frame, batches
from localkube.runtime.log_files import Files, follow


def query(options: LogOptions, now: float) -> dict[str, str]:
    """The Engine's query. Its timestamps are RFC 3339 with nine digits, which is what the Kubernetes API shows."""
    asked = {"stdout": str(int(options.stdout)), "stderr": str(int(options.stderr))}
    asked["follow"] = str(int(options.follow))
    asked["timestamps"] = str(int(options.timestamps))
    asked["tail"] = "all" if options.tail is None else str(options.tail)
    if options.since_time:
        asked["since"] = _exactly(options.since_time)
    elif options.since is not None:
        asked["since"] = f"{now - options.since:.9f}"
    return asked


def _exactly(moment: str) -> str:
    """Seconds since 1970 with nine digits. A float may be a little late, and miss the very line."""
    whole = int(datetime.fromisoformat(moment).replace(microsecond=0).timestamp())
    fraction = re.search(r"\.(\d+)", moment)
    return f"{whole}.{(fraction.group(1) if fraction else '').ljust(9, '0')[:9]}"


def occupied(container_root: Path) -> int:
    """The bytes of a container's log files in its directory of the Engine."""
    return sum(file.stat().st_size for file in container_root.glob("*-json.log*") if file.exists())


class Joiner:
    """Joins the frames of a log. The Engine cuts long lines and stamps each piece: only the first keeps its stamp."""

    def __init__(self, *, stamped: bool) -> None:
        self._stamped = stamped
        self._open: set[int] = set()

    def join(self, frames: list[Frame]) -> bytes:
        """The bytes of the next frames."""
        if not self._stamped:
            return b"".join(data for _, data in frames)
        return b"".join(self._piece(channel, data) for channel, data in frames)

    def _piece(self, channel: int, data: bytes) -> bytes:
        if channel in self._open:
            data = data.partition(b" ")[2]
        if data.endswith(b"\n"):
            self._open.discard(channel)
        else:
            self._open.add(channel)
        return data


async def read(connection: Connection, container: Obj, options: LogOptions) -> AsyncGenerator[bytes]:
    """The log in pieces of any size; at most ``options.limit`` bytes. Following ends when the container does.

    ``container`` is all that the Engine knows of it.
    """
    left = options.limit
    async with aclosing(
        _followed(connection, container, options) if options.follow else _asked(connection, container, options)
    ) as pieces:
        async for data in pieces:
            if left is None:
                yield data
                continue
            yield data[:left]
            left -= len(data)
            if left <= 0:
                return


async def _followed(connection: Connection, container: Obj, options: LogOptions) -> AsyncGenerator[bytes]:
    """The log as it grows, from its files where they are at hand."""
    files = Files(Path(container["LogPath"]))
    try:
        files.open()
    except OSError:  # another logging driver, or the Engine keeps its files where this process may not look
        async with aclosing(_asked(connection, container, options)) as pieces:
            async for data in pieces:
                yield data
        return
    ended = asyncio.create_task(_ended(connection, container["Id"]), name=f"end of {container['Id'][:12]}")
    try:
        async with aclosing(follow(files, options, ended, time.time())) as pieces:
            async for data in pieces:
                yield data
    finally:
        ended.cancel()
        await asyncio.gather(ended, return_exceptions=True)
        files.close()


async def _ended(connection: Connection, container_id: str) -> None:
    """Wait until a container runs no more. The Engine says so after the last of its output is in the log."""
    await connection.call("POST", f"/containers/{container_id}/wait")


async def _asked(connection: Connection, container: Obj, options: LogOptions) -> AsyncGenerator[bytes]:
    """The log as the Engine gives it."""
    tty = container["Config"]["Tty"]
    joiner = Joiner(stamped=options.timestamps and not tty)
    asked = query(options, time.time())
    async with connection.stream("GET", f"/containers/{container['Id']}/logs", asked) as answer:
        async for frames in batches(answer, tty=tty):
            yield joiner.join(frames)

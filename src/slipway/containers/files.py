"""Files into and out of containers, as tar archives through a command in the container.

The container's own ``tar`` does the work, as for ``kubectl cp``. Both ends are passed on piece by piece, so memory does
not grow with the archive.
"""

from __future__ import annotations

import asyncio
import posixpath
import tarfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass

from slipway.cluster import STDOUT, Cluster, Command, ContainerRef, Exit, Output, execute
from slipway.errors import Conflict, Invalid, SlipwayError, TooLarge, Unavailable

MOST_BYTES = 1024**3
"""Of one archive, in either direction."""
MOST_SAID = 2000
NOT_RUN_CODES = (126, 127)
CHANGED = b"file changed as we read it"
"""What GNU tar says, with code 1, of a file that somebody writes to: it was copied as far as it went."""
_ABSENT = ("executable file not found", "no such file or directory", "not found")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one container."""

    cluster: Cluster
    ref: ContainerRef
    most: int = MOST_BYTES

    async def read(self, path: str) -> AsyncGenerator[bytes, None]:
        """Return an archive of a file or directory. Raises before it begins when there is nothing to read."""
        directory, name = posixpath.split(checked(path).rstrip("/"))
        command = ["tar", "-c", "-f", "-", "-C", directory or "/", "--", name or "."]
        pieces = self._read(command)
        first = await anext(pieces)
        return _joined(first, pieces)

    async def _read(self, words: list[str]) -> AsyncGenerator[bytes, None]:
        """Give the archive once it has begun: some runtimes say on standard output that they cannot run a command."""
        said, head, sent = b"", b"", 0
        async with AsyncExitStack() as stack:
            command = await self._open(stack, words, stdin=False)
            async with aclosing(command.__aiter__()) as outputs:
                async for item in outputs:
                    if isinstance(item, Exit):
                        _check(item, said if sent else said or head.strip(b"\0"))
                        if not sent:
                            raise Conflict("container.copy_failed", {"reason": "tar wrote no archive"})
                        return
                    if item.channel != STDOUT:
                        said = (said + item.data)[:MOST_SAID]
                        continue
                    data = item.data if sent else head + item.data
                    if not sent and not _begins_archive(data):
                        head = data[:MOST_SAID]
                        continue
                    sent += len(data)
                    if sent > self.most:
                        raise TooLarge("container.copy_too_large", {"bytes": self.most})
                    yield data

    async def write(self, path: str, archive: AsyncIterator[bytes]) -> int:
        """Unpack an archive into a directory; return how many bytes it had."""
        words = ["tar", "-x", "-f", "-", "-C", checked(path)]
        async with AsyncExitStack() as stack:
            command = await self._open(stack, words, stdin=True)
            end = asyncio.create_task(_finish(command), name="tar")
            stack.push_async_callback(_cancel, end)
            received = 0
            async for piece in archive:
                received += len(piece)
                if received > self.most:
                    raise TooLarge("container.copy_too_large", {"bytes": self.most})
                if not await _written(command, piece, end):
                    break
            await command.end_input()
            await end
        return received

    async def _open(self, stack: AsyncExitStack, words: list[str], *, stdin: bool) -> Command:
        try:
            return await stack.enter_async_context(execute(self.cluster, self.ref, words, stdin=stdin, tty=False))
        except Unavailable:
            raise
        except SlipwayError as error:
            raise Conflict("container.copy_failed", {"reason": str(error.params.get("reason") or error)}) from error


def checked(path: str) -> str:
    """Return an absolute path without surprises. Raises Invalid."""
    if not path.startswith("/") or "\0" in path or len(path) > 4096:
        raise Invalid("container.path_invalid", {"path": path[:200]}, field="path")
    return "/" + posixpath.normpath(path).lstrip("/")


async def _written(command: Command, piece: bytes, end: asyncio.Task[None]) -> bool:
    """Pass a piece on; tell whether the command still takes more."""
    if not piece:
        return not end.done()
    writing = asyncio.create_task(command.write(piece), name="tar input")
    try:
        await asyncio.wait({writing, end}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _cancel(writing)
    return not end.done()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _begins_archive(data: bytes) -> bool:
    """Tell whether data begins with the header of a file; an archive of nothing has none."""
    try:
        tarfile.TarInfo.frombuf(data[: tarfile.BLOCKSIZE], tarfile.ENCODING, "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


async def _finish(command: Command) -> None:
    said = b""
    async with aclosing(command.__aiter__()) as outputs:
        async for item in outputs:
            if isinstance(item, Output):
                said = (said + item.data)[:MOST_SAID]
            else:
                _check(item, said)


def _check(end: Exit, said: bytes) -> None:
    """Raise when the command did not do what it was for."""
    changing = end.code == 1 and said.rstrip().endswith(CHANGED)
    if end.code == 0 or changing:
        return
    reason = (said.decode(errors="replace").strip() or end.reason)[:MOST_SAID]
    if end.code in NOT_RUN_CODES or (end.code is None and any(each in reason.lower() for each in _ABSENT)):
        raise Conflict("container.no_tar", {"reason": reason})
    raise Conflict("container.copy_failed", {"reason": reason or f"tar ended with code {end.code}"})


async def _joined(first: bytes, pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(pieces):
        yield first
        async for piece in pieces:
            yield piece

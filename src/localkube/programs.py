"""Runs the system's programs: ``ip``, ``nft``, ``mount`` and so on."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress

_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"))


class ProgramError(Exception):
    """A program ended with an error; ``text`` is what it wrote."""

    def __init__(self, command: Sequence[str], status: int, text: str) -> None:
        super().__init__(f"`{' '.join(command)}` ended with status {status}: {text.strip()}")
        self.command = tuple(command)
        self.status = status
        self.text = text


def program(name: str) -> str | None:
    """The program's path, also when it is in a directory for administrators that PATH lacks."""
    return shutil.which(name, path=_PATH)


async def run(*command: str, text: str = "", good: Sequence[int] = (0,)) -> str:
    """Run a program with ``text`` as its standard input; return its standard output.

    Raises ProgramError when its status is not one of ``good``.
    """
    process = await asyncio.create_subprocess_exec(
        program(command[0]) or command[0],
        *command[1:],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await process.communicate(text.encode())
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):  # it ended by itself just now; whoever cancels must hear of nothing else
            process.kill()
        await process.wait()
        raise
    if process.returncode not in good:
        raise ProgramError(command, process.returncode or 0, errors.decode(errors="replace"))
    return output.decode(errors="replace")

"""Files of the node's log directory. Nothing outside of it is opened, whatever names and links say."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from localkube.objects.errors import NotFound
from localkube.objects.ports import LogDirectory, LogFile


def open_below(root: Path, steps: Sequence[str]) -> LogFile | LogDirectory:
    """Open a file for reading, or list a directory. Raises NotFound for what is not there or not below ``root``.

    Links are followed as long as they stay below. The path is opened step by step without following any, so that one
    which is put there meanwhile is not followed either.
    """
    if any(step in ("", ".", "..") or "/" in step or "\0" in step for step in steps):
        raise _missing(steps)
    try:
        top = root.resolve(strict=True)
        relative = top.joinpath(*steps).resolve(strict=True).relative_to(top)
        return _opened(top, relative.parts)
    except (OSError, ValueError, RuntimeError) as error:  # not there, not below, links in a circle
        raise _missing(steps) from error


def _opened(top: Path, steps: Sequence[str]) -> LogFile | LogDirectory:
    # O_NONBLOCK: a pipe that nobody writes to would be waited for.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    at = os.open(top, flags)
    try:
        for step in steps:
            below = os.open(step, flags, dir_fd=at)
            os.close(at)
            at = below
        told = os.fstat(at)
        if stat.S_ISDIR(told.st_mode):
            return LogDirectory(sorted(_names(at)))
        if not stat.S_ISREG(told.st_mode):
            raise FileNotFoundError(f"{steps[-1]} is no file")
        opened = LogFile(os.fdopen(at, "rb", buffering=0), told.st_size, told.st_mtime)
        at = -1
    finally:
        if at >= 0:
            os.close(at)
    return opened


def _names(directory: int) -> list[str]:
    with os.scandir(directory) as entries:
        return [f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries]


def _missing(steps: Sequence[str]) -> NotFound:
    return NotFound(f"there is no log file {'/'.join(steps)!r}")

"""A log that is followed, read from the files that the Engine writes.

The Engine's own way to follow a log falls behind a container that writes some megabytes a second, and skips what was
in a file that it removes meanwhile. Here every file is held open from the moment it appears, so that all of it is
read, however late. Source: Docker's logging driver ``json-file``: one JSON object a line with ``log``, ``stream`` and
``time``; at its greatest size a file is renamed to ``….1`` and a new one begun; long lines are cut into several
objects, of which only the last ends with a line end.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec

from localkube.objects.ports import LogOptions

CHUNK = 256 * 1024
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 0.1
"""Seconds between looks at a file that has nothing new: the longer the quieter it is."""
NEW_FILE_SECONDS = 0.1
"""How often the Engine is expected to have begun another file: it fills one in some tenths of a second at best."""
MOST_FILES = 8
"""Files that are held for a reader that does not keep up, each of the size that the Engine lets it grow to."""
NANOSECOND_DIGITS = 9
_LENGTH = len("2026-01-01T00:00:00.") + NANOSECOND_DIGITS


class Entry(msgspec.Struct):
    """What the Engine writes for a line or a piece of one."""

    log: str = ""
    stream: str = ""
    time: str = ""


def stamp(time: str) -> str:
    """A time as the Kubernetes API shows it: nine digits of the second. The Engine leaves out zeros at the end.

    >>> stamp("2026-01-01T00:00:00.5Z")
    '2026-01-01T00:00:00.500000000Z'
    """
    seconds = time.removesuffix("Z")
    return f"{seconds if '.' in seconds else f'{seconds}.'}".ljust(_LENGTH, "0") + "Z"


@dataclass
class Wanted:
    """Which entries, and how they are written."""

    streams: frozenset[str]
    timestamps: bool
    since: str | None
    """The earliest time, as ``stamp`` writes it."""

    @classmethod
    def of(cls, options: LogOptions, now: float) -> Wanted:
        """What the Kubernetes API's options ask for; ``now`` in seconds since 1970."""
        chosen = {"stdout": options.stdout, "stderr": options.stderr}
        since = None
        if options.since_time:
            moment = datetime.fromisoformat(options.since_time).astimezone(UTC)
            since = stamp(moment.replace(tzinfo=None).isoformat())
        elif options.since is not None:
            since = stamp(datetime.fromtimestamp(now - options.since, UTC).replace(tzinfo=None).isoformat())
        return cls(frozenset(name for name, yes in chosen.items() if yes), options.timestamps, since)


class Writer:
    """Turns the Engine's lines into the log's bytes."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._begun: set[str] = set()
        """Streams whose last entry was the piece of a line that goes on."""

    def write(self, lines: bytes) -> bytes:
        """The bytes of whole lines of the Engine's; what a crash of the Engine left unreadable is left out."""
        wanted = self._wanted
        entries = [entry for entry in parsed(lines) if entry.stream in wanted.streams]
        if wanted.since is not None:
            entries = [entry for entry in entries if stamp(entry.time) >= wanted.since]
        if not wanted.timestamps:
            return "".join([entry.log for entry in entries]).encode(errors="replace")
        return "".join([self._stamped(entry) for entry in entries]).encode(errors="replace")

    def _stamped(self, entry: Entry) -> str:
        text, stream = entry.log, entry.stream
        begins = stream not in self._begun
        if text.endswith("\n"):
            self._begun.discard(stream)
        else:
            self._begun.add(stream)
        return f"{stamp(entry.time)} {text}" if begins else text


def parsed(lines: bytes) -> list[Entry]:
    """All entries at once, which is several times quicker than one after the other; damaged ones are left out."""
    try:
        return _DECODER.decode_lines(lines)
    except ValueError:
        found = []
        for line in lines.splitlines():
            with suppress(ValueError):
                found.append(_DECODER.decode(line))
        return found


_DECODER = msgspec.json.Decoder(Entry)


class Files:
    """The files of one log, oldest first, each held open until it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: deque[IO[bytes]] = deque()
        self._newest: int | None = None
        self._rest = b""

    def open(self) -> None:
        """Hold what there is. Raises OSError when the log cannot be read here."""
        while True:
            newest = self._path.open("rb", buffering=0)
            self._newest = os.fstat(newest.fileno()).st_ino
            with suppress(FileNotFoundError):
                self._held.append((self._path.parent / f"{self._path.name}.1").open("rb", buffering=0))
            self._held.append(newest)
            if self._path.stat().st_ino == self._newest:
                return
            self.close()  # the Engine renamed them while they were opened

    def close(self) -> None:
        """Let all go."""
        while self._held:
            self._held.popleft().close()

    def look(self) -> None:
        """Hold a file that the Engine has begun meanwhile."""
        with suppress(FileNotFoundError):
            if self._path.stat().st_ino != self._newest:
                self._held.append(self._path.open("rb", buffering=0))
                self._newest = os.fstat(self._held[-1].fileno()).st_ino
        if len(self._held) > MOST_FILES:
            self._held.popleft().close()
            self._rest = b""

    def read(self) -> bytes:
        """Whole lines that have not been read; nothing when there are none for now."""
        while True:
            data = self._held[0].read(CHUNK)
            if data:
                lines, end, self._rest = (self._rest + data).rpartition(b"\n")
                if end:
                    return lines + end
            elif len(self._held) == 1:
                return b""
            else:  # the Engine began another file, so this one is at its end
                self._held.popleft().close()


async def follow(files: Files, options: LogOptions, ended: asyncio.Task[None], now: float) -> AsyncGenerator[bytes]:
    """The log up to its end, which comes when the container has ended (``ended`` is done). ``files`` are open, and
    closed at the end.

    Raises what ``ended`` raises, after all that could be read.
    """
    writer = Writer(Wanted.of(options, now))
    watcher = asyncio.create_task(_watch(files), name="log files")
    pause = SHORTEST_PAUSE
    try:
        if options.tail is not None:
            yield writer.write(_last(files, options.tail))
        while True:
            over = ended.done()
            if lines := files.read():
                yield writer.write(lines)
                pause = SHORTEST_PAUSE
            elif over:
                await ended
                return
            else:
                await asyncio.wait({ended}, timeout=pause)
                pause = min(2 * pause, LONGEST_PAUSE)
    finally:
        watcher.cancel()
        files.close()


def _last(files: Files, number: int) -> bytes:
    """The last lines of what there is when the log is opened."""
    kept: deque[bytes] = deque(maxlen=number)
    while lines := files.read():
        kept.extend(lines.splitlines(keepends=True))
    return b"".join(kept)


async def _watch(files: Files) -> None:
    """Hold new files also while the reader takes nothing."""
    while True:
        files.look()
        await asyncio.sleep(NEW_FILE_SECONDS)

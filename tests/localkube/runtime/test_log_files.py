"""A log that is followed is read from the Engine's files, whatever the Engine does with them meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest

from localkube.objects.ports import LogOptions
from localkube.runtime.log_files import MOST_FILES, Files, follow, stamp

FOLLOW = LogOptions("app", follow=True)


def entry(text: str, stream: str = "stdout", time: str = "2026-01-01T00:00:00.5Z") -> str:
    return json.dumps({"log": text, "stream": stream, "time": time}) + "\n"


class Log:
    """A log as the Engine keeps it: a file and the one before it."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "c-json.log"
        self.path.touch()

    def write(self, *texts: str, stream: str = "stdout") -> None:
        with self.path.open("a") as file:
            file.write("".join(entry(text, stream) for text in texts))

    def rotate(self) -> None:
        self.path.rename(self.path.with_name(f"{self.path.name}.1"))
        self.path.touch()


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path)


class Following:
    """One follower; ``end`` ends the container."""

    def __init__(self, log: Log, options: LogOptions) -> None:
        self._over = asyncio.Event()
        self.ended = asyncio.create_task(self._end())
        self.files = Files(log.path)
        self.files.open()
        self.pieces: AsyncGenerator[bytes] = follow(self.files, options, self.ended, now=0)

    async def _end(self) -> None:
        await self._over.wait()

    def end(self) -> None:
        self._over.set()

    async def rest(self) -> bytes:
        """Everything up to the end."""
        self.end()
        async with aclosing(self.pieces) as pieces:
            return b"".join([piece async for piece in pieces])


async def test_lines_come_as_they_are_written(log: Log) -> None:
    log.write("one\n")
    following = Following(log, FOLLOW)
    assert await anext(following.pieces) == b"one\n"
    upcoming = asyncio.ensure_future(anext(following.pieces))
    await asyncio.sleep(0.15)
    log.write("two\n", "three\n")
    assert await upcoming == b"two\nthree\n"
    assert await following.rest() == b""


async def test_a_reader_that_takes_nothing_misses_nothing_while_files_are_renamed_and_removed(log: Log) -> None:
    following = Following(log, FOLLOW)
    log.write("0\n")
    assert await anext(following.pieces) == b"0\n"
    for number in range(1, MOST_FILES):
        log.write(f"{number}\n", f"{number} again\n")
        log.rotate()
        await asyncio.sleep(0.15)
    log.write("last\n")
    wanted = "".join(f"{number}\n{number} again\n" for number in range(1, MOST_FILES))
    assert (await following.rest()).decode() == f"{wanted}last\n"


async def test_files_are_not_held_for_ever(log: Log) -> None:
    following = Following(log, FOLLOW)
    for number in range(MOST_FILES + 3):
        log.write(f"{number}\n")
        log.rotate()
        following.files.look()
    assert (await following.rest()).decode().splitlines()[0] == "4"


async def test_the_past_is_the_file_before_too_and_can_be_cut(log: Log) -> None:
    log.write(*(f"{number}\n" for number in range(5)))
    log.rotate()
    log.write("5\n", "6\n")
    assert (await Following(log, FOLLOW).rest()).decode().split() == [str(number) for number in range(7)]
    assert await Following(log, LogOptions("app", follow=True, tail=3)).rest() == b"4\n5\n6\n"
    assert await Following(log, LogOptions("app", follow=True, tail=0)).rest() == b""


async def test_half_a_line_of_the_engines_waits_for_its_other_half(log: Log) -> None:
    following = Following(log, FOLLOW)
    whole = entry("a long one\n")
    with log.path.open("a") as file:
        file.write(whole[:20])
    upcoming = asyncio.ensure_future(anext(following.pieces))
    await asyncio.sleep(0.15)
    assert not upcoming.done()
    with log.path.open("a") as file:
        file.write(whole[20:])
    assert await upcoming == b"a long one\n"
    await following.rest()


async def test_pieces_of_a_long_line_have_one_stamp_each_stream_for_itself(log: Log) -> None:
    log.write("aaa")
    log.write("err\n", stream="stderr")
    log.write("bbb\n", "next\n")
    stamped = LogOptions("app", follow=True, timestamps=True)
    at = "2026-01-01T00:00:00.500000000Z"
    assert (await Following(log, stamped).rest()).decode() == f"{at} aaa{at} err\nbbb\n{at} next\n"


async def test_streams_and_times_are_chosen(log: Log) -> None:
    with log.path.open("a") as file:
        file.write(entry("old\n", time="2026-01-01T00:00:00Z"))
        file.write(entry("new\n", time="2026-01-01T00:00:01.2Z") + entry("err\n", "stderr", "2026-01-01T00:00:02Z"))
    since = LogOptions("app", follow=True, since_time="2026-01-01T08:00:01+08:00")
    assert await Following(log, since).rest() == b"new\nerr\n"
    assert await Following(log, LogOptions("app", follow=True, stdout=False)).rest() == b"err\n"


async def test_what_a_crash_left_unreadable_is_left_out(log: Log) -> None:
    log.write("before\n")
    with log.path.open("ab") as file:
        file.write(b'\0\0\0{"log":"bro\n')
    log.write("after\n")
    assert await Following(log, FOLLOW).rest() == b"before\nafter\n"


async def test_the_engines_absence_is_an_error_after_what_could_be_read(log: Log) -> None:
    log.write("one\n")
    following = Following(log, FOLLOW)
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    failed.set_exception(ConnectionError("away"))
    pieces = follow(following.files, FOLLOW, asyncio.ensure_future(_await(failed)), now=0)
    assert await anext(pieces) == b"one\n"
    with pytest.raises(ConnectionError):
        await anext(pieces)


async def _await(future: asyncio.Future[None]) -> None:
    await future


def test_times_have_nine_digits() -> None:
    assert stamp("2026-01-01T00:00:00Z") == "2026-01-01T00:00:00.000000000Z"
    assert stamp("2026-01-01T00:00:00.123456789Z") == "2026-01-01T00:00:00.123456789Z"

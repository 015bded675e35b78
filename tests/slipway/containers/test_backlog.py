"""A log that is followed: nothing is missing without a line that says so."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from slipway.containers.backlog import Backlog, kept_up
from slipway.containers.lines import Line, by_time

HOUR = timedelta(hours=1)


def line(number: int, pod: str = "web-a", after: timedelta = HOUR) -> Line:
    """A line written a while after (or before) now; ``number`` can be read in it."""
    return Line(pod, (datetime.now(UTC) + after).isoformat().encode(), b"%09d\n" % number)


def counted(lines: list[Line]) -> tuple[list[int], int]:
    """The numbers of the lines that came, and how many are said to be missing."""
    came, missing = [], 0
    for each in lines:
        told = re.match(rb"slipway: dropped (\d+) lines?: ", each.text)
        if told:
            missing += int(told[1])
        else:
            came.append(int(each.text))
    return came, missing


async def burst(number: int, after: timedelta = HOUR) -> AsyncGenerator[list[Line], None]:
    for first in range(0, number, 10):
        yield [line(first + at, after=after) for at in range(10)]
        await asyncio.sleep(0)


async def taken(source: AsyncGenerator[list[Line], None], pause: float = 0) -> list[Line]:
    found: list[Line] = []
    async with aclosing(source) as pieces:
        async for lines in pieces:
            found += lines
            await asyncio.sleep(pause)
    return found


async def test_a_slow_viewer_is_told_how_many_lines_are_missing_and_gets_the_newest() -> None:
    found = await taken(kept_up(burst(5000), most_bytes=1000), pause=0.05)
    came, missing = counted(found)
    assert missing > 0
    assert len(came) + missing == 5000
    assert came == sorted(came) and came[-1] == 4999


async def test_the_words_stand_where_the_lines_are_missing() -> None:
    backlog = Backlog(most_bytes=100)
    for first in range(0, 50, 10):
        await backlog.put([line(first + at) for at in range(10)])
    backlog.end()
    found = [each async for lines in backlog.lines() for each in lines]
    assert found[0].text == b"slipway: dropped 40 lines: they were written faster than they were taken\n"
    assert found[0].time == found[1].time
    assert [int(each.text) for each in found[1:]] == list(range(40, 50))


async def test_each_pod_is_told_of_for_itself() -> None:
    backlog = Backlog(most_bytes=10)
    await backlog.put([line(1, "web-a"), line(2, "web-b"), line(3, "web-b")])
    await backlog.put([line(4, "web-a")])
    backlog.end()
    found = [each async for lines in backlog.lines() for each in lines]
    assert [(each.pod, each.text[:24]) for each in found[:2]] == [
        ("web-a", b"slipway: dropped 1 line:"),
        ("web-b", b"slipway: dropped 2 lines"),
    ]


async def test_a_quick_viewer_gets_all() -> None:
    came, missing = counted(await taken(kept_up(burst(5000))))
    assert came == list(range(5000)) and missing == 0


async def test_the_past_waits_for_the_slowest_viewer() -> None:
    """It is in the cluster as long as it takes, so nothing of it needs to be dropped."""
    came, missing = counted(await taken(kept_up(burst(500, after=-HOUR), most_bytes=100), pause=0.002))
    assert came == list(range(500)) and missing == 0


async def test_a_viewer_who_leaves_ends_the_reading() -> None:
    closed = asyncio.Event()

    async def endless() -> AsyncGenerator[list[Line], None]:
        try:
            while True:
                yield [line(1)]
                await asyncio.sleep(0)
        finally:
            closed.set()

    source = kept_up(endless(), most_bytes=100)
    await anext(source)
    await source.aclose()
    assert closed.is_set()


async def test_logs_are_merged_by_time_however_they_are_cut() -> None:
    async def source(pod: str, *batches: tuple[int, ...]) -> AsyncGenerator[list[Line], None]:
        for batch in batches:
            yield [Line(pod, b"%d" % time, b"%d\n" % time) for time in batch]

    merged = await taken(by_time([source("a", (1, 4), (5,), (9,)), source("b", (2, 3, 6), (7, 8)), source("c")]))
    assert [int(each.time) for each in merged] == list(range(1, 10))

"""Rounds come in their rhythm, sooner after a change or a failure, and outlive both outages and mistakes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from slipway.errors import Unavailable
from slipway.reconcile import Rhythm, Rounds, delay_after
from slipway.startup import running
from tests.slipway.waiting import until

HOUR = 3600.0
AWAY = Unavailable("cluster.unavailable", {"reason": "nobody answers"})
Outcome = float | Exception | None


class Looks:
    """Counts rounds; each ends as told, the last outcome for ever."""

    def __init__(self, *outcomes: Outcome) -> None:
        self._outcomes: Iterator[Outcome] = iter(outcomes)
        self._last: Outcome = None
        self.count = 0

    async def __call__(self) -> float | None:
        self.count += 1
        self._last = next(self._outcomes, self._last)
        if isinstance(self._last, Exception):
            raise self._last
        return self._last


async def test_rounds_come_again_and_again() -> None:
    looks = Looks()
    async with running([Rounds("test", looks, Rhythm(0.01))]):
        await until(lambda: looks.count >= 3)
    ended = looks.count
    await asyncio.sleep(0.05)
    assert looks.count == ended


async def test_a_round_says_when_the_next_one_is() -> None:
    looks = Looks(0.01, 0.01, HOUR)
    async with running([Rounds("test", looks, Rhythm(HOUR))]):
        await until(lambda: looks.count == 3)
        await asyncio.sleep(0.05)
    assert looks.count == 3


async def test_a_pause_varies_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, float]] = []

    def shortest(low: float, high: float) -> float:
        asked.append((low, high))
        return 0.0

    monkeypatch.setattr(random, "uniform", shortest)
    looks = Looks()
    async with running([Rounds("test", looks, Rhythm(HOUR))]):
        await until(lambda: looks.count >= 3)
    assert set(asked) == {(0.9, 1.1)}


async def test_the_first_round_may_wait_for_its_time_and_a_change_does_not() -> None:
    looks = Looks()
    rounds = Rounds("test", looks, Rhythm(HOUR, at_once=False))
    async with running([rounds]):
        await asyncio.sleep(0.05)
        assert looks.count == 0
        rounds.wake()
        await until(lambda: looks.count == 1)


async def test_changes_that_come_together_make_one_round() -> None:
    looks = Looks()
    rounds = Rounds("test", looks, Rhythm(HOUR, settle=0.1))
    async with running([rounds]):
        await until(lambda: looks.count == 1)
        for _ in range(5):
            rounds.wake()
            await asyncio.sleep(0.01)
        await until(lambda: looks.count == 2)
        await asyncio.sleep(0.2)
    assert looks.count == 2


async def test_a_change_during_a_round_makes_one_more() -> None:
    begun, go_on, count = asyncio.Event(), asyncio.Event(), 0

    async def look() -> None:
        nonlocal count
        count += 1
        begun.set()
        await go_on.wait()

    rounds = Rounds("test", look, Rhythm(HOUR))
    async with running([rounds]):
        await begun.wait()
        rounds.wake()
        go_on.set()
        await until(lambda: count == 2)


@pytest.mark.parametrize("outage", [AWAY, OperationalError("", None, Exception("database is locked")), OSError("gone")])
async def test_an_outage_is_told_once_and_so_is_its_end(outage: Exception) -> None:
    rounds = Rounds("test", Looks(outage, outage, outage, None, None), Rhythm(HOUR))
    with capture_logs() as logs:
        for _ in range(5):
            await rounds.once()
    told = [each for each in logs if each["log_level"] != "debug"]
    assert [(each["log_level"], each["event"]) for each in told] == [
        ("warning", "round failed; trying again"),
        ("info", "rounds go on"),
    ]
    assert str(outage) in str(told[0].get("error")) or told[0]["reason"] == "nobody answers"
    assert told[1]["failed"] == 3


async def test_pauses_after_failures_grow_up_to_their_bound_and_begin_anew() -> None:
    rounds = Rounds("test", Looks(AWAY, AWAY, AWAY, AWAY, None, AWAY), Rhythm(HOUR, longest=1.0))
    assert [await rounds.once() for _ in range(6)] == [0.2, 0.4, 0.8, 1.0, HOUR, 0.2]


async def test_changes_do_not_hurry_what_failed() -> None:
    looks = Looks(AWAY)
    rounds = Rounds("test", looks, Rhythm(HOUR, longest=HOUR))
    async with running([rounds]):
        for _ in range(20):
            rounds.wake()
            await asyncio.sleep(0.02)
        assert 1 <= looks.count <= 3
        await until(lambda: looks.count == 3)


async def test_a_mistake_ends_one_round_and_not_the_rounds() -> None:
    looks = Looks(ValueError("a mistake of ours"), 0.01)
    with capture_logs() as logs:
        async with running([Rounds("test", looks, Rhythm(HOUR))]):
            await until(lambda: looks.count >= 3)
    assert [each["event"] for each in logs if each["log_level"] == "error"] == ["background task failed"]


async def test_they_end_in_the_midst_of_a_round() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def look() -> None:
        begun.set()
        try:
            await asyncio.sleep(HOUR)
        finally:
            ended.set()

    async with running([Rounds("test", look, Rhythm(HOUR))]):
        await begun.wait()
    assert ended.is_set()


@pytest.mark.parametrize(("failures", "delays"), [((1, 2, 3), [0.5, 1.0, 2.0]), ((7, 8, 100_000), [30.0, 30.0, 30.0])])
def test_a_delay_doubles_up_to_its_bound_however_long_it_fails(failures: Iterable[int], delays: list[float]) -> None:
    assert [delay_after(each, first=0.5, longest=30.0) for each in failures] == delays

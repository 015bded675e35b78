from __future__ import annotations

import asyncio

import pytest

from localkube.network.upkeep import Upkeep
from tests.localkube.network.patience import until


async def test_changes_in_a_row_are_gathered() -> None:
    runs: list[bool] = []

    async def work(routine: bool) -> None:
        runs.append(routine)

    upkeep = Upkeep("thing", work)
    upkeep.start()
    for _ in range(10):
        upkeep.wanted()
        await asyncio.sleep(0)
    await upkeep.done_once()
    await asyncio.sleep(0.05)
    await upkeep.stop()
    assert runs == [False]


async def test_a_steady_stream_of_changes_does_not_put_the_work_off() -> None:
    runs: list[bool] = []

    async def work(routine: bool) -> None:
        runs.append(routine)

    upkeep = Upkeep("thing", work)
    upkeep.start()
    for _ in range(100):
        upkeep.wanted()
        await asyncio.sleep(0.002)
    await upkeep.stop()
    assert len(runs) >= 3


async def test_without_changes_the_work_is_done_again_as_routine() -> None:
    runs: list[bool] = []

    async def work(routine: bool) -> None:
        runs.append(routine)

    upkeep = Upkeep("thing", work, again_after=0.01)
    upkeep.start()
    upkeep.wanted()
    await until(lambda: len(runs) > 1)
    await upkeep.stop()
    assert runs[:2] == [False, True]


async def test_whoever_waits_for_the_first_run_learns_of_its_failure() -> None:
    async def work(routine: bool) -> None:
        raise ValueError(f"no {routine}")

    upkeep = Upkeep("thing", work)
    upkeep.start()
    upkeep.wanted()
    with pytest.raises(ValueError, match="no False"):
        await upkeep.done_once()
    await upkeep.stop()


async def test_a_later_failure_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("localkube.network.upkeep._PAUSE_AFTER_FAILURE", 0.0)
    outcomes = iter([None, ValueError("broken"), None])
    recovered = asyncio.Event()

    async def work(routine: bool) -> None:
        del routine
        outcome = next(outcomes)
        if outcome is not None:
            upkeep.wanted()
            raise outcome
        if "broken" in caplog.text:
            recovered.set()

    upkeep = Upkeep("thing", work)
    upkeep.start()
    upkeep.wanted()
    await upkeep.done_once()
    upkeep.wanted()
    await asyncio.wait_for(recovered.wait(), 60)
    await upkeep.stop()

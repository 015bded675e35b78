"""The work queue, the loop around it, and the supervisor."""

from __future__ import annotations

import asyncio
import logging

import pytest

from localkube.controllers.cache import Cache
from localkube.controllers.loop import Loop, supervise
from localkube.controllers.queue import FIRST_DELAY, LONGEST_DELAY, WorkQueue
from localkube.objects.errors import Forbidden
from tests.localkube.controllers.conftest import Until


async def test_a_key_that_waits_is_not_added_again() -> None:
    queue: WorkQueue[str] = WorkQueue()
    queue.add("a")
    queue.add("b")
    queue.add("a")

    assert [await queue.take(), await queue.take()] == ["a", "b"]
    assert len(queue) == 0


async def test_the_most_urgent_key_comes_first() -> None:
    queue: WorkQueue[str] = WorkQueue(rank=lambda key: (len(key),))
    for key in ("ccc", "a", "bb"):
        queue.add(key)

    assert [await queue.take() for _ in range(3)] == ["a", "bb", "ccc"]


async def test_taking_a_key_cancels_what_was_planned_for_it() -> None:
    queue: WorkQueue[str] = WorkQueue()
    queue.add_after("a", 0.01)
    queue.add("a")
    await queue.take()

    await asyncio.sleep(0.03)

    assert len(queue) == 0


async def test_the_earlier_of_two_plans_wins() -> None:
    queue: WorkQueue[str] = WorkQueue()
    queue.add_after("a", 60)
    queue.add_after("a", 0.001)
    queue.add_after("a", 60)

    async with asyncio.timeout(60):
        assert await queue.take() == "a"


async def test_failures_wait_longer_and_longer_and_a_success_ends_that() -> None:
    queue: WorkQueue[str] = WorkQueue()

    delays = [queue.add_failed("a") for _ in range(30)]
    queue.forget_failures("a")

    assert delays[:3] == [FIRST_DELAY, FIRST_DELAY * 2, FIRST_DELAY * 4]
    assert delays[-1] == LONGEST_DELAY
    assert queue.add_failed("a") == FIRST_DELAY
    queue.close()


@pytest.mark.parametrize("error", [ValueError("a fault"), Forbidden("not allowed")])
async def test_a_failed_reconcile_is_logged_and_repeated_without_stopping_the_others(
    error: Exception, until: Until, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    seen: list[str] = []

    def reconcile(key: str) -> float | None:
        seen.append(key)
        if key == "bad" and seen.count("bad") < 3:
            raise error
        return None

    loop: Loop[str] = Loop("test", reconcile, ())
    task = asyncio.create_task(loop.run())
    loop.queue.add("bad")
    loop.queue.add("good")

    await until(lambda: seen.count("bad") == 3)

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert seen[:2] == ["bad", "good"]
    assert sum("bad" in record.getMessage() for record in caplog.records) == 2


async def test_a_loop_waits_for_the_caches_that_it_needs(until: Until) -> None:
    cache = Cache("pods")
    seen: list[str] = []
    loop: Loop[str] = Loop("test", seen.append, (cache,))
    loop.queue.add("a")
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(0.005)
    assert seen == []

    cache.synced.set()

    await until(lambda: seen == ["a"])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_supervised_task_is_started_again_when_it_fails(until: Until, caplog: pytest.LogCaptureFixture) -> None:
    starts: list[int] = []

    async def run() -> None:
        starts.append(1)
        if len(starts) == 1:
            raise ConnectionError("gone")
        await asyncio.Event().wait()

    task = asyncio.create_task(supervise("test", run))

    await until(lambda: len(starts) == 2)

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert "test failed" in caplog.text

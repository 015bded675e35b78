"""The queue of keys: serial for each, side by side for several, and patient with failures."""

from __future__ import annotations

import asyncio
from collections import Counter

from slipway.reconcile import WorkQueue
from slipway.startup import running
from tests.slipway.waiting import until


async def test_a_key_that_is_added_while_it_is_handled_is_handled_once_more() -> None:
    begun, go_on, at_once, count = asyncio.Event(), asyncio.Event(), 0, 0

    async def handle(_key: str) -> None:
        nonlocal at_once, count
        count += 1
        at_once += 1
        assert at_once == 1
        begun.set()
        await go_on.wait()
        at_once -= 1

    queue = WorkQueue("test", handle)
    async with running([queue]):
        queue.add("a")
        await begun.wait()
        for _ in range(3):
            queue.add("a")
        go_on.set()
        await until(lambda: not len(queue))
    assert count == 2


async def test_keys_are_handled_side_by_side_up_to_a_number() -> None:
    go_on, under_way, most = asyncio.Event(), 0, 0

    async def handle(_key: str) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await go_on.wait()
        under_way -= 1

    queue = WorkQueue("test", handle, parallel=3)
    async with running([queue]):
        for key in "abcde":
            queue.add(key)
        await until(lambda: under_way == 3)
        await asyncio.sleep(0.02)
        go_on.set()
        await until(lambda: not len(queue))
    assert most == 3


async def test_a_handler_that_says_when_is_called_again_then() -> None:
    calls: Counter[str] = Counter()

    async def handle(key: str) -> float | None:
        calls[key] += 1
        return 0.01 if calls[key] < 3 else None

    queue = WorkQueue("test", handle)
    async with running([queue]):
        queue.add("a")
        await until(lambda: not len(queue))
    assert calls["a"] == 3


async def test_a_mistake_with_one_key_is_tried_again_and_keeps_no_other() -> None:
    calls: Counter[str] = Counter()

    async def handle(key: str) -> None:
        calls[key] += 1
        if key == "bad" and calls[key] == 1:
            raise ValueError("a mistake of ours")

    queue = WorkQueue("test", handle)
    async with running([queue]):
        queue.add("bad")
        queue.add("good")
        await until(lambda: not len(queue))
    assert calls == {"bad": 2, "good": 1}


async def test_the_earliest_wish_counts() -> None:
    calls: list[float] = []
    loop = asyncio.get_running_loop()

    async def handle(_key: str) -> None:
        calls.append(loop.time())

    queue = WorkQueue("test", handle)
    async with running([queue]):
        queue.add("a", after=3600)
        queue.add("a", after=0.01)
        queue.add("a", after=3600)
        await until(lambda: not len(queue))
    assert len(calls) == 1

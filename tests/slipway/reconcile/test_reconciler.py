"""What every reconciler does with what is not in order, with changes, and with failures."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from slipway.errors import Unavailable
from slipway.reconcile import Reconciler, Rhythm
from slipway.startup import running
from tests.slipway.waiting import until


class Keeper(Reconciler):
    """Finds what is in ``wrong``, and brings it in order unless it is ``stubborn``."""

    name = "things"

    def __init__(self) -> None:
        self.wrong: set[str] = set()
        self.stubborn: Counter[str] = Counter()
        self.handled: Counter[str] = Counter()
        self.story: list[str] = []
        super().__init__(Rhythm(0.02))

    def _follow(self) -> Callable[[], None]:
        self.story.append("follows")
        return lambda: self.story.append("follows no more")

    async def _look(self) -> None:
        self.story.append("looks")
        for each in self.wrong:
            self.wake(each)

    async def _handle(self, key: str) -> float | None:
        self.handled[key] += 1
        if self.stubborn[key]:
            self.stubborn[key] -= 1
            raise Unavailable("cluster.unavailable")
        self.wrong.discard(key)
        return None


async def test_what_a_look_finds_is_brought_in_order() -> None:
    keeper = Keeper()
    async with running([keeper]):
        keeper.wrong |= {"a", "b"}
        await until(lambda: not keeper.wrong)
        await asyncio.sleep(0.06)
    assert keeper.handled == {"a": 1, "b": 1}, "what is in order is let alone"


async def test_what_is_woken_is_handled_whatever_a_look_says() -> None:
    keeper = Keeper()
    async with running([keeper]):
        keeper.wake("told")
        keeper.wake("later", 0.01)
        await until(lambda: set(keeper.handled) == {"told", "later"})


async def test_what_fails_is_tried_again_and_keeps_nobody_from_anything() -> None:
    keeper = Keeper()
    keeper.stubborn["a"] = 2
    async with running([keeper]):
        keeper.wake("a")
        keeper.wake("b")
        await until(lambda: keeper.handled["a"] == 3)
    assert keeper.handled["b"] == 1


async def test_changes_are_heard_before_the_first_look_and_until_the_end() -> None:
    keeper = Keeper()
    for _ in range(2):
        keeper.story.clear()
        async with running([keeper]):
            await until(lambda: "looks" in keeper.story)
        assert keeper.story[:2] == ["follows", "looks"]
        assert keeper.story[-1] == "follows no more"


async def test_one_that_is_stopped_does_nothing() -> None:
    keeper = Keeper()
    async with running([keeper]):
        await until(lambda: "looks" in keeper.story)
    keeper.wake("late")
    await asyncio.sleep(0.05)
    assert not keeper.handled
    async with running([keeper]):
        await until(lambda: keeper.handled["late"] == 1)


async def test_one_that_never_began_can_be_stopped() -> None:
    keeper = Keeper()
    await keeper.stop()
    assert keeper.story == []

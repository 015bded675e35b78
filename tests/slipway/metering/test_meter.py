"""When the meter looks, and what it does when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from slipway.db import Database
from slipway.metering import Meter, Observed, SteadyClock, Subject
from slipway.metering.models import MeteringInterval, MeteringMark
from tests.slipway.waiting import until

NOW = 1_767_225_600
SUBJECT = Subject("t", "acme", "thing")


class Things:
    """A source as another room would write one."""

    resource = "thing"

    def __init__(self) -> None:
        self.there: list[Observed] | None = []
        self.changed: Callable[[], None] = lambda: None
        self.looks = 0

    async def observe(self) -> Sequence[Observed] | None:
        """Tell what is there."""
        self.looks += 1
        return self.there

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Remember whom to tell."""
        self.changed = changed
        return lambda: setattr(self, "changed", lambda: None)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at once when something changes."""
    monkeypatch.setattr("slipway.metering.meter.SETTLE_SECONDS", 0.01)


async def _keys(database: Database) -> list[tuple[str, bool]]:
    async with database.read() as session:
        rows = await session.scalars(select(MeteringInterval).order_by(MeteringInterval.id))
        return [(row.key, row.ended is None) for row in rows]


async def _written(database: Database) -> bool:
    return await _keys(database) == [("a", True)]


@pytest.mark.usefixtures("quick")
async def test_a_change_makes_it_look(database: Database) -> None:
    """At the start, and whenever a source says so; stopped, it no longer does."""
    things = Things()
    meter = Meter(database, [things], SteadyClock(lambda: NOW, lambda: 0))
    await meter.start()
    await until(lambda: things.looks == 1, 20)
    things.there = [Observed("a", SUBJECT)]
    things.changed()
    await until(lambda: _written(database), 20)
    await meter.stop()
    things.changed()

    assert things.looks == 2


async def test_what_cannot_be_seen_is_left_as_it_is(database: Database) -> None:
    """Nothing ends, and the time until which it is known stays."""
    things, time = Things(), [float(NOW)]
    meter = Meter(database, [things], SteadyClock(lambda: time[0], lambda: time[0]))
    await meter.take()
    things.there = [Observed("a", SUBJECT)]
    await meter.look()
    time[0] += 500
    things.there = None
    await meter.look()

    assert await _keys(database) == [("a", True)]
    async with database.read() as session:
        assert await session.scalar(select(MeteringMark.seen)) == NOW


@pytest.mark.usefixtures("quick")
async def test_whoever_was_replaced_takes_over_again_later(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without writing in between."""
    monkeypatch.setattr("slipway.metering.meter.PERIOD_SECONDS", 0.05)
    things, others = Things(), Things()
    meter = Meter(database, [things], SteadyClock(lambda: NOW, lambda: 0))
    await meter.start()
    await until(lambda: things.looks >= 1, 20)
    other = Meter(database, [others], SteadyClock(lambda: NOW, lambda: 0))
    await other.take()
    things.there = [Observed("a", SUBJECT)]
    await until(lambda: _written(database), 20)
    await meter.stop()

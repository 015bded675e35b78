"""Looks and what they write: days, sizes, downtimes, and who may write."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from slipway.db import Database
from slipway.metering import Observed, SteadyClock, Subject
from slipway.metering.decide import DAY
from slipway.metering.ledger import Ledger, ReplacedError
from slipway.metering.models import MeteringInterval

SMALL = Subject("t", "acme", "container", "a", "shop", "s", "web", cpu_milli=100)
LARGE = Subject("t", "acme", "container", "a", "shop", "s", "web", cpu_milli=500)
NOON = 20_000 * DAY + DAY // 2
MIDNIGHT = 20_001 * DAY


async def _ledger(database: Database) -> Ledger:
    ledger = Ledger(database, "container")
    await ledger.take()
    return ledger


async def _rows(database: Database) -> list[tuple[str, bool, int, int | None]]:
    """Return key, first, and start and end relative to noon."""
    query = select(MeteringInterval).order_by(MeteringInterval.started, MeteringInterval.id)
    async with database.read() as session:
        rows = (await session.scalars(query)).all()
    return [(row.key, row.first, row.started - NOON, None if row.ended is None else row.ended - NOON) for row in rows]


async def test_what_runs_over_midnight_has_an_interval_for_each_day(database: Database) -> None:
    """Also when nobody looked for days."""
    ledger, half = await _ledger(database), DAY // 2
    await ledger.look([Observed("x", SMALL, NOON)], NOON + 5)
    await ledger.look([Observed("x", SMALL, NOON)], MIDNIGHT + 2 * DAY + 7)

    expected = [("x", True, 0, half), ("x", False, half, half + DAY), ("x", False, half + DAY, half + 2 * DAY)]
    assert await _rows(database) == [*expected, ("x", False, half + 2 * DAY, None)]


async def test_a_start_that_is_heard_of_late_counts_from_when_it_was(database: Database) -> None:
    """Days later, too."""
    await (await _ledger(database)).look([Observed("x", SMALL, NOON)], MIDNIGHT + 10)

    assert await _rows(database) == [("x", True, 0, DAY // 2), ("x", False, DAY // 2, None)]


async def test_another_size_is_another_interval(database: Database) -> None:
    """From the look that sees it."""
    ledger = await _ledger(database)
    await ledger.look([Observed("x", SMALL, NOON)], NOON)
    await ledger.look([Observed("x", LARGE, NOON)], NOON + 50)

    assert await _rows(database) == [("x", True, 0, 50), ("x", True, 50, None)]


async def test_what_vanishes_while_nobody_looks_counts_until_it_was_seen(database: Database) -> None:
    """By another process that starts from what is written."""
    await (await _ledger(database)).look([Observed("x", SMALL, NOON)], NOON + 30)
    await (await _ledger(database)).look([], NOON + 5000)

    assert await _rows(database) == [("x", True, 0, 30)]


async def test_what_comes_back_goes_on_where_it_was_last_counted(database: Database) -> None:
    """Without a gap, and without counting anything twice: a watch had lied."""
    ledger = await _ledger(database)
    await ledger.look([Observed("x", SMALL, NOON)], NOON + 10)
    await ledger.look([], NOON + 20)
    await ledger.look([Observed("x", SMALL, NOON)], NOON + 30)

    assert await _rows(database) == [("x", True, 0, 20), ("x", False, 20, None)]


async def test_what_began_and_ended_between_two_looks_is_counted_once(database: Database) -> None:
    """However often, and by whomever, its end is told."""
    seen = [Observed("x", SMALL, NOON + 1, NOON + 4, over=True)]
    ledger = await _ledger(database)
    await ledger.look(seen, NOON + 10)
    await ledger.look(seen, NOON + 40)
    await (await _ledger(database)).look(seen, NOON + 70)

    assert await _rows(database) == [("x", True, 1, 4)]


async def test_what_a_fast_clock_wrote_ahead_is_taken_back(database: Database) -> None:
    """The end is what counts, and it lies before the midnight that had been cut at."""
    ledger = await _ledger(database)
    await ledger.look([Observed("x", SMALL, NOON)], NOON)
    await ledger.look([Observed("x", SMALL, NOON)], MIDNIGHT + 100)
    await ledger.look([Observed("x", SMALL, NOON, NOON + 60, over=True)], NOON + 90)

    assert await _rows(database) == [("x", True, 0, 60)]


async def test_times_to_come_are_not_believed(database: Database) -> None:
    """The cluster's clock may be ahead of ours."""
    ledger = await _ledger(database)
    await ledger.look([Observed("x", SMALL, NOON + 500)], NOON)
    await ledger.look([Observed("x", SMALL, NOON + 500, NOON + 900, over=True)], NOON + 8)

    assert await _rows(database) == [("x", True, 0, 8)]


async def test_only_one_writes(database: Database) -> None:
    """A leader that was replaced notices before it writes; the new one has everything."""
    old = await _ledger(database)
    await old.look([Observed("x", SMALL, NOON)], NOON)
    new = await _ledger(database)
    with pytest.raises(ReplacedError):
        await old.look([], NOON + 10)
    await new.look([Observed("x", SMALL, NOON)], NOON + 20)

    assert await _rows(database) == [("x", True, 0, None)]


def test_a_clock_that_jumps_back_again_is_not_followed() -> None:
    """Nor one that is set wrong, until it has stayed so for a quarter of an hour."""
    time = {"wall": 1000.0, "running": 50.0}
    clock = SteadyClock(lambda: time["wall"], lambda: time["running"])

    def after(seconds: float, *, jump: float = 0) -> int:
        time["running"] += seconds
        time["wall"] += seconds + jump
        return clock.now()

    assert clock.now() == 1000
    assert after(10) == 1010
    assert after(10, jump=7200) == 1020
    assert after(600, jump=-7200) == 1620
    assert after(10, jump=-500) == 1630
    assert after(800) == 2430
    assert after(200) == 2630 - 500
    assert after(10) == 2640 - 500

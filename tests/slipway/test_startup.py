"""Parts start in order and stop in reverse."""

from __future__ import annotations

import asyncio

import pytest

from slipway import startup
from slipway.startup import Step, running


def _parts(log: list[str], *names: str) -> list[Step]:
    def note(text: str) -> startup.Callable[[], startup.Awaitable[object]]:
        async def write() -> None:
            log.append(text)

        return write

    return [Step(name, note(f"start {name}"), note(f"stop {name}")) for name in names]


async def test_parts_stop_in_reverse() -> None:
    """What was started last may need what was started first."""
    log: list[str] = []
    async with running(_parts(log, "a", "b")):
        log.append("up")

    assert log == ["start a", "start b", "up", "stop b", "stop a"]


async def test_the_first_failure_stops_what_had_started() -> None:
    """And nothing after it starts."""
    log: list[str] = []

    async def fail() -> None:
        raise ConnectionError("no database")

    first, last = _parts(log, "a", "c")
    with pytest.raises(ConnectionError, match="no database"):
        async with running([first, Step("b", fail), last]):
            log.append("up")

    assert log == ["start a", "stop a"]


async def test_a_part_that_does_not_stop_does_not_hold_up_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop has an end."""
    log: list[str] = []
    monkeypatch.setattr(startup, "STOP_SECONDS", 0.05)
    hanging = Step("hanging", lambda: asyncio.sleep(0), asyncio.Event().wait)
    async with asyncio.timeout(60), running([*_parts(log, "a"), hanging]):
        pass

    assert log == ["start a", "stop a"]

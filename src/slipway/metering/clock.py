"""The time that metering goes by: one that does not jump when somebody sets the machine's clock.

It starts from the wall clock and runs on by the monotonic one. When the two have differed for a quarter of an hour, the
wall clock was corrected rather than disturbed, and is believed again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)

TOLERANCE_SECONDS = 2.0
SETTLED_SECONDS = 900.0


def _running() -> float:
    """Seconds since the machine started, also those that it slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(slots=True)
class SteadyClock:
    """Tells the time in whole seconds. ``wall`` and ``running`` can be others in tests."""

    wall: Callable[[], float] = time.time
    running: Callable[[], float] = _running
    _offset: float | None = None
    _differs_since: float | None = None

    def now(self) -> int:
        """Return the present second."""
        wall, running = self.wall(), self.running()
        if self._offset is None:
            self._offset = wall - running
        difference = wall - running - self._offset
        if abs(difference) <= TOLERANCE_SECONDS:
            self._differs_since = None
        elif self._differs_since is None:
            log.warning("the clock jumped; metering goes on by its own", seconds=round(difference))
            self._differs_since = running
        elif running - self._differs_since >= SETTLED_SECONDS:
            log.warning("the clock stays where it jumped to; metering believes it now", seconds=round(difference))
            self._offset, self._differs_since = wall - running, None
        return int(running + self._offset)

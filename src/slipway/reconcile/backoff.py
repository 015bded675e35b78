"""How long to wait after failures in a row: each time twice as long, up to a bound. Pure."""

from __future__ import annotations

FIRST_DELAY, LONGEST_DELAY = 0.2, 30.0
_MOST_DOUBLINGS = 16
"""More would be a number that no float holds, after a night of failures."""


def delay_after(failures: int, first: float = FIRST_DELAY, longest: float = LONGEST_DELAY) -> float:
    """Return the seconds until the next try after so many failures; ``failures`` is 1 after the first."""
    return min(first * 2.0 ** min(failures - 1, _MOST_DOUBLINGS), longest)

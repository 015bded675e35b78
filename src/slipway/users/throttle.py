"""Slow down guessing of passwords: count attempts per account and address, per account, and per address.

Kept in memory: a restart forgives, and nothing has to be cleaned up. An attempt counts from its start, so that many at
the same moment do not slip through; a success forgives the account's attempts from that address.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from slipway.errors import TooMany

_MOST_KEYS = 10_000
_WIDE = 10
"""How many times more attempts an address, or all addresses together at one account, may make."""


@dataclass(slots=True)
class _Window:
    began: float
    attempts: int = 0


class LoginThrottle:
    """Counts attempts in windows of time."""

    def __init__(self, attempts: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._attempts = attempts
        self._seconds = seconds
        self._clock = clock
        self._windows: dict[tuple[str, str], _Window] = {}

    def attempt(self, username: str, source: str) -> None:
        """Count an attempt, or raise TooMany with the seconds to wait."""
        now = self._clock()
        keys = {
            (username, source): self._attempts,
            (username, ""): self._attempts * _WIDE,
            ("", source): self._attempts * _WIDE,
        }
        for key, limit in keys.items():
            window = self._windows.get(key)
            if window and now - window.began < self._seconds and window.attempts >= limit:
                wait = math.ceil(window.began + self._seconds - now)
                raise TooMany("login.too_many", {"retry_after": wait})
        for key in keys:
            self._count(key, now)

    def succeeded(self, username: str, source: str) -> None:
        """Forgive what this account tried from this address."""
        self._windows.pop((username, source), None)

    def _count(self, key: tuple[str, str], now: float) -> None:
        window = self._windows.get(key)
        if window is None or now - window.began >= self._seconds:
            self._make_room(now)
            window = self._windows[key] = _Window(now)
        window.attempts += 1

    def _make_room(self, now: float) -> None:
        if len(self._windows) < _MOST_KEYS:
            return
        self._windows = {k: w for k, w in self._windows.items() if now - w.began < self._seconds}
        while len(self._windows) >= _MOST_KEYS:
            self._windows.pop(next(iter(self._windows)))

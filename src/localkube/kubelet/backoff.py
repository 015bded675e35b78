"""How long to wait before trying again: a container that died, an image that could not be pulled. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from localkube.kubelet.observed import Observed, has_ended, moment
from localkube.runtime import Found

FIRST = 10.0
LONGEST = 300.0
FORGIVEN_AFTER = 600.0
"""A container that ran this long is no longer held to have crashed before."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The last death that was counted of a container, and how long after it the next start is due."""

    container_id: str
    delay: float


def after_death(crash: Crash | None, dead: Found) -> Crash:
    """The first restart comes at once, the next ones later and later."""
    if crash is not None and crash.container_id == dead.id:
        return crash
    if crash is None or moment(dead.finished_at) - moment(dead.started_at) >= FORGIVEN_AFTER:
        return Crash(dead.id, 0.0)
    return Crash(dead.id, longer(crash.delay))


def crashes_of(observed: Observed, known: dict[str, Crash]) -> dict[str, Crash]:
    """Bring up to date what is known of crashes, by container name."""
    crashes = dict(known)
    for name in observed.containers:
        newest = observed.newest(name)
        if newest is not None and has_ended(newest):
            crashes[name] = after_death(crashes.get(name), newest)
    return crashes


def longer(delay: float) -> float:
    """The delay after ``delay``."""
    return min(LONGEST, max(FIRST, delay * 2))


def in_words(seconds: float) -> str:
    """``10s``, ``1m20s``, ``5m0s``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"

"""How long to wait before trying again: a container that died, an image that could not be pulled. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from localkube.kubelet.observed import Observed, has_ended, moment
from localkube.kubelet.podspec import old_status
from localkube.objects.access import Obj
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
    if crash is None or _ran_for(dead) >= FORGIVEN_AFTER:
        return Crash(dead.id, 0.0)
    return Crash(dead.id, longer(crash.delay))


def _ran_for(dead: Found) -> float:
    """Seconds; 0 for what never came to run."""
    return moment(dead.finished_at) - moment(dead.started_at) if dead.started_at else 0.0


def crashes_of(observed: Observed, known: dict[str, Crash]) -> dict[str, Crash]:
    """Bring up to date what is known of crashes, by container name."""
    crashes = dict(known)
    for name in observed.containers:
        newest = observed.newest(name)
        if newest is not None and has_ended(newest):
            crashes[name] = after_death(crashes.get(name), newest)
    return crashes


def remembered(pod: Obj, observed: Observed) -> dict[str, Crash]:
    """What the status tells of crashes before localkube itself was restarted: the back-off goes on where it was."""
    crashes: dict[str, Crash] = {}
    for name in observed.containers:
        newest = observed.newest(name)
        waiting: Obj = ((old_status(pod, name) or {}).get("state") or {}).get("waiting") or {}
        if newest is not None and has_ended(newest) and waiting.get("reason") == "CrashLoopBackOff":
            crashes[name] = Crash(newest.id, min(LONGEST, FIRST * 2.0 ** min(newest.attempt - 1, 10)))
    return crashes


def longer(delay: float) -> float:
    """The delay after ``delay``."""
    return min(LONGEST, max(FIRST, delay * 2))


class Retries:
    """When what failed may be tried again, by key."""

    def __init__(self, first: float = 1.0, longest: float = 60.0) -> None:
        self._first = first
        self._longest = longest
        self._delays: dict[str, float] = {}
        self.not_before: dict[str, float] = {}

    def failed(self, key: str, now: float, at: float = 0.0) -> None:
        """Wait twice as long as the last time, or until ``at`` if that is later."""
        delay = min(self._longest, self._delays[key] * 2) if key in self._delays else self._first
        self._delays[key] = delay
        self.not_before[key] = max(now + delay, at)

    def succeeded(self, key: str) -> None:
        """The next failure of ``key`` is a first one."""
        self._delays.pop(key, None)
        self.not_before.pop(key, None)

    def hurry(self) -> None:
        """What was waited for may have come: try everything now."""
        self.not_before.clear()


def in_words(seconds: float) -> str:
    """``10s``, ``1m20s``, ``5m0s``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"

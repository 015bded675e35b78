"""How long a job waits before it replaces failed pods: 10 s, doubled for each failure in a row, 10 minutes at most.

Source: "Pod backoff failure policy" of Job in the Kubernetes documentation. Read from the pods that are there, so that
a restart forgets nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from localkube.controllers.job.pods import ended_at, has_failed, has_succeeded
from localkube.objects.access import Obj

_FIRST = 10.0
_LONGEST = 600.0
_MOST_DOUBLINGS = 10


def delay_after(job: Obj, pods: Iterable[Obj], now: datetime) -> float:
    """Seconds until the next pod may be made."""
    ended = sorted((pod for pod in pods if has_succeeded(pod) or has_failed(job, pod)), key=ended_at)
    failures = 0
    for pod in ended:
        failures = 0 if has_succeeded(pod) else failures + 1
    return wait(failures, ended_at(ended[-1]), now) if failures else 0.0


def wait(failures: int, last: datetime, now: datetime) -> float:
    """Seconds left of the pause after so many failures, of which the last was at ``last``."""
    if failures <= 0:
        return 0.0
    pause: float = min(_FIRST * 2 ** min(failures - 1, _MOST_DOUBLINGS), _LONGEST)
    return max(0.0, pause - (now - last).total_seconds())

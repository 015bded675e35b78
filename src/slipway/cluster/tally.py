"""What one watch has done so far, and how fresh what it knows is: counted by ``watch.py``, read through the cache."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from slipway.cluster.kinds import Obj

REMEMBERED = 100
"""Of how many changes the delay is remembered."""


@dataclass(slots=True)
class Tally:
    """Counters since the process began."""

    lists: int = 0
    """How often everything was listed: at first, when a revision had expired, and every quarter of an hour."""
    resumes: int = 0
    """How often a watch went on where the one before it had ended, without a list."""
    events: int = 0
    breaks: int = 0
    """How often the way to the cluster broke, or the cluster refused."""
    _heard_at: float | None = None
    _delays: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def heard(self) -> None:
        """Note that the cluster has told something, be it that nothing has changed."""
        self._heard_at = time.monotonic()

    def changed(self, change: str, obj: Obj) -> None:
        """Count a change, and note how late it comes."""
        self.events += 1
        written = _written(change, obj)
        if written is not None:
            self._delays.append(max(0.0, datetime.now(UTC).timestamp() - written))

    @property
    def silence(self) -> float | None:
        """For how many seconds nothing was heard; None before the first word."""
        return None if self._heard_at is None else time.monotonic() - self._heard_at

    @property
    def lag(self) -> float | None:
        """The longest that one of the last changes took from the cluster's clock to us; to the second, as it tells."""
        return max(self._delays, default=None)


def _written(change: str, obj: Obj) -> float | None:
    """Return when an object was written last, as far as its field owners tell; else when it was made."""
    if change == "DELETED":
        return None
    metadata = obj["metadata"]
    times = [each["time"] for each in metadata.get("managedFields") or () if each.get("time")]
    if not times and change == "ADDED" and metadata.get("creationTimestamp"):
        times = [metadata["creationTimestamp"]]
    return datetime.fromisoformat(max(times)).timestamp() if times else None

"""How many of a budget's pods there should be, are healthy, and may be disrupted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from localkube.controllers import pods
from localkube.controllers.amounts import resolve
from localkube.objects.access import Obj
from localkube.objects.meta import parse_time

_FORGOTTEN_AFTER = timedelta(minutes=2)
"""An eviction that did not end its pod for so long was not carried out."""


@dataclass(frozen=True, slots=True)
class Count:
    """The numbers of a budget's status."""

    expected: int
    desired: int
    healthy: int

    @property
    def allowed(self) -> int:
        """How many more pods may go."""
        return max(0, self.healthy - self.desired) if self.expected else 0


def count(budget: Obj, mine: Sequence[Obj], scale: int, disrupted: Mapping[str, str]) -> Count:
    """``scale``: how many pods their controllers want together."""
    spec = budget["spec"]
    if "maxUnavailable" in spec:
        expected = scale
        desired = max(0, expected - resolve(spec["maxUnavailable"], expected, up=True))
    elif isinstance(spec.get("minAvailable"), str):
        expected = scale
        desired = resolve(spec["minAvailable"], expected, up=True)
    else:
        expected = len(mine)
        desired = spec.get("minAvailable", 1)
    healthy = sum(1 for pod in mine if _is_healthy(pod) and pod["metadata"]["name"] not in disrupted)
    return Count(expected, desired, healthy)


def needs_scale(budget: Obj) -> bool:
    """Whether the numbers depend on what the pods' controllers want."""
    spec = budget["spec"]
    return "maxUnavailable" in spec or isinstance(spec.get("minAvailable"), str)


def still_disrupted(budget: Obj, mine: Iterable[Obj], now: datetime) -> dict[str, str]:
    """Pods whose eviction was allowed and that have not begun to go yet, by name with the time."""
    told: dict[str, str] = (budget.get("status") or {}).get("disruptedPods") or {}
    staying = {pod["metadata"]["name"] for pod in mine if not pods.is_terminating(pod)}
    return {name: time for name, time in told.items() if name in staying and parse_time(time) + _FORGOTTEN_AFTER > now}


def _is_healthy(pod: Obj) -> bool:
    return not pods.is_terminating(pod) and pods.is_ready(pod)

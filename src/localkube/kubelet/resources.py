"""What a container may use of the machine, in the runtime's terms. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from localkube.objects.access import Obj
from localkube.objects.quantity import milli, whole
from localkube.runtime import Limits

_LEAST_SHARES = 2
_LEAST_QUOTA = 1000
_SHARES_PER_CPU = 1024
_QUOTA_PER_CPU = 100_000


@dataclass(frozen=True, slots=True)
class Budget:
    """What a container may use, and how soon it is killed when memory runs out."""

    limits: Limits
    oom_score_adj: int


def budget(container: Obj, qos: str, machine_memory: int) -> Budget:
    """Requests become weights, limits become walls."""
    resources: Obj = container.get("resources") or {}
    requests: Obj = resources.get("requests") or {}
    limits: Obj = resources.get("limits") or {}
    allowed = milli(limits["cpu"]) if "cpu" in limits else None
    asked = milli(requests["cpu"]) if "cpu" in requests else allowed or 0
    given = Limits(
        cpu_shares=max(_LEAST_SHARES, asked * _SHARES_PER_CPU // 1000),
        cpu_quota_us=max(_LEAST_QUOTA, allowed * _QUOTA_PER_CPU // 1000) if allowed else None,
        memory_bytes=(whole(limits["memory"]) or None) if "memory" in limits else None,
    )
    return Budget(given, _oom_score(whole(requests.get("memory", 0)), qos, machine_memory))


def _oom_score(asked: int, qos: str, machine_memory: int) -> int:
    """Who asked for more of the memory is killed later. Never below 0: that would need a capability we may not have."""
    if qos == "Guaranteed":
        return 0
    if qos == "BestEffort":
        return 1000
    return min(999, max(2, 1000 - 1000 * asked // max(1, machine_memory)))

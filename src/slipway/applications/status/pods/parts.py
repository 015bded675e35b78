"""Reading pods as the cluster shows them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slipway.cluster import Obj


@dataclass(frozen=True, slots=True)
class Scene:
    """What a pod's reason is judged by, besides the pod: warnings about it, oldest first, and the cluster's hosts."""

    warnings: Sequence[Obj]
    hosts: Sequence[Obj]
    now: datetime
    lines: Callable[[Obj], Sequence[str] | None] = lambda pod: ()
    """The last lines of the pod's crashed container; None while they are being fetched."""
    partition: str | None = None
    """The name of the partition that the service is pinned to."""


def containers(pod: Obj) -> list[Obj]:
    """Return the statuses of the pod's containers."""
    return (pod.get("status") or {}).get("containerStatuses") or []


def spec_of(pod: Obj, name: str) -> Obj:
    """Return what a container should be."""
    return next((each for each in pod["spec"]["containers"] if each["name"] == name), {})


def amount(container: Obj, part: str, resource: str) -> str:
    """Return how much of a resource a container's ``requests`` or ``limits`` name."""
    return str(((container.get("resources") or {}).get(part) or {}).get(resource) or "0")


def seconds_since(text: str, now: datetime) -> float:
    """Return how long ago a time of the cluster was; 0 when it does not tell one."""
    try:
        return (now - datetime.fromisoformat(text)).total_seconds()
    except ValueError:
        return 0.0


def not_before(text: str, since: str) -> bool:
    """Compare times of different precision: the cluster writes those of containers in whole seconds."""
    try:
        return _second(text) >= _second(since)
    except ValueError:
        return False


def _second(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(microsecond=0)

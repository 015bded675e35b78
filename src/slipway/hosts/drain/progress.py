"""Decide what becomes of each pod of a host that is drained. Plain functions.

Source: "Safely Drain a Node" in the Kubernetes documentation, and what ``kubectl drain`` asks consent for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from slipway.cluster import Obj
from slipway.errors import Conflict, Param, SlipwayError
from slipway.hosts.observed import MIRROR, belongs_to_host, controller_of, has_ended, local_volumes


class PodState(StrEnum):
    """How far a pod is."""

    WAITING = "waiting"
    BLOCKED = "blocked"
    """Something stands against it, which ``reason`` tells."""
    LEAVING = "leaving"
    GONE = "gone"
    LEFT = "left"
    """It stays, because it is there for the host's sake."""


class DrainState(StrEnum):
    """How far a drain is."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Consent:
    """What may be lost."""

    force: bool = False
    delete_local_data: bool = False


@dataclass(frozen=True, slots=True)
class DrainPod:
    """One pod's progress, as it is stored."""

    namespace: str
    name: str
    controller: str
    state: PodState
    code: str = ""
    params: Mapping[str, Param] | None = None
    evicted_at: float | None = None
    """When we evicted it, in seconds since 1970."""

    def stored(self) -> Obj:
        """Return it as JSON."""
        return {**asdict(self), "state": self.state.value}


def progress_of(
    pod: Obj, state: PodState, reason: SlipwayError | None = None, evicted: float | None = None
) -> DrainPod:
    """Return a pod's progress."""
    metadata, controller = pod["metadata"], controller_of(pod)
    return DrainPod(
        metadata["namespace"],
        metadata["name"],
        f"{controller['kind']} {controller['name']}" if controller else "",
        state,
        reason.code if reason else "",
        reason.params if reason else None,
        evicted,
    )


def standing(pod: Obj, consent: Consent, *, silent: bool) -> tuple[PodState, SlipwayError | None]:
    """Return how a pod stands before anybody asks to evict it; ``silent``: nobody tells when it has ended."""
    if belongs_to_host(pod):
        static = MIRROR in (pod["metadata"].get("annotations") or {})
        return PodState.LEFT, Conflict("drain.static_pod" if static else "drain.daemon_set")
    if "deletionTimestamp" in pod["metadata"]:
        return (PodState.BLOCKED, Conflict("drain.host_silent")) if silent else (PodState.LEAVING, None)
    if has_ended(pod):
        return PodState.WAITING, None
    if controller_of(pod) is None and not consent.force:
        return PodState.BLOCKED, Conflict("drain.no_controller")
    if (volumes := local_volumes(pod)) and not consent.delete_local_data:
        return PodState.BLOCKED, Conflict("drain.local_data", {"volumes": volumes})
    return PodState.WAITING, None


def with_those_gone(before: Mapping[str, Obj], now: Mapping[str, DrainPod]) -> dict[str, Obj]:
    """Return the stored progress: pods that were there before and are no more are gone."""
    kept = {
        uid: pod
        if uid not in now and pod["state"] == PodState.LEFT
        else {**pod, "state": PodState.GONE.value, "code": ""}
        for uid, pod in before.items()
    }
    return {**kept, **{uid: pod.stored() for uid, pod in now.items()}}


def is_empty(pods: Iterable[DrainPod]) -> bool:
    """Tell whether all pods that had to go are gone."""
    return all(each.state is PodState.LEFT for each in pods)


def budgets_of(pod: Obj, budgets: Iterable[Obj]) -> list[Obj]:
    """Return the disruption budgets that a pod is under."""
    labels = pod["metadata"].get("labels") or {}
    return [each for each in budgets if _selects((each["spec"].get("selector")), labels)]


def _selects(selector: Obj | None, labels: Mapping[str, str]) -> bool:
    """Match a label selector; none matches nothing, an empty one everything (policy/v1)."""
    if selector is None:
        return False
    equal = all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items())
    return equal and all(_holds(each, labels) for each in selector.get("matchExpressions") or [])


def _holds(expression: Obj, labels: Mapping[str, str]) -> bool:
    key, operator, values = expression["key"], expression["operator"], expression.get("values") or []
    if operator in ("Exists", "DoesNotExist"):
        return (key in labels) is (operator == "Exists")
    if operator == "In":
        return labels.get(key) in values
    return labels.get(key) not in values

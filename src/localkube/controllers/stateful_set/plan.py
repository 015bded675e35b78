"""What a stateful set does next: at most one pod at a time, unless its pods may come and go together. Pure.

Source: "Deployment and scaling guarantees" and "Rolling updates" of StatefulSet in the Kubernetes documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from localkube.controllers import pods
from localkube.controllers.amounts import resolve
from localkube.controllers.stateful_set.identity import first_ordinal, revision_of, wanted_ordinals
from localkube.objects.access import Obj


@dataclass(slots=True)
class Plan:
    """Numbers of pods to make, and pods to delete (``failed`` ones are made again at once)."""

    make: list[int] = field(default_factory=list)
    failed: list[Obj] = field(default_factory=list)
    remove: list[Obj] = field(default_factory=list)


def plan(stateful_set: Obj, present: Mapping[int, Obj], update_revision: str, now: datetime) -> Plan:
    """The next step, from the pods by their numbers."""
    wait = stateful_set["spec"].get("minReadySeconds", 0)

    def is_healthy(pod: Obj) -> bool:
        return pods.is_active(pod) and pods.available_in(pod, wait, now) == 0

    together = stateful_set["spec"].get("podManagementPolicy") == "Parallel"
    made = Plan()
    if not _fill(stateful_set, present, made, None if together else is_healthy):
        return made
    if not _shrink(stateful_set, present, made, None if together else is_healthy):
        return made
    if not made.make and not made.remove and not made.failed:
        made.remove.extend(_outdated(stateful_set, present, update_revision, is_healthy))
    return made


def _fill(stateful_set: Obj, present: Mapping[int, Obj], made: Plan, is_healthy: Callable[[Obj], bool] | None) -> bool:
    """Have all pods, in order when one waits for the other (``is_healthy``). Tells whether the rest may go on."""
    for ordinal in wanted_ordinals(stateful_set):
        pod = present.get(ordinal)
        if pod is None:
            made.make.append(ordinal)
        elif pods.phase(pod) in pods.FINISHED and not pods.is_terminating(pod):
            made.failed.append(pod)
        elif is_healthy is None or is_healthy(pod):
            continue
        if is_healthy is not None:
            return False
    return True


def _shrink(
    stateful_set: Obj, present: Mapping[int, Obj], made: Plan, is_healthy: Callable[[Obj], bool] | None
) -> bool:
    """Remove pods that are too many, the last first. Tells whether there were none."""
    surplus = [
        pod for ordinal, pod in sorted(present.items(), reverse=True) if ordinal not in wanted_ordinals(stateful_set)
    ]
    for pod in surplus:
        if not pods.is_terminating(pod):
            made.remove.append(pod)
        if is_healthy is not None:
            return False
    return True


def _outdated(
    stateful_set: Obj, present: Mapping[int, Obj], update_revision: str, is_healthy: Callable[[Obj], bool]
) -> list[Obj]:
    """Pods of another revision, from the last down to the partition, as long as few enough are unavailable."""
    strategy = stateful_set["spec"].get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete":
        return []
    rolling = strategy.get("rollingUpdate") or {}
    replicas = len(wanted_ordinals(stateful_set))
    budget = max(1, resolve(rolling.get("maxUnavailable", 1), replicas, up=True))
    lowest = first_ordinal(stateful_set) + rolling.get("partition", 0)
    removed: list[Obj] = []
    unavailable = 0
    for ordinal in sorted(set(present) & set(wanted_ordinals(stateful_set)), reverse=True):
        pod = present[ordinal]
        if ordinal < lowest:
            break
        if unavailable >= budget:
            break
        if revision_of(pod) != update_revision and not pods.is_terminating(pod):
            removed.append(pod)
            unavailable += 1
        elif not is_healthy(pod):
            unavailable += 1
    return removed

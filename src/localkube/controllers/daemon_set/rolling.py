"""Which of a daemon set's pods give way to the new template now. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from localkube.controllers import pods
from localkube.controllers.amounts import resolve
from localkube.controllers.history import POD_LABEL
from localkube.objects.access import Obj


@dataclass(frozen=True, slots=True)
class Step:
    """Old pods to delete, and nodes that get a new one beside the old."""

    delete: list[Obj] = field(default_factory=list)
    add: list[str] = field(default_factory=list)


def is_new(pod: Obj, digest: str) -> bool:
    """The pod is of the present template."""
    return (pod["metadata"].get("labels") or {}).get(POD_LABEL) == digest


def step(daemon_set: Obj, by_node: Mapping[str, Sequence[Obj]], digest: str, now: datetime) -> Step:
    """The next step of a rolling update; nodes in ``by_node`` are those that pods belong on."""
    spec = daemon_set["spec"]
    if spec["updateStrategy"].get("type") != "RollingUpdate":
        return Step()
    rolling = spec["updateStrategy"].get("rollingUpdate") or {}
    surge = resolve(rolling.get("maxSurge", 0), len(by_node), up=True)
    unavailable = resolve(rolling.get("maxUnavailable", 1), len(by_node), up=True)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    wait = spec.get("minReadySeconds", 0)
    if surge:
        return _surging(by_node, digest, surge, lambda pod: pods.available_in(pod, wait, now) == 0)
    return _in_place(by_node, digest, unavailable, lambda pod: pods.available_in(pod, wait, now) == 0)


def _in_place(
    by_node: Mapping[str, Sequence[Obj]], digest: str, budget: int, is_available: Callable[[Obj], bool]
) -> Step:
    """Old pods that do not serve go at once, others as long as few enough nodes are without one."""
    broken: list[Obj] = []
    serving: list[Obj] = []
    down = 0
    for present in by_node.values():
        live = [pod for pod in present if pods.is_active(pod)]
        old = [pod for pod in live if not is_new(pod, digest)]
        if not any(is_available(pod) for pod in live):
            down += 1
            broken.extend(old)
        elif not any(is_new(pod, digest) for pod in live):
            serving.extend(old)
    return Step(delete=[*broken, *serving[: max(0, budget - down)]])


def _surging(
    by_node: Mapping[str, Sequence[Obj]], digest: str, budget: int, is_available: Callable[[Obj], bool]
) -> Step:
    """A new pod comes first; the old one goes when the new one serves, or when it does not serve itself."""
    done, waiting, surging = [], [], 0
    for node, present in by_node.items():
        live = [pod for pod in present if pods.is_active(pod)]
        old = [pod for pod in live if not is_new(pod, digest)]
        new = [pod for pod in live if is_new(pod, digest)]
        if not old:
            continue
        if any(is_available(pod) for pod in new):
            done.extend(old)
        elif new:
            surging += 1
        elif is_available(old[0]):
            waiting.append(node)
        else:
            done.extend(old)
    return Step(delete=done, add=waiting[: max(0, budget - surging)])

"""What a running pod's containers may use: resizes are granted when the node has room, refused or put off when not.

What was granted is told in the status and read from there after a restart of localkube. Source: "Resize CPU and Memory
Resources assigned to Containers" in the Kubernetes documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from localkube.kubelet.fields import Allocatable
from localkube.kubelet.podspec import is_finished, is_terminating, old_status, uid_of
from localkube.objects.access import Obj
from localkube.objects.quantity import parse
from localkube.objects.resources import Amounts, pod_resources

DEFERRED, INFEASIBLE = "Deferred", "Infeasible"
ASK_AGAIN_SECONDS = 5.0
_RESOURCES = ("cpu", "memory")


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a resize is not granted. ``Deferred``: it may be later; ``Infeasible``: never on this node."""

    reason: str
    message: str


class Allocation:
    """Of one pod."""

    def __init__(self, pod: Obj) -> None:
        self._given = {container["name"]: given_to(pod, container) for container in _containers(pod)}
        self.wait: Wait | None = None

    def take(self, pod: Obj, neighbours: Callable[[], Iterable[Obj]], allocatable: Allocatable) -> Obj:
        """The pod as its containers may be run now. ``neighbours`` are only asked for when something is to be grown."""
        wanted = {container["name"]: container.get("resources") or {} for container in _containers(pod)}
        if all(same_amounts(wanted[name], self._given.get(name, wanted[name])) for name in wanted):
            self._given, self.wait = wanted, None
            return pod
        self.wait = wait_for_room(pod, as_given(pod, self._given), neighbours(), allocatable)
        if self.wait is None:
            self._given = wanted
        return as_given(pod, self._given)


def given_to(pod: Obj, container: Obj) -> Obj:
    """The resources that a container has, as far as its status tells, else those that it asks for."""
    known: Obj | None = (old_status(pod, container["name"]) or {}).get("resources")
    return known if known is not None else container.get("resources") or {}


def as_given(pod: Obj, given: Mapping[str, Obj]) -> Obj:
    """The pod with these resources by container name."""
    spec = dict(pod["spec"])
    for part in ("containers", "initContainers"):
        if part in spec:
            spec[part] = [
                {**one, "resources": given.get(one["name"], one.get("resources") or {})} for one in spec[part]
            ]
    return {**pod, "spec": spec}


def wait_for_room(pod: Obj, before: Obj, neighbours: Iterable[Obj], allocatable: Allocatable) -> Wait | None:
    """None when the node has room for what the pod asks for. What does not grow always fits."""
    asks, has = pod_resources(pod, "requests"), pod_resources(before, "requests")
    grows = [name for name in _RESOURCES if asks.get(name, Decimal(0)) > has.get(name, Decimal(0))]
    for name in grows:
        if asks[name] > allocatable.of(name):
            capacity = f"requested: {_shown(name, asks[name])}, capacity: {_shown(name, allocatable.of(name))}"
            return Wait(INFEASIBLE, f"Node didn't have enough capacity: {name}, {capacity}")
    if not grows:
        return None
    used: dict[str, Decimal] = dict.fromkeys(grows, Decimal(0))
    for other in neighbours:
        if uid_of(other) == uid_of(pod) or is_finished(other):
            continue
        amounts = _held(other)
        for name in grows:
            used[name] += amounts.get(name, Decimal(0))
    for name in grows:
        if used[name] + asks[name] > allocatable.of(name):
            return Wait(DEFERRED, _not_enough(name, asks[name], used[name], allocatable.of(name)))
    return None


def no_room(pod: Obj, neighbours: Iterable[Obj], allocatable: Allocatable, most_pods: int) -> tuple[str, str] | None:
    """Reason and message when a pod that came past the scheduler finds no room on the node."""
    present = [other for other in neighbours if uid_of(other) != uid_of(pod) and not is_finished(other)]
    present = [other for other in present if not is_terminating(other)]
    if len(present) >= most_pods:
        used = f"requested: 1, used: {len(present)}, capacity: {most_pods}"
        return "OutOfpods", f"Node didn't have enough resource: pods, {used}"
    asks = pod_resources(pod, "requests")
    for name in (name for name in _RESOURCES if asks.get(name)):
        used_amount = sum((_held(other).get(name, Decimal(0)) for other in present), Decimal(0))
        if used_amount + asks[name] > allocatable.of(name):
            return f"OutOf{name}", _not_enough(name, asks[name], used_amount, allocatable.of(name))
    return None


def same_amounts(one: Obj, other: Obj) -> bool:
    """Whether two resources mean the same, however they are written."""
    return _amounts(one) == _amounts(other)


def _held(pod: Obj) -> Amounts:
    """What a pod was granted, which may be other than what it asks for now."""
    held = {container["name"]: given_to(pod, container) for container in _containers(pod)}
    return pod_resources(as_given(pod, held), "requests")


def _not_enough(name: str, requested: Decimal, used: Decimal, capacity: Decimal) -> str:
    told = {"requested": requested, "used": used, "capacity": capacity}
    shown = ", ".join(f"{word}: {_shown(name, amount)}" for word, amount in told.items())
    return f"Node didn't have enough resource: {name}, {shown}"


def _amounts(resources: Obj) -> dict[tuple[str, str], Decimal]:
    parts = ("limits", "requests")
    return {(part, name): parse(value) for part in parts for name, value in (resources.get(part) or {}).items()}


def _containers(pod: Obj) -> list[Obj]:
    return [*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"]]


def _shown(name: str, amount: Decimal) -> str:
    """As Kubernetes' messages count: processors in thousandths, memory in bytes."""
    return str(int(amount * 1000 if name == "cpu" else amount))

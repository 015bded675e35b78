"""Can this pod run on that node? If not, the reasons in Kubernetes' words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from localkube.controllers.scheduling.affinity import selects
from localkube.controllers.scheduling.load import ZERO, Demand, Place
from localkube.controllers.taints import NO_SCHEDULE, REPELLING, UNSCHEDULABLE, tolerates, untolerated
from localkube.objects.access import Obj

ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - a host port's default, nothing listens here


@dataclass(frozen=True, slots=True)
class Reason:
    """``helped_by_preemption``: whether the removal of other pods could change it."""

    text: str
    helped_by_preemption: bool = False


Filter = Callable[[Obj, Demand, Place], list[Reason]]


def obstacles(pod: Obj, demand: Demand, place: Place) -> list[Reason]:
    """Why the pod cannot run there: the reasons of the first filter that refuses; none when it can."""
    for check in FILTERS:
        if found := check(pod, demand, place):
            return found
    return []


def _unschedulable(pod: Obj, _demand: Demand, place: Place) -> list[Reason]:
    taint = {"key": UNSCHEDULABLE, "effect": NO_SCHEDULE}
    if (place.node.get("spec") or {}).get("unschedulable") and not tolerates(
        pod["spec"].get("tolerations") or (), taint
    ):
        return [Reason("node(s) were unschedulable")]
    return []


def _tainted(pod: Obj, _demand: Demand, place: Place) -> list[Reason]:
    taint = untolerated(pod, place.taints, REPELLING)
    if taint is None:
        return []
    return [Reason(f"node(s) had untolerated taint {{{taint['key']}: {taint.get('value', '')}}}")]


def _not_selected(pod: Obj, _demand: Demand, place: Place) -> list[Reason]:
    return [] if selects(pod, place.node) else [Reason("node(s) didn't match Pod's node affinity/selector")]


def _ports_taken(_pod: Obj, demand: Demand, place: Place) -> list[Reason]:
    taken = [port for other in place.load.demands.values() for port in other.ports] if demand.ports else []
    for address, protocol, number in demand.ports:
        for other_address, other_protocol, other_number in taken:
            same_address = address == other_address or ANY_ADDRESS in (address, other_address)
            if same_address and (protocol, number) == (other_protocol, other_number):
                return [Reason("node(s) didn't have free ports for the requested pod ports", helped_by_preemption=True)]
    return []


def _no_room(_pod: Obj, demand: Demand, place: Place) -> list[Reason]:
    found: list[Reason] = []
    if len(place.load.demands) + 1 > place.allocatable("pods"):
        found.append(Reason("Too many pods", helped_by_preemption=True))
    for name, amount in sorted(demand.requests.items()):
        allocatable = place.allocatable(name)
        if amount > 0 and amount > allocatable - place.load.used.get(name, ZERO):
            found.append(Reason(f"Insufficient {name}", helped_by_preemption=amount <= allocatable))
    return found


FILTERS: tuple[Filter, ...] = (_unschedulable, _tainted, _not_selected, _ports_taken, _no_room)

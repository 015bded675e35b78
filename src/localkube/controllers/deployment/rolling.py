"""How far each replica set may grow or shrink now. Pure: from the fleet as it is to the resizes of this pass.

Rules of a rolling update: never more pods than ``fleet.most``, never fewer available ones than ``fleet.least``.
"""

from __future__ import annotations

import math

from localkube.controllers.deployment.fleet import Fleet, Resize, bounds, counted, is_rolling, size, total
from localkube.controllers.deployment.revisions import DESIRED, MAXIMUM, latest, number
from localkube.objects.access import Obj


def size_of_new(fleet: Fleet) -> int:
    """How many replicas the new set may have now: all at once in a recreation, as room allows in a rolling update.

    A set that was shrunk a moment ago counts with the pods that it still has, so that the surge is never exceeded.
    """
    current = size(fleet.new) if fleet.new is not None else 0
    if current >= fleet.wanted or not is_rolling(fleet.deployment):
        return fleet.wanted
    room = fleet.most - sum(max(size(s), counted(s, "replicas")) for s in fleet.all)
    return current + max(0, min(room, fleet.wanted - current))


def shrink_old(fleet: Fleet) -> list[Resize]:
    """Which old sets to shrink in a rolling update: first by pods not available, then by what can be spared."""
    new_unavailable = size(fleet.new) - counted(fleet.new, "availableReplicas") if fleet.new is not None else 0
    spare = total(fleet.all) - fleet.least - new_unavailable
    sizes = {replica_set["metadata"]["name"]: size(replica_set) for replica_set in fleet.old}
    if spare <= 0 or not any(sizes.values()):
        return []
    for replica_set in fleet.old:
        unavailable = max(0, size(replica_set) - counted(replica_set, "availableReplicas"))
        taken = min(spare, unavailable)
        sizes[replica_set["metadata"]["name"]] -= taken
        spare -= taken
    available = sum(counted(replica_set, "availableReplicas") for replica_set in fleet.all)
    spare = min(spare, available - fleet.least)
    for replica_set in fleet.old:
        taken = max(0, min(spare, sizes[replica_set["metadata"]["name"]]))
        sizes[replica_set["metadata"]["name"]] -= taken
        spare -= taken
    return _changed(fleet, sizes)


def remove_old(fleet: Fleet) -> list[Resize]:
    """Every old set to zero."""
    return [Resize(replica_set, 0) for replica_set in fleet.old if size(replica_set) > 0]


def was_scaled(fleet: Fleet) -> bool:
    """Whether ``spec.replicas`` changed since the sets got their sizes."""
    desired = [number(replica_set, DESIRED) for replica_set in fleet.active]
    return any(value is not None and value != fleet.wanted for value in desired)


def rescale(fleet: Fleet) -> list[Resize]:
    """After a change of ``spec.replicas``: to the one set that has pods, or to all in proportion to their sizes."""
    only = _single(fleet)
    if only is not None:
        return [Resize(only, fleet.wanted)]
    if _is_saturated(fleet) or not is_rolling(fleet.deployment):
        return remove_old(fleet)
    allowed = fleet.most if fleet.wanted > 0 else 0
    difference = allowed - total(fleet.active)
    newest_first = sorted(fleet.active, key=_age, reverse=difference > 0)
    newest_first.sort(key=size, reverse=True)
    return _spread(fleet, newest_first, difference)


def _spread(fleet: Fleet, ordered: list[Obj], difference: int) -> list[Resize]:
    added = 0
    resizes: list[Resize] = []
    for replica_set in ordered:
        share = _share(fleet, replica_set, difference - added) if difference else 0
        added += share
        resizes.append(Resize(replica_set, size(replica_set) + share))
    if resizes and difference != added:
        largest = resizes[0]
        resizes[0] = Resize(largest.replica_set, max(0, largest.size + difference - added))
    return resizes


def _share(fleet: Fleet, replica_set: Obj, left: int) -> int:
    """This set's part of a growth (or, negative, of a shrinkage), rounded, never beyond what is ``left``."""
    if left == 0:
        return 0
    if fleet.wanted == 0:
        fraction = -size(replica_set)
    else:
        before = number(replica_set, MAXIMUM) or (fleet.deployment.get("status") or {}).get("replicas") or 0
        if before == 0:
            return 0
        maximum = fleet.wanted + bounds(fleet.deployment).surge
        fraction = _round(size(replica_set) * maximum / before) - size(replica_set)
    return min(fraction, left) if left > 0 else max(fraction, left)


def _single(fleet: Fleet) -> Obj | None:
    active = fleet.active
    if len(active) > 1:
        return None
    if active:
        return active[0]
    return fleet.new if fleet.new is not None else latest(fleet.old)


def _is_saturated(fleet: Fleet) -> bool:
    new = fleet.new
    return (
        new is not None
        and size(new) == fleet.wanted
        and number(new, DESIRED) == fleet.wanted
        and counted(new, "availableReplicas") == fleet.wanted
    )


def _changed(fleet: Fleet, sizes: dict[str, int]) -> list[Resize]:
    return [
        Resize(replica_set, sizes[replica_set["metadata"]["name"]])
        for replica_set in fleet.old
        if sizes[replica_set["metadata"]["name"]] != size(replica_set)
    ]


def _age(replica_set: Obj) -> str:
    created: str = replica_set["metadata"]["creationTimestamp"]
    return created


def _round(value: float) -> int:
    """Halves away from zero."""
    return math.floor(value + 0.5)

"""Which of the nodes that can run a pod is the best. Pure.

Each score is from 0 to 100 per node; they are added by weight. Equal nodes are told apart by fewer pods, then by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from localkube.controllers.scheduling.affinity import preference
from localkube.controllers.scheduling.load import ZERO, Demand, Place
from localkube.controllers.taints import untolerated
from localkube.objects.access import Obj

Score = Callable[[Obj, Demand, Sequence[Place]], list[float]]

_ASSUMED: Mapping[str, Decimal] = {"cpu": Decimal("0.1"), "memory": Decimal(200 * 1024 * 1024)}
"""What a pod without requests is taken to use when nodes are compared, else all of them would land on one node."""


Weighted = tuple[list[float], float]
"""Scores of all places, and their weight."""


def best(pod: Obj, demand: Demand, places: Sequence[Place], more: Sequence[Weighted] = ()) -> Place:
    """The place to choose among at least one. ``more``: scores by what is around."""
    totals = [0.0] * len(places)
    own = [(score(pod, demand, places), weight) for score, weight in SCORES]
    for scores, weight in (*own, *more):
        for position, value in enumerate(scores):
            totals[position] += weight * value
    ranked = zip(totals, places, strict=True)
    return min(ranked, key=lambda pair: (-round(pair[0], 3), len(pair[1].load.demands), pair[1].name))[1]


def _roomy(_pod: Obj, demand: Demand, places: Sequence[Place]) -> list[float]:
    """The more CPU and memory stay free, the better."""
    return [sum(_free_share(name, demand, place) for name in _ASSUMED) / len(_ASSUMED) for place in places]


def _free_share(name: str, demand: Demand, place: Place) -> float:
    allocatable = place.allocatable(name)
    if allocatable <= 0:
        return 0.0
    without = sum(1 for other in place.load.demands.values() if not other.requests.get(name))
    used = place.load.used.get(name, ZERO) + without * _ASSUMED[name]
    free = allocatable - used - (demand.requests.get(name) or _ASSUMED[name])
    return max(0.0, float(free / allocatable) * 100)


def _spread(_pod: Obj, demand: Demand, places: Sequence[Place]) -> list[float]:
    """The fewer pods of the same owner, the better."""
    return _fewer([place.load.owners[demand.owner] if demand.owner else 0 for place in places])


def _preferred(pod: Obj, _demand: Demand, places: Sequence[Place]) -> list[float]:
    weights = [preference(pod, place.node) for place in places]
    highest = max(weights)
    return [100.0 * weight / highest if highest > 0 else 0.0 for weight in weights]


def _untainted(pod: Obj, _demand: Demand, places: Sequence[Place]) -> list[float]:
    """The fewer taints that ask to stay away if possible, the better."""
    return _fewer([1 if untolerated(pod, place.taints, ("PreferNoSchedule",)) else 0 for place in places])


def _fewer(counts: Sequence[int]) -> list[float]:
    most = max(counts)
    return [100.0 * (most - count) / most if most else 100.0 for count in counts]


SCORES: tuple[tuple[Score, float], ...] = ((_roomy, 1), (_spread, 2), (_preferred, 2), (_untainted, 3))

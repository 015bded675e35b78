"""Which of the nodes that can run a pod it prefers for the pods that run there: wishes, where ``neighbours`` has rules.

Pure. Scores are from 0 to 100 for each node. Source: "Assigning Pods to Nodes" and "Pod Topology Spread Constraints" in
the Kubernetes documentation.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from localkube.controllers import pods
from localkube.controllers.scheduling.neighbours import Around, Domain, matches, pods_by_domain
from localkube.objects.access import Obj

_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_SIGNS = (("podAffinity", 1), ("podAntiAffinity", -1))

_PULL_OF_A_RULE = 1
"""A pod that requires company also likes to get it."""

BEST = 100.0


def has_wishes(pod: Obj) -> bool:
    """Whether the pod prefers some company."""
    return any(True for _ in _wishes(pod)) or any(True for _ in _soft(pod))


def draws_others(pod: Obj) -> bool:
    """Whether others are rather put beside the pod, or rather not."""
    return any(True for _ in _wishes(pod)) or any(True for _ in _rules(pod))


def company(pod: Obj, nodes: Sequence[Obj], around: Around) -> list[float]:
    """By preferred affinity and anti-affinity, of the pod to others and of others to the pod."""
    labels = {node["metadata"]["name"]: _labels(node) for node in around.nodes}
    pulls: Counter[Domain] = Counter()
    for other in around.placed:
        here = labels.get(pods.node_of(other), {})
        for key, weight in _pulls(pod, other, around):
            if key in here:
                pulls[key, here[key]] += weight
    return _stretched([sum(pulls[domain] for domain in _labels(node).items()) for node in nodes])


def evenness(pod: Obj, nodes: Sequence[Obj], around: Around) -> list[float]:
    """By spread that may be uneven if need be: the fewer pods in a node's domains the better."""
    constraints = list(_soft(pod))
    if not constraints:
        return [0.0] * len(nodes)
    costs: list[float | None] = [0.0] * len(nodes)
    for constraint in constraints:
        counts = pods_by_domain(pod, constraint, around)
        weight = math.log(len(counts) + 2)  # where domains are many, each has few pods
        for position, node in enumerate(nodes):
            value, cost = _labels(node).get(constraint["topologyKey"]), costs[position]
            if value is None or cost is None:
                costs[position] = None
            else:
                costs[position] = cost + counts[value] * weight + constraint.get("maxSkew", 1) - 1
    known = [cost for cost in costs if cost is not None]
    most, least = max(known, default=0.0), min(known, default=0.0)
    return [0.0 if cost is None else BEST * (most + least - cost) / most if most else BEST for cost in costs]


def _pulls(pod: Obj, other: Obj, around: Around) -> Iterator[tuple[str, int]]:
    """How much the other one draws the pod into its domain, by topology key; less than nothing: away from it."""
    for term, weight in _wishes(pod):
        if matches(term, pod, other, around):
            yield term["topologyKey"], weight
    for term, weight in _wishes(other):
        if matches(term, other, pod, around):
            yield term["topologyKey"], weight
    for term in _rules(other):
        if matches(term, other, pod, around):
            yield term["topologyKey"], _PULL_OF_A_RULE


def _wishes(pod: Obj) -> Iterator[tuple[Obj, int]]:
    affinity = pod["spec"].get("affinity") or {}
    for kind, sign in _SIGNS:
        for choice in (affinity.get(kind) or {}).get(_PREFERRED) or ():
            yield choice["podAffinityTerm"], sign * choice["weight"]


def _rules(pod: Obj) -> Iterator[Obj]:
    yield from ((pod["spec"].get("affinity") or {}).get("podAffinity") or {}).get(_REQUIRED) or ()


def _soft(pod: Obj) -> Iterator[Obj]:
    for constraint in pod["spec"].get("topologySpreadConstraints") or ():
        if constraint.get("whenUnsatisfiable") == "ScheduleAnyway":
            yield constraint


def _stretched(totals: Sequence[int]) -> list[float]:
    least, most = min(totals), max(totals)
    return [BEST * (total - least) / (most - least) if most > least else 0.0 for total in totals]


def _labels(node: Obj) -> dict[str, str]:
    found: dict[str, str] = node["metadata"].get("labels") or {}
    return found

"""Where a pod may run because of the pods that run there already: affinity, anti-affinity, spread. Pure.

Source: "Assigning Pods to Nodes" and "Pod Topology Spread Constraints" in the Kubernetes documentation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from localkube.controllers import pods
from localkube.controllers.scheduling.affinity import selects
from localkube.controllers.scheduling.filters import Reason
from localkube.controllers.taints import REPELLING, untolerated
from localkube.objects.access import Obj
from localkube.objects.selectors import match_selector

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"

Domain = tuple[str, str]
"""A topology key and its value on a node."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is there: pods on nodes, nodes, and the labels of namespaces by name."""

    placed: Sequence[Obj]
    nodes: Sequence[Obj]
    namespaces: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the pods around one pod mean for it, by domain."""

    wanted: list[tuple[str, set[str]]] = field(default_factory=list)
    """Affinity: for each term its topology key, and the values where it is met."""

    shunned: set[Domain] = field(default_factory=set)
    """The pod's own anti-affinity."""

    forbidden: set[Domain] = field(default_factory=set)
    """The anti-affinity of the others."""

    full: list[tuple[str, set[str]]] = field(default_factory=list)
    """Spread: for each constraint its topology key, and the values where one more pod would be too many."""

    def objections(self, node: Obj) -> list[Reason]:
        """Why the pod cannot run on the node."""
        labels = node["metadata"].get("labels") or {}
        if any(labels.get(key) not in values for key, values in self.wanted):
            return [Reason("node(s) didn't match pod affinity rules")]
        if any(labels.get(key) == value for key, value in self.shunned):
            return [Reason("node(s) didn't match pod anti-affinity rules", helped_by_preemption=True)]
        if any(labels.get(key) == value for key, value in self.forbidden):
            return [Reason("node(s) didn't satisfy existing pods anti-affinity rules", helped_by_preemption=True)]
        for key, values in self.full:
            if key not in labels:
                return [Reason("node(s) didn't match pod topology spread constraints (missing required label)")]
            if labels[key] in values:
                return [Reason("node(s) didn't match pod topology spread constraints", helped_by_preemption=True)]
        return []


def is_particular(pod: Obj) -> bool:
    """Whether the pod minds its neighbours."""
    affinity = pod["spec"].get("affinity") or {}
    return any(name in affinity for name in ("podAffinity", "podAntiAffinity")) or any(_strict(pod))


def shuns_others(pod: Obj) -> bool:
    """Whether the pod keeps others away."""
    return any(True for _ in _terms(pod, "podAntiAffinity"))


def neighbours_of(pod: Obj, around: Around) -> Neighbours:
    """Look at everything that is placed."""
    by_name = {node["metadata"]["name"]: node["metadata"].get("labels") or {} for node in around.nodes}

    def domains(key: str, chosen: Iterable[Obj]) -> set[str]:
        labels = (by_name.get(pods.node_of(other), {}) for other in chosen)
        return {found[key] for found in labels if key in found}

    found = Neighbours()
    for term in _terms(pod, "podAffinity"):
        matching = [other for other in around.placed if matches(term, pod, other, around)]
        values = domains(term["topologyKey"], matching)
        if not matching and matches(term, pod, pod, around):
            values = {labels[term["topologyKey"]] for labels in by_name.values() if term["topologyKey"] in labels}
        found.wanted.append((term["topologyKey"], values))
    for term in _terms(pod, "podAntiAffinity"):
        key = term["topologyKey"]
        matching = [other for other in around.placed if matches(term, pod, other, around)]
        found.shunned.update((key, value) for value in domains(key, matching))
    for other in around.placed:
        for term in _terms(other, "podAntiAffinity"):
            if matches(term, other, pod, around):
                key = term["topologyKey"]
                found.forbidden.update((key, value) for value in domains(key, [other]))
    found.full.extend(_full(pod, constraint, around) for constraint in _strict(pod))
    return found


def _terms(pod: Obj, kind: str) -> Iterator[Obj]:
    yield from ((pod["spec"].get("affinity") or {}).get(kind) or {}).get(_REQUIRED) or ()


def _strict(pod: Obj) -> Iterator[Obj]:
    for constraint in pod["spec"].get("topologySpreadConstraints") or ():
        if constraint.get("whenUnsatisfiable") == "DoNotSchedule":
            yield constraint


def matches(term: Obj, owner: Obj, other: Obj, around: Around) -> bool:
    """Whether an affinity term of ``owner`` means the pod ``other``."""
    if not match_selector(term.get("labelSelector"), other["metadata"].get("labels")):
        return False
    namespace = other["metadata"]["namespace"]
    named, selector = term.get("namespaces") or [], term.get("namespaceSelector")
    if not named and selector is None:
        return bool(namespace == owner["metadata"]["namespace"])
    return namespace in named or match_selector(selector, around.namespaces.get(namespace))


def pods_by_domain(pod: Obj, constraint: Obj, around: Around) -> Counter[str]:
    """How many pods like this one there are in each domain that a spread constraint is about."""
    key = constraint["topologyKey"]

    def eligible(node: Obj) -> bool:
        if constraint.get("nodeAffinityPolicy") != "Ignore" and not selects(pod, node):
            return False
        taints = (node.get("spec") or {}).get("taints") or ()
        return constraint.get("nodeTaintsPolicy") != "Honor" or untolerated(pod, taints, REPELLING) is None

    values = {
        node["metadata"]["name"]: (node["metadata"].get("labels") or {})[key]
        for node in around.nodes
        if key in (node["metadata"].get("labels") or {}) and eligible(node)
    }
    counts = Counter(dict.fromkeys(values.values(), 0))
    for other in around.placed:
        value = values.get(pods.node_of(other))
        alike = other["metadata"]["namespace"] == pod["metadata"]["namespace"] and not pods.is_terminating(other)
        if value is not None and alike and _is_counted(constraint, pod, other):
            counts[value] += 1
    return counts


def _full(pod: Obj, constraint: Obj, around: Around) -> tuple[str, set[str]]:
    """Domains whose count would exceed the smallest one's by more than ``maxSkew``."""
    key, counts = constraint["topologyKey"], pods_by_domain(pod, constraint, around)
    enough_domains = len(counts) >= constraint.get("minDomains", 1)
    least = min(counts.values(), default=0) if enough_domains else 0
    own = 1 if _is_counted(constraint, pod, pod) else 0
    return key, {value for value, count in counts.items() if count + own - least > constraint.get("maxSkew", 1)}


def _is_counted(constraint: Obj, pod: Obj, other: Obj) -> bool:
    labels = other["metadata"].get("labels") or {}
    own = pod["metadata"].get("labels") or {}
    same = all(labels.get(key) == own[key] for key in constraint.get("matchLabelKeys") or () if key in own)
    return same and match_selector(constraint.get("labelSelector"), labels)

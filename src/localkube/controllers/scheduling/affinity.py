"""Node selectors and node affinity. Pure."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.selectors import Requirement


def selects(pod: Obj, node: Obj) -> bool:
    """Whether ``nodeSelector`` and the required node affinity of the pod allow the node."""
    labels = node["metadata"].get("labels") or {}
    wanted: dict[str, str] = pod["spec"].get("nodeSelector") or {}
    if not wanted.items() <= labels.items():
        return False
    required = _node_affinity(pod).get("requiredDuringSchedulingIgnoredDuringExecution")
    return required is None or any(_term(term, node) for term in required.get("nodeSelectorTerms") or ())


def allows(volume: Obj, node: Obj) -> bool:
    """Whether the persistent volume can be used on the node."""
    required = (volume["spec"].get("nodeAffinity") or {}).get("required")
    return required is None or any(_term(term, node) for term in required.get("nodeSelectorTerms") or ())


def preference(pod: Obj, node: Obj) -> int:
    """The sum of weights of the pod's preferred terms that the node meets."""
    preferred = _node_affinity(pod).get("preferredDuringSchedulingIgnoredDuringExecution") or ()
    return sum(part["weight"] for part in preferred if _term(part["preference"], node))


def _node_affinity(pod: Obj) -> Obj:
    found: Obj = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    return found


def _term(term: Obj, node: Obj) -> bool:
    """All expressions of a term hold; a term without any holds for no node."""
    expressions, fields = term.get("matchExpressions") or [], term.get("matchFields") or []
    if not expressions and not fields:
        return False
    metadata = node["metadata"]
    return all(_holds(part, metadata.get("labels") or {}) for part in expressions) and all(
        _holds(part, {"metadata.name": metadata["name"]}) for part in fields
    )


def _holds(expression: Obj, labels: dict[str, str]) -> bool:
    values = frozenset(expression.get("values") or ())
    return Requirement(expression["key"], expression["operator"], values).holds(labels)

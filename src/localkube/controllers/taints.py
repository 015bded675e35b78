"""Taints of nodes and what pods tolerate. Pure; used by the scheduler and by the node controller."""

from __future__ import annotations

from collections.abc import Iterable

from localkube.objects.access import Obj

UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
NOT_READY = "node.kubernetes.io/not-ready"
UNREACHABLE = "node.kubernetes.io/unreachable"

NO_SCHEDULE = "NoSchedule"
REPELLING = (NO_SCHEDULE, "NoExecute")


def tolerates(tolerations: Iterable[Obj], taint: Obj) -> bool:
    """Whether any toleration covers the taint."""
    return any(_covers(toleration, taint) for toleration in tolerations)


def untolerated(pod: Obj, taints: Iterable[Obj], effects: Iterable[str]) -> Obj | None:
    """The first taint of these effects that the pod does not tolerate."""
    tolerations = pod["spec"].get("tolerations") or []
    wanted = set(effects)
    return next((t for t in taints if t["effect"] in wanted and not tolerates(tolerations, t)), None)


def _covers(toleration: Obj, taint: Obj) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")

"""Taints of nodes and what pods tolerate. Pure; for the scheduler, the node controller and the eviction by taints."""

from __future__ import annotations

from collections.abc import Iterable

from localkube.objects.access import Obj

UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
NOT_READY = "node.kubernetes.io/not-ready"
UNREACHABLE = "node.kubernetes.io/unreachable"

NO_SCHEDULE, NO_EXECUTE = "NoSchedule", "NoExecute"
REPELLING = (NO_SCHEDULE, NO_EXECUTE)


def tolerates(tolerations: Iterable[Obj], taint: Obj) -> bool:
    """Whether any toleration covers the taint."""
    return any(_covers(toleration, taint) for toleration in tolerations)


def untolerated(pod: Obj, taints: Iterable[Obj], effects: Iterable[str]) -> Obj | None:
    """The first taint of these effects that the pod does not tolerate."""
    tolerations = pod["spec"].get("tolerations") or []
    wanted = set(effects)
    return next((t for t in taints if t["effect"] in wanted and not tolerates(tolerations, t)), None)


def patience(pod: Obj, taints: Iterable[Obj]) -> float | None:
    """For how many seconds the pod bears the ``NoExecute`` taints among ``taints``; None: for ever.

    For each taint the first toleration that covers it speaks, as in Kubernetes: one behind it neither shortens the
    time nor prolongs it. Source: "Taints and Tolerations" in the Kubernetes documentation.
    """
    tolerations: list[Obj] = pod["spec"].get("tolerations") or []
    least: float | None = None
    for taint in taints:
        if taint["effect"] != NO_EXECUTE:
            continue
        speaking = next((toleration for toleration in tolerations if _covers(toleration, taint)), None)
        if speaking is None:
            return 0.0
        if "tolerationSeconds" in speaking:
            seconds = max(0.0, float(speaking["tolerationSeconds"]))
            least = seconds if least is None else min(least, seconds)
    return least


def _covers(toleration: Obj, taint: Obj) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")

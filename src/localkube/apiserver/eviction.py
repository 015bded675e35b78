"""Evicts a pod if its disruption budget allows it. One step in the event loop: two evictions cannot take one permit.

Source: "API-initiated Eviction" and "Specifying a Disruption Budget" in the Kubernetes documentation.
"""

from __future__ import annotations

from localkube.apiserver.deletion import Request
from localkube.apiserver.registry import Registry
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError, Cause, NotFound, TooManyRequests
from localkube.objects.kinds import kind_for
from localkube.objects.meta import clone, condition, now, set_condition
from localkube.objects.selectors import match_selector

BUDGETS = "poddisruptionbudgets.policy"
_REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."
_RETRY_SECONDS = 10


def evict(registry: Registry, namespace: str, name: str, wanted: Request) -> None:
    """Delete the pod, or raise TooManyRequests; other errors are those of a deletion."""
    pod = registry.get("pods", namespace, name)
    if not _needs_no_permit(pod):
        budget = _budget_of(registry, pod)
        if budget is not None and _takes_permit(pod, budget) and not wanted.dry_run:
            _take(registry, budget, name)
    if not wanted.dry_run:
        _mark(registry, pod)
    registry.delete_object(kind_for("pods"), namespace, name, wanted)


def _needs_no_permit(pod: Obj) -> bool:
    """It does not serve anybody: it has ended, has not begun, or is on its way out."""
    phase = (pod.get("status") or {}).get("phase")
    return phase in ("Succeeded", "Failed", "Pending") or bool(pod["metadata"].get("deletionTimestamp"))


def _budget_of(registry: Registry, pod: Obj) -> Obj | None:
    labels = pod["metadata"].get("labels")
    listed = registry.list(BUDGETS, pod["metadata"]["namespace"])
    budgets = [budget for budget in listed if match_selector(budget["spec"].get("selector"), labels)]
    if len(budgets) > 1:
        message = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        raise ApiError(message)
    return budgets[0] if budgets else None


def _takes_permit(pod: Obj, budget: Obj) -> bool:
    """Whether the eviction uses up one of the allowed disruptions. Raises TooManyRequests when there is none."""
    spec, status, name = budget["spec"], budget.get("status") or {}, budget["metadata"]["name"]
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 1):
        cause = f"The disruption budget {name} is still being processed by the server."
        raise _refused(cause, retry_after_seconds=_RETRY_SECONDS)
    ready = condition(pod, "Ready")
    if ready is None or ready.get("status") != "True":
        if spec.get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
            return False
        healthy, desired = status.get("currentHealthy", 0), status.get("desiredHealthy", 0)
        if healthy >= desired > 0:
            return False
    if status.get("disruptionsAllowed", 0) <= 0:
        needs, has = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
        raise _refused(f"The disruption budget {name} needs {needs} healthy pods and has {has} currently")
    return True


def _refused(cause: str, retry_after_seconds: int | None = None) -> TooManyRequests:
    """Clients wait by themselves when they are told how long: only where waiting alone helps."""
    causes = (Cause("DisruptionBudget", cause),)
    return TooManyRequests(_REFUSED, causes=causes, retry_after_seconds=retry_after_seconds)


def _take(registry: Registry, budget: Obj, pod_name: str) -> None:
    def change(current: Obj) -> None:
        status = clone(current.get("status") or {})
        status["disruptionsAllowed"] = status.get("disruptionsAllowed", 0) - 1
        status["disruptedPods"] = {**(status.get("disruptedPods") or {}), pod_name: now()}
        current["status"] = status

    registry.mutate(BUDGETS, budget["metadata"]["namespace"], budget["metadata"]["name"], change, "status")


def _mark(registry: Registry, pod: Obj) -> None:
    """Say in the pod's status why it goes: jobs may ignore such ends."""

    def change(current: Obj) -> None:
        status = current.setdefault("status", {})
        conditions = clone(status.get("conditions") or [])
        set_condition(conditions, "DisruptionTarget", "True", "EvictionByEvictionAPI", "Eviction API: evicting")
        status["conditions"] = conditions

    try:
        registry.mutate("pods", pod["metadata"]["namespace"], pod["metadata"]["name"], change, "status")
    except NotFound:
        return

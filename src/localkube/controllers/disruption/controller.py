"""Keeps the status of disruption budgets true, by which evictions are decided."""

from __future__ import annotations

from localkube.controllers import pods
from localkube.controllers.cache import BY_NAMESPACE, Change, Name, by_namespace, name_of
from localkube.controllers.disruption.arithmetic import Count, count, needs_scale, still_disrupted
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.meta import clone, controller_of, set_condition
from localkube.objects.selectors import match_selector

BUDGETS = "poddisruptionbudgets.policy"
COMPONENT = "controllermanager"
_RESOURCES = {
    "Deployment": "deployments.apps",
    "ReplicaSet": "replicasets.apps",
    "ReplicationController": "replicationcontrollers",
    "StatefulSet": "statefulsets.apps",
}
_LOOK_AGAIN = 30.0
"""Evictions that came to nothing are forgotten, and controllers may be scaled without a change of their pods."""


def disruption_budgets(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for ``policy/v1`` disruption budgets."""
    return DisruptionBudgets(view).loop


class DisruptionBudgets:
    """The controller."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._budgets = view.cache(BUDGETS)
        self._pods = view.cache("pods")
        self.loop = Loop(BUDGETS, self._reconcile, (self._budgets, self._pods))
        self._budgets.index(BY_NAMESPACE, by_namespace)
        self._pods.index(BY_NAMESPACE, by_namespace)
        self._budgets.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._pods.subscribe(self._pod_changed)

    def _pod_changed(self, change: Change) -> None:
        for budget in self._budgets.by(BY_NAMESPACE, change.obj["metadata"]["namespace"]):
            selector = budget["spec"].get("selector")
            seen = [pod for pod in (change.old, change.new) if pod is not None]
            if any(match_selector(selector, pod["metadata"].get("labels")) for pod in seen):
                self.loop.queue.add(name_of(budget))

    def _reconcile(self, key: Name) -> float | None:
        budget = self._view.access.find(BUDGETS, *key)
        if budget is None:
            return None
        selector = budget["spec"].get("selector")
        mine = [
            pod
            for pod in self._pods.by(BY_NAMESPACE, key[0])
            if match_selector(selector, pod["metadata"].get("labels")) and pods.phase(pod) not in pods.FINISHED
        ]
        scale = self._scale(mine) if needs_scale(budget) else 0
        disrupted = still_disrupted(budget, mine, self._view.now())
        self._write(budget, count(budget, mine, scale, disrupted), disrupted)
        return _LOOK_AGAIN if disrupted or needs_scale(budget) else None

    def _scale(self, mine: list[Obj]) -> int:
        """How many pods the controllers of these pods want; pods without one count for themselves not at all."""
        wanted: dict[str, int] = {}
        for pod in mine:
            owner = self._top(pod)
            if owner is not None:
                wanted[owner["metadata"]["uid"]] = owner["spec"].get("replicas", 1)
        return sum(wanted.values())

    def _top(self, obj: Obj) -> Obj | None:
        """The controller of the controller, as far up as replicas are counted."""
        found: Obj | None = None
        reference = controller_of(obj)
        while reference is not None and reference["kind"] in _RESOURCES:
            owner = self._view.access.find(
                _RESOURCES[reference["kind"]], obj["metadata"]["namespace"], reference["name"]
            )
            if owner is None or owner["metadata"]["uid"] != reference["uid"]:
                break
            found, reference = owner, controller_of(owner)
        return found

    def _write(self, budget: Obj, found: Count, disrupted: dict[str, str]) -> None:
        metadata = budget["metadata"]

        def change(current: Obj) -> None:
            if current["metadata"]["uid"] != metadata["uid"]:
                return
            conditions = clone((current.get("status") or {}).get("conditions") or [])
            enough = found.allowed > 0
            reason = "SufficientPods" if enough else "InsufficientPods"
            generation = metadata.get("generation", 1)
            set_condition(conditions, "DisruptionAllowed", "True" if enough else "False", reason)
            for told in conditions:
                told["observedGeneration"] = generation
                told.setdefault("message", "")
            current["status"] = {
                "conditions": conditions,
                "currentHealthy": found.healthy,
                "desiredHealthy": found.desired,
                "disruptionsAllowed": found.allowed,
                "expectedPods": found.expected,
                "observedGeneration": generation,
                **({"disruptedPods": disrupted} if disrupted else {}),
            }

        try:
            self._view.mutate(BUDGETS, metadata["namespace"], metadata["name"], change, "status")
        except NotFound:
            return

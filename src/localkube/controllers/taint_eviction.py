"""Removes pods from nodes whose ``NoExecute`` taints they do not tolerate, or not for so long.

The time is counted from when the taints were first seen here, not from the one written in them: a localkube that was
stopped for an hour gives every node the chance to report again before its pods go.

Source: "Taints and Tolerations" in the Kubernetes documentation.
"""

from __future__ import annotations

from localkube.controllers import pods
from localkube.controllers.cache import Change, Name, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.taints import NO_EXECUTE, patience
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.meta import clone, set_condition

COMPONENT = "taint-eviction-controller"
_BY_NODE = "node"
_TARGET = ("DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint")


def taint_eviction(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for pods on tainted nodes."""
    return TaintEviction(view).loop


class TaintEviction:
    """The controller; keyed by pod."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._nodes, self._pods = view.cache("nodes"), view.cache("pods")
        self.loop: Loop[Name] = Loop("taint eviction", self._reconcile, (self._nodes, self._pods))
        self._since: dict[str, float] = {}
        self._pods.index(_BY_NODE, lambda pod: [pods.node_of(pod)] if pods.node_of(pod) else [])
        self._pods.subscribe(self._pod_changed)
        self._nodes.subscribe(self._node_changed)

    def _pod_changed(self, change: Change) -> None:
        if change.new is None:
            self._since.pop(change.obj["metadata"]["uid"], None)
        elif pods.node_of(change.new) and _matters(change.old) != _matters(change.new):
            self.loop.queue.add(name_of(change.new))

    def _node_changed(self, change: Change) -> None:
        if _evicting(change.old) != _evicting(change.new):
            for pod in self._pods.by(_BY_NODE, name_of(change.obj)[1]):
                self.loop.queue.add(name_of(pod))

    def _reconcile(self, key: Name) -> float | None:
        pod = self._view.access.find("pods", *key)
        if pod is None or pods.is_terminating(pod):
            return None
        uid = pod["metadata"]["uid"]
        taints = _evicting(self._nodes.get("", pods.node_of(pod)))
        seconds = patience(pod, taints)
        if seconds is None:
            if self._since.pop(uid, None) is not None and not taints:
                self._tell(pod, "Cancelling deletion of")
            return None
        at = self._view.now().timestamp()
        left = self._since.setdefault(uid, at) + seconds - at
        if left > 0:
            return left
        self._evict(pod)
        return None

    def _evict(self, pod: Obj) -> None:
        def change(current: Obj) -> None:
            status = current.setdefault("status", {})
            conditions = clone(status.get("conditions") or [])
            set_condition(conditions, "DisruptionTarget", "True", *_TARGET)
            status["conditions"] = conditions

        self._tell(pod, "Marking for deletion")
        try:
            self._view.mutate("pods", *name_of(pod), change, "status")
            self._view.delete("pods", pod)
        except NotFound:
            return

    def _tell(self, pod: Obj, what: str) -> None:
        namespace, name = name_of(pod)
        self._view.event(pod, "Normal", "TaintManagerEviction", f"{what} Pod {namespace}/{name}", COMPONENT)


def _evicting(node: Obj | None) -> list[Obj]:
    taints: list[Obj] = ((node or {}).get("spec") or {}).get("taints") or []
    return [taint for taint in taints if taint["effect"] == NO_EXECUTE]


def _matters(pod: Obj | None) -> tuple[object, ...]:
    return () if pod is None else (pods.node_of(pod), pod["spec"].get("tolerations"))

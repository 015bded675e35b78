"""Notices nodes that fell silent, and says by taints which nodes take no new pods.

A node is alive while its lease (or the heartbeat in its status) changes. What counts is when a change was seen here,
not the time written in it: after a pause of the whole of localkube every node has a full grace period to report again.

While no node at all is ready, nothing is evicted: pods would not run better anywhere else, and most likely it is this
side that does not hear the nodes.
"""

from __future__ import annotations

from localkube.controllers import pods
from localkube.controllers.cache import name_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.taints import NO_EXECUTE, NO_SCHEDULE, NOT_READY, UNREACHABLE, UNSCHEDULABLE
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.meta import condition, now, set_condition
from localkube.objects.node_labels import old_labels

LEASES = "leases.coordination.k8s.io"
LEASE_NAMESPACE = "kube-node-lease"
COMPONENT = "node-controller"

_BY_NODE = "node"
_SILENT = ("NodeStatusUnknown", "Kubelet stopped posting node status.")
_PRESSURES = {
    "DiskPressure": "node.kubernetes.io/disk-pressure",
    "MemoryPressure": "node.kubernetes.io/memory-pressure",
    "PIDPressure": "node.kubernetes.io/pid-pressure",
}
_UNWELL = {"False": NOT_READY, "Unknown": UNREACHABLE}
_OWN_TAINTS = {
    *((key, NO_SCHEDULE) for key in (UNSCHEDULABLE, *_UNWELL.values(), *_PRESSURES.values())),
    *((key, NO_EXECUTE) for key in _UNWELL.values()),
}


def nodes(view: View, settings: Settings) -> Loop[str]:
    """The loop for nodes."""
    return Nodes(view, settings).loop


class Nodes:
    """The controller; keyed by node."""

    def __init__(self, view: View, settings: Settings) -> None:
        self._view = view
        self._settings = settings
        self._pods = view.cache("pods")
        node_cache, lease_cache = view.cache("nodes"), view.cache(LEASES)
        self._nodes = node_cache
        self.loop: Loop[str] = Loop("nodes", self._reconcile, (node_cache, lease_cache, self._pods))
        self._signs: dict[str, tuple[str, float]] = {}
        self._pods.index(_BY_NODE, lambda pod: [pods.node_of(pod)] if pods.node_of(pod) else [])
        node_cache.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)[1]))

    def _reconcile(self, name: str) -> float | None:
        node = self._view.access.find("nodes", None, name)
        if node is None:
            self._signs.pop(name, None)
            return None
        if not old_labels(_labels(node)).items() <= _labels(node).items():
            node = self._view.mutate("nodes", None, name, _label_as_before)
        if self._is_silent(node) and _ready(node) != "Unknown":
            node = self._mark_unknown(node)
        taints = wanted_taints(node, evict=any(_ready(other) == "True" for other in self._nodes.all()))
        if taints != _taints(node):
            node = self._view.mutate("nodes", None, name, lambda current: _set_taints(current, taints))
        if _ready(node) in ("False", "Unknown"):
            self._mark_pods_not_ready(name)
        return self._settings.node_check

    def _is_silent(self, node: Obj) -> bool:
        name, at = node["metadata"]["name"], self._view.now().timestamp()
        sign = _sign_of_life(node, self._view.access.find(LEASES, LEASE_NAMESPACE, name))
        last, seen = self._signs.get(name, ("", at))
        if sign != last:
            self._signs[name] = (sign, at)
            return False
        return at - seen > self._settings.node_grace

    def _mark_unknown(self, node: Obj) -> Obj:
        name = node["metadata"]["name"]

        def change(current: Obj) -> None:
            conditions = [dict(c) for c in (current.get("status") or {}).get("conditions") or []]
            set_condition(conditions, "Ready", "Unknown", *_SILENT)
            current.setdefault("status", {})["conditions"] = conditions

        self._view.event(node, "Normal", "NodeNotReady", f"Node {name} status is now: NodeNotReady", COMPONENT)
        return self._view.mutate("nodes", None, name, change, "status")

    def _mark_pods_not_ready(self, node: str) -> None:
        """Nobody knows how the pods are: traffic goes elsewhere. The kubelet says otherwise when it is back."""

        def change(current: Obj) -> None:
            conditions = [dict(c) for c in (current.get("status") or {}).get("conditions") or []]
            set_condition(conditions, "Ready", "False", "NodeNotReady", "Node is not ready")
            current["status"]["conditions"] = conditions

        for pod in self._pods.by(_BY_NODE, node):
            if not pods.is_ready(pod):
                continue
            try:
                self._view.mutate("pods", *name_of(pod), change, "status")
            except NotFound:
                continue
            self._view.event(pod, "Warning", "NodeNotReady", "Node is not ready", COMPONENT)


def wanted_taints(node: Obj, *, evict: bool) -> list[Obj]:
    """The node's taints with those that follow from its state, and without those that no longer do.

    ``evict``: whether pods have to leave a node that is not ready.
    """
    wanted: list[tuple[str, str]] = []
    if (node.get("spec") or {}).get("unschedulable"):
        wanted.append((UNSCHEDULABLE, NO_SCHEDULE))
    if (key := _UNWELL.get(_ready(node))) is not None:
        wanted += [(key, NO_SCHEDULE), *([(key, NO_EXECUTE)] if evict else [])]
    wanted += [
        (key, NO_SCHEDULE) for kind, key in _PRESSURES.items() if (condition(node, kind) or {}).get("status") == "True"
    ]
    kept = [taint for taint in _taints(node) if _identity(taint) not in _OWN_TAINTS.difference(wanted)]
    have = {_identity(taint) for taint in kept}
    return kept + [_taint(*each) for each in wanted if each not in have]


def _labels(node: Obj) -> dict[str, str]:
    found: dict[str, str] = node["metadata"].get("labels") or {}
    return found


def _label_as_before(node: Obj) -> None:
    """What the present names of labels say counts, whatever stands under the older ones."""
    node["metadata"]["labels"] = {**_labels(node), **old_labels(_labels(node))}


def _identity(taint: Obj) -> tuple[str, str]:
    return taint["key"], taint["effect"]


def _taint(key: str, effect: str) -> Obj:
    return {"key": key, "effect": effect, **({"timeAdded": now()} if effect == NO_EXECUTE else {})}


def _taints(node: Obj) -> list[Obj]:
    found: list[Obj] = (node.get("spec") or {}).get("taints") or []
    return found


def _set_taints(node: Obj, taints: list[Obj]) -> None:
    spec = node.setdefault("spec", {})
    spec.pop("taints", None)
    if taints:
        spec["taints"] = taints


def _ready(node: Obj) -> str:
    """The status of the Ready condition; empty while the kubelet has not said anything."""
    ready = condition(node, "Ready")
    status: str = ready["status"] if ready is not None else ""
    return status


def _sign_of_life(node: Obj, lease: Obj | None) -> str:
    renewed = (lease["spec"].get("renewTime") or "") if lease is not None else ""
    heartbeat = (condition(node, "Ready") or {}).get("lastHeartbeatTime") or ""
    return f"{renewed} {heartbeat}"

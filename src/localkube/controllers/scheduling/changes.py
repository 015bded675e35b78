"""What pods and their changes mean for scheduling. Pure."""

from __future__ import annotations

from localkube.controllers import pods
from localkube.controllers.cache import Change
from localkube.controllers.scheduling.displacing import COMPONENT, nominated_node
from localkube.objects.access import Obj

__all__ = ["COMPONENT", "fingerprint", "gives_up", "is_news", "is_placed", "is_waiting", "labels_changed"]


def gives_up(change: Change) -> bool:
    """Room that was made for a pod is nobody's any more."""
    before = nominated_node(change.old) if change.old is not None else ""
    return bool(before) and (change.new is None or nominated_node(change.new) != before)


def is_news(change: Change) -> bool:
    """The pod has just been placed, or is one of others now."""
    return change.old is None or not is_placed(change.old) or labels_changed(change)


def labels_changed(change: Change) -> bool:
    """Selectors may see it otherwise now."""
    old, new = change.old, change.new
    return old is None or new is None or old["metadata"].get("labels") != new["metadata"].get("labels")


def is_placed(pod: Obj) -> bool:
    """The pod takes room on a node."""
    return bool(pods.node_of(pod)) and pods.phase(pod) not in pods.FINISHED


def is_waiting(pod: Obj) -> bool:
    """The pod needs a node from this scheduler."""
    spec = pod["spec"]
    return (
        pods.is_active(pod)
        and not spec.get("nodeName")
        and spec.get("schedulerName", COMPONENT) == COMPONENT
        and not spec.get("schedulingGates")
    )


def fingerprint(node: Obj) -> tuple[object, ...]:
    """What decides about placement."""
    spec, status = node.get("spec") or {}, node.get("status") or {}
    return (
        node["metadata"].get("labels"),
        spec.get("unschedulable", False),
        spec.get("taints"),
        status.get("allocatable"),
    )

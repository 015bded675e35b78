"""Removes pods that nobody else will: of nodes that vanished, and finished ones beyond a number.

A pod that was never bound and is being deleted has no kubelet that would confirm; it is removed as well.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from localkube.controllers import pods
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.meta import clone, set_condition

log = logging.getLogger(__name__)


def pod_collection(view: View, settings: Settings) -> Loop[str]:
    """The loop that collects pods."""
    pod_cache, nodes = view.cache("pods"), view.cache("nodes")
    missing_since: dict[str, float] = {}

    def reconcile(_key: str) -> float:
        everything = pod_cache.all()
        known = {node["metadata"]["name"] for node in nodes.all()}
        now = view.now().timestamp()
        missing = {pods.node_of(pod) for pod in everything if pods.node_of(pod)} - known
        for node in set(missing_since) - missing:
            del missing_since[node]
        for node in missing:
            missing_since.setdefault(node, now)
        lost = {node for node, since in missing_since.items() if now - since >= settings.lost_node_quarantine}
        for pod in [*stranded(everything, lost), *surplus(everything, settings.finished_pods_kept)]:
            _remove(view, pod)
        return settings.pod_collection

    loop: Loop[str] = Loop("pod collection", reconcile, (pod_cache, nodes))
    loop.at_start("all")
    return loop


def stranded(everything: Sequence[Obj], lost_nodes: set[str]) -> list[Obj]:
    """Pods that no kubelet looks after."""
    return [
        pod
        for pod in everything
        if pods.node_of(pod) in lost_nodes or (pods.is_terminating(pod) and not pods.node_of(pod))
    ]


def surplus(everything: Sequence[Obj], kept: int) -> list[Obj]:
    """The oldest finished pods beyond ``kept``."""
    finished = [pod for pod in everything if pods.phase(pod) in pods.FINISHED and not pods.is_terminating(pod)]
    finished.sort(key=lambda pod: str(pod["metadata"]["creationTimestamp"]))
    return finished[: max(0, len(finished) - kept)]


def _fail(view: View, pod: Obj) -> None:
    """A pod whose node vanished failed by disruption; jobs may ignore such ends."""

    def change(current: Obj) -> None:
        status = current.setdefault("status", {})
        conditions = clone(status.get("conditions") or [])
        set_condition(conditions, "DisruptionTarget", "True", "DeletionByPodGC", "PodGC: node no longer exists")
        status |= {"phase": "Failed", "conditions": conditions}

    view.mutate("pods", pod["metadata"]["namespace"], pod["metadata"]["name"], change, "status")


def _remove(view: View, pod: Obj) -> None:
    log.info("removing pod %s/%s: nobody looks after it", pod["metadata"]["namespace"], pod["metadata"]["name"])
    try:
        if pods.node_of(pod) and pods.phase(pod) not in pods.FINISHED:
            _fail(view, pod)
        view.delete("pods", pod, grace_seconds=0)
    except NotFound:
        return

"""On which nodes a daemon set's pods belong, and what such a pod looks like. Pure.

Source: "DaemonSet" in the Kubernetes documentation, "Taints and tolerations" there.
"""

from __future__ import annotations

from dataclasses import dataclass

from localkube.controllers.history import POD_LABEL, History, hash_of
from localkube.controllers.scheduling import selects
from localkube.controllers.taints import REPELLING, untolerated
from localkube.controllers.template import pod_from
from localkube.objects.access import Obj

GENERATION = "pod-template-generation"
_NODE_NAME = "metadata.name"
_TOLERATED = (
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
)
_TOLERATED_ON_HOST_NETWORK = ("node.kubernetes.io/network-unavailable", "NoSchedule")


@dataclass(frozen=True, slots=True)
class Place:
    """``run``: a pod belongs there. ``stay``: one that is there may stay."""

    run: bool
    stay: bool


def place(daemon_set: Obj, node: Obj) -> Place:
    """What the daemon set wants of a node."""
    pod = {"spec": dict(daemon_set["spec"]["template"]["spec"])}
    if pod["spec"].get("nodeName") not in (None, "", node["metadata"]["name"]):
        return Place(run=False, stay=False)
    if not selects(pod, node):
        return Place(run=False, stay=False)
    pod["spec"]["tolerations"] = _tolerations(pod["spec"])
    taints = (node.get("spec") or {}).get("taints") or []
    stays = untolerated(pod, taints, ("NoExecute",)) is None
    return Place(run=untolerated(pod, taints, REPELLING) is None, stay=stays)


def new_pod(daemon_set: Obj, history: History, node: str) -> Obj:
    """A pod that the scheduler can put on that node only."""
    pod = pod_from(daemon_set)
    labels = pod["metadata"].get("labels") or {}
    generation = str(daemon_set["metadata"].get("generation", 1))
    pod["metadata"]["labels"] = {**labels, POD_LABEL: hash_of(history.update), GENERATION: generation}
    spec = pod["spec"]
    spec["tolerations"] = _tolerations(spec)
    affinity = spec.setdefault("affinity", {}).setdefault("nodeAffinity", {})
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    terms = required.get("nodeSelectorTerms") or [{}]
    this = {"key": _NODE_NAME, "operator": "In", "values": [node]}
    affinity["requiredDuringSchedulingIgnoredDuringExecution"] = {
        "nodeSelectorTerms": [{**term, "matchFields": [this]} for term in terms]
    }
    return pod


def node_of(pod: Obj) -> str:
    """The node that a pod is on, or is meant for."""
    if name := pod["spec"].get("nodeName"):
        return str(name)
    affinity = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    for term in required.get("nodeSelectorTerms") or ():
        for part in term.get("matchFields") or ():
            if part["key"] == _NODE_NAME and len(part.get("values") or ()) == 1:
                return str(part["values"][0])
    return ""


def _tolerations(spec: Obj) -> list[Obj]:
    given: list[Obj] = list(spec.get("tolerations") or [])
    wanted = [*_TOLERATED, *([_TOLERATED_ON_HOST_NETWORK] if spec.get("hostNetwork") else [])]
    for key, effect in wanted:
        toleration = {"key": key, "operator": "Exists", "effect": effect}
        if toleration not in given:
            given.append(toleration)
    return given

"""What the API server itself writes into new objects of some kinds (a strategy's "prepare for create")."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.kinds import Kind
from localkube.objects.meta import clone, pod_template_hash, set_condition
from localkube.objects.resources import is_best_effort, pod_resources
from localkube.objects.validation.batch import NAME_LABEL, UID_LABEL

_PROTECTED = {
    "persistentvolumeclaims": "kubernetes.io/pvc-protection",
    "persistentvolumes": "kubernetes.io/pv-protection",
}
"""Storage that is in use is not removed."""


def prepare(kind: Kind, obj: Obj) -> None:
    """Fill in the first status and fields that clients may not choose, in place."""
    if kind.resource == "pods":
        obj["status"] = {"phase": "Pending", "qosClass": quality(obj)}
        if obj["spec"].get("schedulingGates"):
            told = "Scheduling is blocked due to non-empty scheduling gates"
            gated = obj["status"].setdefault("conditions", [])
            set_condition(gated, "PodScheduled", "False", "SchedulingGated", told)
        obj["spec"].setdefault("serviceAccountName", "default")
        obj["spec"].setdefault("serviceAccount", obj["spec"]["serviceAccountName"])
    elif kind.resource == "namespaces":
        obj["status"] = {"phase": "Active"}
    elif kind.resource == "services":
        obj["status"] = {"loadBalancer": {}}
    elif kind.resource == "jobs.batch":
        obj["status"] = {}
        _select_own_pods(obj)
    elif kind.resource in _PROTECTED:
        finalizer = _PROTECTED[kind.resource]
        obj["metadata"]["finalizers"] = list(dict.fromkeys([*(obj["metadata"].get("finalizers") or ()), finalizer]))
        obj["status"] = {"phase": "Pending"}


def through(subresource: str, live: Obj, given: Obj) -> Obj:
    """The pod as a write to ``ephemeralcontainers`` or ``resize`` leaves it: all but their own fields stays."""
    pod = clone(live)
    spec, wanted = pod["spec"], given.get("spec") or {}
    if subresource == "ephemeralcontainers":
        spec.pop("ephemeralContainers", None)
        if wanted.get("ephemeralContainers"):
            spec["ephemeralContainers"] = clone(wanted["ephemeralContainers"])
        return pod
    for name in ("containers", "initContainers"):
        resized = {container.get("name"): container for container in wanted.get(name) or ()}
        for container in spec.get(name) or ():
            if container["name"] not in resized:
                continue
            for field in ("resources", "resizePolicy"):
                container.pop(field, None)
                if field in resized[container["name"]]:
                    container[field] = clone(resized[container["name"]][field])
    return pod


def _select_own_pods(job: Obj) -> None:
    """Unless the client selects by hand, a job's pods are those with its uid."""
    spec = job["spec"]
    if spec.get("manualSelector"):
        return
    uid, name = job["metadata"]["uid"], job["metadata"]["name"]
    own = {"controller-uid": uid, UID_LABEL: uid, "job-name": name, NAME_LABEL: name}
    metadata = spec["template"]["metadata"]
    metadata["labels"] = {**own, **(metadata.get("labels") or {})}
    spec.setdefault("selector", {"matchLabels": {UID_LABEL: uid}})


def quality(pod: Obj) -> str:
    """``Guaranteed``, ``Burstable`` or ``BestEffort``. Source: "Pod Quality of Service Classes"."""
    if is_best_effort(pod):
        return "BestEffort"
    containers = [*pod["spec"].get("containers", []), *pod["spec"].get("initContainers", [])]
    for container in containers:
        resources = container.get("resources") or {}
        limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
        if not {"cpu", "memory"} <= set(limits) or any(
            requests.get(name) != limits[name] for name in ("cpu", "memory")
        ):
            return "Burstable"
    return "Guaranteed"


__all__ = ["pod_resources", "pod_template_hash", "prepare", "quality"]

"""What a job's pods say, and new pods for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from localkube.controllers import pods
from localkube.controllers.template import pod_from
from localkube.objects.access import Obj
from localkube.objects.meta import parse_time

FINALIZER = "batch.kubernetes.io/job-tracking"
"""Holds a finished pod until the job's status tells of it, so that no end is lost or counted twice."""

INDEX = "batch.kubernetes.io/job-completion-index"
FAILURES = "batch.kubernetes.io/job-index-failure-count"
"""How often the index of this pod had failed when the pod was made."""

_INDEX_VARIABLE = "JOB_COMPLETION_INDEX"
_LONGEST_PREFIX = 63 - 6


def is_indexed(job: Obj) -> bool:
    """Whether each completion is one of a kind."""
    return bool(job["spec"].get("completionMode") == "Indexed")


def retries_by_index(job: Obj) -> int | None:
    """How many failures each index may have by itself; None when all share one budget."""
    limit: int | None = job["spec"].get("backoffLimitPerIndex")
    return limit


def is_tracked(pod: Obj) -> bool:
    """The pod's end is not in the job's status yet."""
    return FINALIZER in (pod["metadata"].get("finalizers") or ())


def has_succeeded(pod: Obj) -> bool:
    """All containers ended well."""
    return pods.phase(pod) == "Succeeded"


def has_failed(job: Obj, pod: Obj) -> bool:
    """The pod ended badly; or it was deleted, unless only pods that really ended are replaced."""
    if pods.phase(pod) == "Failed":
        return True
    if job["spec"].get("podReplacementPolicy") == "Failed":
        return False
    return pods.is_terminating(pod) and not has_succeeded(pod)


def index_of(pod: Obj) -> int | None:
    """The completion index of an indexed job's pod."""
    return _number(pod, INDEX)


def failures_before(pod: Obj) -> int:
    """See ``FAILURES``."""
    return _number(pod, FAILURES) or 0


def ended_at(pod: Obj) -> datetime:
    """When the last container ended; of a pod that never ran, when it was deleted or made."""
    statuses: Iterable[Obj] = (pod.get("status") or {}).get("containerStatuses") or ()
    ends = [(status.get("state") or {}).get("terminated", {}).get("finishedAt") for status in statuses]
    known = [parse_time(end) for end in ends if end]
    if known:
        return max(known)
    metadata = pod["metadata"]
    return parse_time(metadata.get("deletionTimestamp") or metadata["creationTimestamp"])


def new_pod(job: Obj, index: int | None = None, failures: int = 0) -> Obj:
    """A pod that the job has not heard the end of. ``failures``: of its index before, where those are counted."""
    pod = pod_from(job)
    metadata = pod["metadata"]
    metadata["finalizers"] = [*(metadata.get("finalizers") or ()), FINALIZER]
    if index is None:
        return pod
    name = job["metadata"]["name"]
    marks = {INDEX: str(index)}
    metadata["labels"] = {**(metadata.get("labels") or {}), **marks}
    if retries_by_index(job) is not None:
        marks[FAILURES] = str(failures)
    metadata["annotations"] = {**(metadata.get("annotations") or {}), **marks}
    metadata["generateName"] = f"{f'{name}-{index}'[:_LONGEST_PREFIX]}-"
    pod["spec"]["hostname"] = f"{name}-{index}"
    for kind in ("initContainers", "containers"):
        for container in pod["spec"].get(kind) or ():
            _tell_index(container)
    return pod


def _tell_index(container: Obj) -> None:
    variables: list[Obj] = container.get("env") or []
    if any(variable["name"] == _INDEX_VARIABLE for variable in variables):
        return
    source = {"fieldRef": {"apiVersion": "v1", "fieldPath": f"metadata.annotations['{INDEX}']"}}
    container["env"] = [*variables, {"name": _INDEX_VARIABLE, "valueFrom": source}]


def _number(pod: Obj, annotation: str) -> int | None:
    text = (pod["metadata"].get("annotations") or {}).get(annotation, "")
    return int(text) if text.isascii() and text.isdigit() else None

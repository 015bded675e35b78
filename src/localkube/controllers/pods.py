"""What a pod's fields say: is it alive, ready, available. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from localkube.objects.access import Obj
from localkube.objects.meta import condition, parse_time

FINISHED = ("Succeeded", "Failed")


def phase(pod: Obj) -> str:
    """``status.phase``, Pending when nobody wrote one yet."""
    value: str = pod.get("status", {}).get("phase") or "Pending"
    return value


def node_of(pod: Obj) -> str:
    """The node that the pod is bound to, or an empty string."""
    value: str = pod["spec"].get("nodeName") or ""
    return value


def is_terminating(pod: Obj) -> bool:
    """Deletion was asked for."""
    return bool(pod["metadata"].get("deletionTimestamp"))


def is_active(pod: Obj) -> bool:
    """Neither finished nor on its way out: it counts as a replica."""
    return phase(pod) not in FINISHED and not is_terminating(pod)


def is_ready(pod: Obj) -> bool:
    """The Ready condition is True."""
    ready = condition(pod, "Ready")
    return ready is not None and ready.get("status") == "True"


def ready_since(pod: Obj) -> datetime | None:
    """When the pod became ready, None when it is not."""
    ready = condition(pod, "Ready")
    if ready is None or ready.get("status") != "True" or not ready.get("lastTransitionTime"):
        return None
    return parse_time(ready["lastTransitionTime"])


def available_in(pod: Obj, min_ready_seconds: int, now: datetime) -> float | None:
    """Seconds until the pod counts as available: 0 when it does, None when it is not even ready."""
    if not is_ready(pod):
        return None
    if min_ready_seconds <= 0:
        return 0.0
    since = ready_since(pod)
    if since is None:
        return None
    return max(0.0, (since + timedelta(seconds=min_ready_seconds) - now).total_seconds())


def restarts(pod: Obj) -> int:
    """The most restarts of any container."""
    return max((c.get("restartCount", 0) for c in pod.get("status", {}).get("containerStatuses") or ()), default=0)


def containers(pod: Obj) -> Iterable[Obj]:
    """The containers that run side by side: ordinary ones, and init containers that restart always."""
    yield from pod["spec"].get("containers") or ()
    for container in pod["spec"].get("initContainers") or ():
        if container.get("restartPolicy") == "Always":
            yield container

"""The one word that ``kubectl get pods`` shows for a pod, and its restarts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.objects.table.columns import since


def ready(pod: Obj) -> str:
    """``1/2``: ready containers of all, sidecars among them."""
    beginning = _Beginning.of(pod)
    statuses = [*beginning.sidecars, *(_main(pod) if beginning.is_over else ())]
    running = sum(1 for status in statuses if status.get("ready") and "running" in (status.get("state") or {}))
    return f"{running}/{len(pod['spec'].get('containers', [])) + len(_sidecars(pod))}"


def restarts(pod: Obj, now: datetime) -> str:
    """``3 (5m ago)``: restarts, and when the last one was.

    Those of init containers count until they are done, then those of containers and sidecars.
    """
    beginning = _Beginning.of(pod)
    statuses = [*beginning.sidecars, *_main(pod)] if beginning.is_over else beginning.seen
    count = sum(status.get("restartCount", 0) for status in statuses)
    ends = [((status.get("lastState") or {}).get("terminated") or {}).get("finishedAt") for status in statuses]
    last = max((end for end in ends if end), default=None)
    return f"{count} ({since(last, now)} ago)" if count and last else str(count)


def word(pod: Obj) -> str:
    """Running, CrashLoopBackOff, Init:0/1, Completed, Terminating …"""
    status: Obj = pod.get("status") or {}
    beginning = _Beginning.of(pod)
    reason: str = beginning.reason or status.get("reason") or status.get("phase") or "Unknown"
    if beginning.is_over:
        reason = _of_containers(pod, reason)
    if "deletionTimestamp" in pod["metadata"] and status.get("reason") == "NodeLost":
        return "Unknown"
    if "deletionTimestamp" in pod["metadata"] and status.get("phase") not in ("Succeeded", "Failed"):
        return "Terminating"
    scheduled = condition(pod, "PodScheduled")
    if scheduled and scheduled.get("reason") == "SchedulingGated":
        return "SchedulingGated"
    return reason


@dataclass(frozen=True, slots=True)
class _Beginning:
    """How far a pod's init containers are: which were looked at until one keeps the rest waiting, and why it does.

    ``is_over``: nothing waits for them, or nothing did once: a sidecar may stop later.
    """

    seen: list[Obj]
    sidecars: list[Obj]
    reason: str
    is_over: bool

    @classmethod
    def of(cls, pod: Obj) -> _Beginning:
        seen: list[Obj] = []
        reason = ""
        for status in (pod.get("status") or {}).get("initContainerStatuses") or ():
            seen.append(status)
            if reason := _waited_for(pod, status, len(seen) - 1):
                break
        sidecars = [status for status in seen if status.get("name") in _sidecars(pod)]
        initialized = (condition(pod, "Initialized") or {}).get("status") == "True"
        return cls(seen, sidecars, reason, initialized or not reason)


def _waited_for(pod: Obj, status: Obj, done: int) -> str:
    """Why others wait for an init container; empty when they do not."""
    state: Obj = status.get("state") or {}
    terminated, waiting = state.get("terminated"), state.get("waiting") or {}
    if terminated is not None and terminated.get("exitCode") == 0:
        return ""
    if status.get("started") and status.get("name") in _sidecars(pod):
        return ""
    if terminated is not None:
        return f"Init:{terminated.get('reason') or _exit(terminated)}"
    if waiting.get("reason") not in (None, "PodInitializing"):
        return f"Init:{waiting['reason']}"
    return f"Init:{done}/{len(pod['spec'].get('initContainers', []))}"


def _sidecars(pod: Obj) -> set[str]:
    return {one["name"] for one in pod["spec"].get("initContainers") or () if one.get("restartPolicy") == "Always"}


def _main(pod: Obj) -> list[Obj]:
    found: list[Obj] = (pod.get("status") or {}).get("containerStatuses") or []
    return found


def _of_containers(pod: Obj, reason: str) -> str:
    has_running = False
    for container in reversed(_main(pod)):
        state: Obj = container.get("state") or {}
        waiting, terminated = state.get("waiting") or {}, state.get("terminated")
        if waiting.get("reason"):
            reason = waiting["reason"]
        elif terminated is not None:
            reason = terminated.get("reason") or _exit(terminated)
        elif container.get("ready") and "running" in state:
            has_running = True
    if reason == "Completed" and has_running:
        is_ready = condition(pod, "Ready")
        return "Running" if is_ready and is_ready.get("status") == "True" else "NotReady"
    return reason


def _exit(terminated: Obj) -> str:
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"

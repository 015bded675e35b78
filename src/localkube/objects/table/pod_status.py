"""The one word that ``kubectl get pods`` shows for a pod, and its restarts."""

from __future__ import annotations

from datetime import datetime

from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.objects.table.columns import since


def ready(pod: Obj) -> str:
    """``1/2``: ready containers of all."""
    statuses: list[Obj] = (pod.get("status") or {}).get("containerStatuses") or []
    running = sum(1 for status in statuses if status.get("ready") and "running" in (status.get("state") or {}))
    return f"{running}/{len(pod['spec'].get('containers', []))}"


def restarts(pod: Obj, now: datetime) -> str:
    """``3 (5m ago)``: restarts of all containers, and when the last one was."""
    statuses: list[Obj] = (pod.get("status") or {}).get("containerStatuses") or []
    count = sum(status.get("restartCount", 0) for status in statuses)
    ends = [((status.get("lastState") or {}).get("terminated") or {}).get("finishedAt") for status in statuses]
    last = max((end for end in ends if end), default=None)
    return f"{count} ({since(last, now)} ago)" if count and last else str(count)


def word(pod: Obj) -> str:
    """Running, CrashLoopBackOff, Init:0/1, Completed, Terminating …"""
    status: Obj = pod.get("status") or {}
    reason: str = status.get("reason") or status.get("phase") or "Unknown"
    initializing = _initializing(pod, status)
    reason = initializing or _of_containers(pod, status, reason)
    if "deletionTimestamp" in pod["metadata"]:
        return "Unknown" if status.get("reason") == "NodeLost" else "Terminating"
    scheduled = condition(pod, "PodScheduled")
    if scheduled and scheduled.get("reason") == "SchedulingGated":
        return "SchedulingGated"
    return reason


def _initializing(pod: Obj, status: Obj) -> str:
    statuses: list[Obj] = status.get("initContainerStatuses") or []
    for index, container in enumerate(statuses):
        state: Obj = container.get("state") or {}
        terminated, waiting = state.get("terminated"), state.get("waiting") or {}
        if terminated is not None:
            if terminated.get("exitCode") == 0:
                continue
            return f"Init:{terminated.get('reason') or _exit(terminated)}"
        if waiting.get("reason") not in (None, "PodInitializing"):
            return f"Init:{waiting['reason']}"
        return f"Init:{index}/{len(pod['spec'].get('initContainers', []))}"
    return ""


def _of_containers(pod: Obj, status: Obj, reason: str) -> str:
    has_running = False
    for container in reversed(status.get("containerStatuses") or []):
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

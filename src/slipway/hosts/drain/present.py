"""From a stored drain to what the API answers, with its reasons in both languages."""

from __future__ import annotations

from slipway.cluster import Obj
from slipway.hosts.drain.progress import DrainState, PodState
from slipway.hosts.models import HostDrain
from slipway.hosts.schemas import DrainOut, DrainPodOut, DrainReason
from slipway.hosts.told import told_again

BLOCKED = "blocked"
_OPEN = (PodState.WAITING, PodState.BLOCKED, PodState.LEAVING)


def drain_out(drain: HostDrain) -> DrainOut:
    """Show a drain."""
    pods = [_pod(each) for each in drain.pods.values()]
    return DrainOut(
        host=drain.host,
        state=_state(drain, pods),
        force=drain.force,
        delete_local_data=drain.delete_local_data,
        grace_seconds=drain.grace_seconds,
        started_by=drain.started_by,
        started_at=drain.started_at,
        ended_at=drain.ended_at,
        to_go=sum(1 for each in pods if each.state != PodState.LEFT),
        gone=sum(1 for each in pods if each.state == PodState.GONE),
        problem=told_again(drain.problem, DrainReason),
        pods=sorted(pods, key=lambda pod: (pod.namespace, pod.name)),
    )


def _state(drain: HostDrain, pods: list[DrainPodOut]) -> str:
    """Tell a drain that only waits for people apart from one that goes on."""
    still = [each.state for each in pods if each.state in _OPEN]
    stuck = bool(still) and all(each == PodState.BLOCKED for each in still)
    return BLOCKED if drain.state == DrainState.RUNNING and stuck else drain.state


def _pod(pod: Obj) -> DrainPodOut:
    return DrainPodOut(
        namespace=pod["namespace"],
        name=pod["name"],
        controller=pod["controller"],
        state=pod["state"],
        reason=told_again(pod if pod["code"] else None, DrainReason),
    )

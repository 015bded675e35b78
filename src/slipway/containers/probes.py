"""A container's probes, and how they stand. Pure.

The cluster tells of readiness and of start-up whether they have succeeded; of what fails it tells in events, and events
are forgotten after a while. So ``passing`` and ``failing`` are what can be known, and ``pending`` what has not begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slipway.cluster import Obj
from slipway.containers.detail_schemas import PodEvent, ProbeOut, ProbeState
from slipway.containers.replicas import Replica

KINDS = ("startup", "readiness", "liveness")


def probes(replica: Replica, events: Sequence[PodEvent], now: datetime) -> list[ProbeOut]:
    """Return the container's probes; ``events`` are those about it, the newest first."""
    return [_probe(kind, replica, events, now) for kind in KINDS if replica.spec.get(f"{kind}Probe") is not None]


def _probe(kind: str, replica: Replica, events: Sequence[PodEvent], now: datetime) -> ProbeOut:
    spec: Obj = replica.spec[f"{kind}Probe"]
    failure = next((each for each in events if _is_failure(each, kind)), None)
    return ProbeOut.model_validate(
        {
            "kind": kind,
            "check": check_of(spec),
            "initial_delay_seconds": spec.get("initialDelaySeconds") or 0,
            "period_seconds": spec.get("periodSeconds") or 10,
            "timeout_seconds": spec.get("timeoutSeconds") or 1,
            "failure_threshold": spec.get("failureThreshold") or 3,
            "success_threshold": spec.get("successThreshold") or 1,
            "state": _state(kind, replica, failure, now),
            "last_failure": failure,
        }
    )


def check_of(spec: Obj) -> str:
    """Return what a probe does, as people write it."""
    if "httpGet" in spec:
        get = spec["httpGet"]
        return (
            f"{(get.get('scheme') or 'HTTP').lower()}://{get.get('host') or ''}:{get['port']}{get.get('path') or '/'}"
        )
    if "tcpSocket" in spec:
        return f"tcp://{spec['tcpSocket'].get('host') or ''}:{spec['tcpSocket']['port']}"
    if "grpc" in spec:
        return f"grpc://:{spec['grpc']['port']}/{spec['grpc'].get('service') or ''}"
    return " ".join((spec.get("exec") or {}).get("command") or [])


def _state(kind: str, replica: Replica, failure: PodEvent | None, now: datetime) -> ProbeState:
    if replica.state != "running":
        return "pending"
    recent = failure is not None and _is_of_this_run(failure, replica)
    has_started = replica.status.get("started") is not False
    if kind == "startup":
        return "passing" if has_started else "failing" if recent else "pending"
    if not has_started:
        return "pending"
    if kind == "readiness":
        return "passing" if replica.ready else "failing"
    still = failure is not None and recent and (now - failure.time).total_seconds() <= _lasting(replica.spec)
    return "failing" if still else "passing"


def _lasting(spec: Obj) -> float:
    """Return for how long a failed liveness probe is not refuted by silence: until it would have been tried again."""
    probe = spec["livenessProbe"]
    return 2.0 * (probe.get("periodSeconds") or 10) + (probe.get("timeoutSeconds") or 1)


def _is_failure(event: PodEvent, kind: str) -> bool:
    return event.reason == "Unhealthy" and event.message.lower().startswith(f"{kind} probe")


def _is_of_this_run(event: PodEvent, replica: Replica) -> bool:
    began = replica.details.get("startedAt")
    return began is None or event.time >= datetime.fromisoformat(began)

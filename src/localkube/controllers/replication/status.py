"""The status of a replica set or replication controller, from its pods. Pure but for the time in new conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from localkube.controllers import pods
from localkube.objects.access import Obj
from localkube.objects.meta import clone, set_condition

FAILURE = "ReplicaFailure"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the wanted number of pods was not reached: ``FailedCreate`` or ``FailedDelete``, and the API's words."""

    reason: str
    message: str


def status_of(owner: Obj, active: Sequence[Obj], failure: Failure | None, now: datetime) -> Obj:
    """The ``status`` that ``owner`` should have with these ``active`` pods."""
    spec = owner["spec"]
    wait = spec.get("minReadySeconds", 0)
    template_labels = (spec["template"]["metadata"].get("labels") or {}).items()
    ready = [pod for pod in active if pods.is_ready(pod)]
    counts = {
        "replicas": len(active),
        "fullyLabeledReplicas": sum(
            1 for pod in active if template_labels <= (pod["metadata"].get("labels") or {}).items()
        ),
        "readyReplicas": len(ready),
        "availableReplicas": sum(1 for pod in ready if pods.available_in(pod, wait, now) == 0),
        "observedGeneration": owner["metadata"].get("generation", 0),
    }
    status: Obj = {name: value for name, value in counts.items() if value or name == "replicas"}
    conditions = clone((owner.get("status") or {}).get("conditions") or [])
    if failure is None:
        conditions = [c for c in conditions if c["type"] != FAILURE]
    else:
        set_condition(conditions, FAILURE, "True", failure.reason, failure.message)
    if conditions:
        status["conditions"] = conditions
    return status


def next_available_in(owner: Obj, active: Sequence[Obj], now: datetime) -> float | None:
    """Seconds until the next ready pod becomes available, None when no such pod is waiting."""
    wait = owner["spec"].get("minReadySeconds", 0)
    delays = [pods.available_in(pod, wait, now) for pod in active]
    return min((delay for delay in delays if delay), default=None)

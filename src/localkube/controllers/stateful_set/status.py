"""The status of a stateful set, from its pods. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from localkube.controllers import pods
from localkube.controllers.history import History
from localkube.controllers.stateful_set.identity import current_revision, revision_of
from localkube.objects.access import Obj


def status_of(stateful_set: Obj, mine: Collection[Obj], history: History, now: datetime) -> Obj:
    """The ``status`` that the set should have. An update that all pods have reached becomes the current revision."""
    spec = stateful_set["spec"]
    current, update = current_revision(stateful_set, history), history.name
    live = [pod for pod in mine if not pods.is_terminating(pod)]
    ready = [pod for pod in mine if pods.phase(pod) == "Running" and pods.is_ready(pod)]
    wait = spec.get("minReadySeconds", 0)
    available = [pod for pod in ready if pods.available_in(pod, wait, now) == 0]
    updated = [pod for pod in live if revision_of(pod) == update]
    replicas = spec.get("replicas", 1)
    rolling = (spec.get("updateStrategy") or {}).get("type") == "RollingUpdate"
    if rolling and len(updated) == len(mine) == len(available) == replicas:
        current = update
    counts = {
        "readyReplicas": len(ready),
        "currentReplicas": sum(1 for pod in live if revision_of(pod) == current),
        "updatedReplicas": len(updated),
    }
    kept = {name: value for name, value in (stateful_set.get("status") or {}).items() if name in _KEPT}
    return {
        **kept,
        "observedGeneration": stateful_set["metadata"].get("generation", 1),
        "replicas": len(mine),
        "availableReplicas": len(available),
        "currentRevision": current,
        "updateRevision": update,
        **{name: count for name, count in counts.items() if count},
    }


_KEPT = ("collisionCount", "conditions")


def next_available_in(stateful_set: Obj, mine: Collection[Obj], now: datetime) -> float | None:
    """Seconds until the next ready pod becomes available."""
    wait = stateful_set["spec"].get("minReadySeconds", 0)
    delays = [pods.available_in(pod, wait, now) for pod in mine]
    return min((delay for delay in delays if delay), default=None)

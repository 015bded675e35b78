"""The status of a daemon set, from nodes and pods. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from localkube.controllers import pods
from localkube.controllers.daemon_set.placement import Place
from localkube.controllers.daemon_set.rolling import is_new
from localkube.objects.access import Obj


def status_of(
    daemon_set: Obj, places: Mapping[str, Place], by_node: Mapping[str, Sequence[Obj]], digest: str, now: datetime
) -> Obj:
    """The ``status`` that the daemon set should have."""
    wait = daemon_set["spec"].get("minReadySeconds", 0)
    wanted = [node for node, place in places.items() if place.run]
    oldest = {node: _oldest(by_node.get(node) or ()) for node in places}
    on_wanted = [pod for node in wanted if (pod := oldest[node]) is not None]
    ready = [pod for pod in on_wanted if pods.is_ready(pod)]
    available = [pod for pod in ready if pods.available_in(pod, wait, now) == 0]
    status = {
        "currentNumberScheduled": len(on_wanted),
        "numberMisscheduled": sum(1 for node, place in places.items() if not place.run and oldest[node] is not None),
        "desiredNumberScheduled": len(wanted),
        "numberReady": len(ready),
        "observedGeneration": daemon_set["metadata"].get("generation", 1),
    }
    optional = {
        "updatedNumberScheduled": sum(1 for node in wanted if _has_new(by_node.get(node) or (), digest)),
        "numberAvailable": len(available),
        "numberUnavailable": len(wanted) - len(available),
    }
    kept = {name: value for name, value in (daemon_set.get("status") or {}).items() if name in _KEPT}
    return {**kept, **status, **{name: count for name, count in optional.items() if count}}


_KEPT = ("collisionCount", "conditions")


def next_available_in(daemon_set: Obj, mine: Sequence[Obj], now: datetime) -> float | None:
    """Seconds until the next ready pod becomes available."""
    wait = daemon_set["spec"].get("minReadySeconds", 0)
    delays = [pods.available_in(pod, wait, now) for pod in mine]
    return min((delay for delay in delays if delay), default=None)


def _oldest(present: Sequence[Obj]) -> Obj | None:
    """The pod of a node that counts: ready ones before others, old ones before young."""
    live = [pod for pod in present if not pods.is_terminating(pod)]
    return min(live, key=lambda p: (not pods.is_ready(p), p["metadata"]["creationTimestamp"]), default=None)


def _has_new(present: Sequence[Obj], digest: str) -> bool:
    return any(is_new(pod, digest) and not pods.is_terminating(pod) for pod in present)

"""Which pods go first when replicas are too many: those whose loss costs least. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from localkube.controllers import pods
from localkube.objects.access import Obj
from localkube.objects.meta import parse_time

_PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"

Rank = tuple[int, int, int, int, int, int, int, int, str]


def first_to_go(candidates: Iterable[Obj], crowd: Mapping[str, int], now: datetime) -> list[Obj]:
    """``candidates`` in the order of deletion.

    Not bound before bound, pending before running, not ready before ready, low deletion cost before high, on a node
    with many siblings (``crowd``: siblings by node) before alone, ready since a short time before long, many restarts
    before few, young before old. Ages count in powers of two, so that what is about equally old is picked at random
    (by uid) and not always from the latest scale-up.
    """

    def rank(pod: Obj) -> Rank:
        ready = pods.is_ready(pod)
        since = pods.ready_since(pod)
        return (
            1 if pods.node_of(pod) else 0,
            _PHASES.get(pods.phase(pod), 0),
            1 if ready else 0,
            _cost(pod),
            -crowd.get(pods.node_of(pod), 0),
            _magnitude(since, now) if since else 0,
            -pods.restarts(pod),
            _magnitude(parse_time(pod["metadata"]["creationTimestamp"]), now),
            pod["metadata"]["uid"],
        )

    return sorted(candidates, key=rank)


def _cost(pod: Obj) -> int:
    text = (pod["metadata"].get("annotations") or {}).get(DELETION_COST, "0")
    try:
        return int(text)
    except ValueError:
        return 0


def _magnitude(moment: datetime, now: datetime) -> int:
    """The age's power of two; older is larger."""
    return int(math.log2(max(1.0, (now - moment).total_seconds())))

"""What the platform follows of the cluster: each kind once in a process, for all rooms together.

Lists and pages of every room read this one watch cache, and no room has one of its own. A room that looks at a kind
which is not here adds it here.
"""

from __future__ import annotations

from slipway import volumes
from slipway.applications.status import watched
from slipway.cluster import NODE, Obj, Watched, plain
from slipway.containers import pods
from slipway.network import watched_reports
from slipway.settings import Settings


def followed(settings: Settings) -> list[Watched]:
    """Return all that is followed."""
    return [
        *watched(settings.namespace_prefix),
        pods(settings.namespace_prefix),
        Watched(NODE, trim=host),
        *volumes.watched(),
        watched_reports(settings.router_namespace),
    ]


def host(node: Obj) -> Obj:
    """Keep of a host what it is, has and is told; its images and heartbeats are read by nobody. Pure."""
    kept, status = plain(node), node.get("status") or {}
    conditions = [
        {key: value for key, value in condition.items() if key != "lastHeartbeatTime"}
        for condition in status.get("conditions") or ()
    ]
    told = {key: status.get(key) or {} for key in ("capacity", "allocatable", "nodeInfo")}
    addresses = status.get("addresses") or []
    return {
        "metadata": kept["metadata"],
        "spec": node.get("spec") or {},
        "status": {**told, "addresses": addresses, "conditions": conditions},
    }

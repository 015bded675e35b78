"""How the operation log names and keeps hosts."""

from __future__ import annotations

from slipway.audit import Target
from slipway.cluster import Obj
from slipway.hosts.observed import is_unschedulable


def target_of(name: str) -> Target:
    """Name a host."""
    return Target("host", name[:64], name)


def snapshot(node: Obj) -> Obj:
    """Return what is kept of a host: what people change of it."""
    return {
        "schedulable": not is_unschedulable(node),
        "labels": dict(node["metadata"].get("labels") or {}),
        "taints": list((node.get("spec") or {}).get("taints") or []),
    }

"""Drop from objects what takes room in memory and is read by nobody. What only some kinds have, rooms drop."""

from __future__ import annotations

from slipway.cluster.kinds import Obj

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def plain(obj: Obj) -> Obj:
    """Drop the bookkeeping of who owns which field, and kubectl's copy of the manifest: often more than half of all."""
    metadata = obj["metadata"]
    metadata.pop("managedFields", None)
    if LAST_APPLIED in (metadata.get("annotations") or {}):
        del metadata["annotations"][LAST_APPLIED]
    return obj

"""Drop from objects what takes room in memory and is read by nobody. What only some kinds have, rooms drop."""

from __future__ import annotations

from typing import Any

import msgspec

from slipway.cluster.kinds import Obj

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def plain(obj: Obj) -> Obj:
    """Drop the bookkeeping of who owns which field, and kubectl's copy of the manifest: often more than half of all."""
    metadata = obj["metadata"]
    metadata.pop("managedFields", None)
    if LAST_APPLIED in (metadata.get("annotations") or {}):
        del metadata["annotations"][LAST_APPLIED]
    return obj


class Shared:
    """Lets equal parts of many objects be one part in memory: the replicas of a service differ in little.

    What is in the cache is never changed, so nobody notices. Only so many parts are remembered; after that it begins
    anew, and parts that are in use already just find no more company.
    """

    MOST = 8192

    def __init__(self) -> None:
        self._parts: dict[bytes, Any] = {}

    def one(self, part: Any) -> Any:
        """Return the part that is remembered and equal to this one, or remember this one."""
        if len(self._parts) >= self.MOST:
            self._parts.clear()
        return self._parts.setdefault(msgspec.json.encode(part), part)

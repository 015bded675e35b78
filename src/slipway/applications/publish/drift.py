"""Whether an object in the cluster is still as it was applied, so that nothing is sent that changes nothing. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from slipway.applications import labels
from slipway.cluster import Obj
from slipway.quantities import same

_QUANTITIES = frozenset({"cpu", "memory", "storage"})


def stamped(manifest: Obj) -> Obj:
    """Return the manifest with an annotation that tells its content."""
    digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16]
    metadata = manifest["metadata"]
    annotations = {**(metadata.get("annotations") or {}), labels.APPLIED: digest}
    return {**manifest, "metadata": {**metadata, "annotations": annotations}}


def stamp_of(obj: Obj) -> str | None:
    """Return the digest of the manifest that was applied last."""
    found: str | None = (obj["metadata"].get("annotations") or {}).get(labels.APPLIED)
    return found


def in_place(live: Obj | None, manifest: Obj) -> bool:
    """Tell whether the live object came from this (stamped) manifest, and nobody has changed what it says."""
    if live is None or "deletionTimestamp" in live["metadata"] or stamp_of(live) != stamp_of(manifest):
        return False
    # Content of Secrets is not kept in memory: they are immutable, and named after it.
    return all(covers(live.get(part), manifest.get(part, {})) for part in ("metadata", "spec"))


def covers(live: Any, wanted: Any, name: str = "") -> bool:
    """Tell whether everything that is wanted stands in ``live``, whatever else the cluster has added there.

    Lists of objects may have got further elements; lists of plain values must be equal. The API leaves out zeros and
    empty values.
    """
    if live is None and not wanted:
        return True
    if isinstance(wanted, dict):
        return isinstance(live, dict) and all(covers(live.get(key), value, key) for key, value in wanted.items())
    if isinstance(wanted, list) and wanted and isinstance(wanted[0], dict):
        return isinstance(live, list) and all(any(covers(item, each) for item in live) for each in wanted)
    return bool(live == wanted) or (name in _QUANTITIES and same(live, wanted))

"""When and how objects go: grace, finalizers, propagation. Pure decisions on copies.

Source: "Garbage Collection" and "Pod Lifecycle" in the Kubernetes documentation; DeleteOptions in the API reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from localkube.apiserver.custom import mark_definition
from localkube.apiserver.refusals import conflict, forbidden
from localkube.objects.access import Obj
from localkube.objects.kinds import Kind
from localkube.objects.meta import clone, now

_LASTING_NAMESPACES = ("default", "kube-public", "kube-system")
ORPHANING = ("jobs.batch", "replicationcontrollers")
"""Older than the garbage collector: who does not say otherwise keeps their pods, as on every cluster."""

PODS_ARE_KEPT = (
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or "
    "set propagationPolicy=Orphan to suppress this warning"
)
FINALIZER_OF = {"Foreground": "foregroundDeletion", "Orphan": "orphan"}


Propagation = Literal["Background", "Foreground", "Orphan"]


@dataclass(frozen=True, slots=True)
class Request:
    """DeleteOptions. ``grace_seconds`` None: the object's own; ``propagation`` None: what its kind does by itself."""

    uid: str | None = None
    resource_version: str | None = None
    grace_seconds: int | None = None
    propagation: Propagation | None = None
    dry_run: bool = False


def check_may_go(kind: Kind, name: str) -> None:
    """Raise Forbidden for the namespaces that every cluster has."""
    if kind.resource == "namespaces" and name in _LASTING_NAMESPACES:
        raise forbidden(kind, name, "this namespace may not be deleted")


def check_preconditions(kind: Kind, live: Obj, request: Request) -> None:
    """Raise Conflict when the object is not the one that was meant."""
    metadata = live["metadata"]
    wanted = {"uid": ("UID", request.uid), "resourceVersion": ("ResourceVersion", request.resource_version)}
    for field, (word, value) in wanted.items():
        if value and value != metadata[field]:
            detail = f"Precondition failed: {word} in precondition: {value}, {word} in object meta: {metadata[field]}"
            raise conflict(kind, metadata["name"], detail)


def mark(kind: Kind, live: Obj, request: Request) -> Obj:
    """The object as a deletion request leaves it; ``finished`` tells whether it is gone then."""
    obj = clone(live)
    mark_definition(kind, obj)
    metadata = obj["metadata"]
    grace = _grace(kind, obj, request)
    _propagate(kind, metadata, request.propagation)
    present = metadata.get("deletionGracePeriodSeconds")
    if "deletionTimestamp" not in metadata or (present is not None and grace < present):
        metadata["deletionTimestamp"] = (
            (datetime.now(UTC) + timedelta(seconds=grace)).strftime("%Y-%m-%dT%H:%M:%SZ") if grace else now()
        )
        metadata["deletionGracePeriodSeconds"] = grace
        if "generation" in metadata and "deletionTimestamp" not in live["metadata"]:
            metadata["generation"] += 1
    if kind.resource == "namespaces":
        obj.setdefault("status", {})["phase"] = "Terminating"
    return obj


def _propagate(kind: Kind, metadata: Obj, asked: Propagation | None) -> None:
    """Finalizers tell the garbage collector what becomes of dependents; what is asked last counts."""
    present: list[str] = metadata.get("finalizers") or []
    if asked is None:
        if any(finalizer in present for finalizer in FINALIZER_OF.values()):
            return
        asked = "Orphan" if kind.resource in ORPHANING else "Background"
    wanted = FINALIZER_OF.get(asked)
    others = [finalizer for finalizer in present if finalizer == wanted or finalizer not in FINALIZER_OF.values()]
    if wanted and wanted not in others:
        others.append(wanted)
    if others != present:
        metadata["finalizers"] = others


def finished(kind: Kind, obj: Obj) -> bool:
    """Nothing holds the object any more."""
    metadata = obj["metadata"]
    if "deletionTimestamp" not in metadata or metadata.get("finalizers"):
        return False
    if kind.resource == "namespaces":
        return not (obj.get("spec") or {}).get("finalizers")
    return not metadata.get("deletionGracePeriodSeconds")


def _grace(kind: Kind, obj: Obj, request: Request) -> int:
    """Only pods that a node runs end gracefully."""
    if kind.resource != "pods":
        return 0
    spec = obj.get("spec") or {}
    if not spec.get("nodeName") or (obj.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
        return 0
    wanted = request.grace_seconds
    return int(spec.get("terminationGracePeriodSeconds", 30)) if wanted is None or wanted < 0 else wanted

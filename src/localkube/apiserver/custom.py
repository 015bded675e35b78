"""Kinds of several versions in the generic path: how their objects are seen in each, and what definitions need.

Objects are kept in the storage version as they were written. A request sees them in its own version: pruned and with
default values by that version's schema, so that a changed schema holds for what was written before it.
"""

from __future__ import annotations

from localkube.apiserver.negotiation import encode
from localkube.apiserver.refusals import forbidden
from localkube.objects.access import Obj
from localkube.objects.custom.definition import CLEANUP, complete, storage_version
from localkube.objects.errors import MethodNotAllowed
from localkube.objects.kinds import DEFINITIONS, KINDS, Kind
from localkube.objects.meta import clone, set_condition
from localkube.objects.older import to_older
from localkube.store import Change, Record

_BUILT_IN = frozenset(kind.resource for kind in KINDS)


def is_converted(kind: Kind) -> bool:
    """Whether objects of ``kind`` may look otherwise than they are stored."""
    return kind.older or kind.definition is not None


def seen(kind: Kind, record: Record) -> Record:
    """A stored object as the version of ``kind`` shows it."""
    if kind.older:
        shown = to_older(kind, record.obj)
        return Record(shown, encode(shown), record.revision)
    if kind.definition is None:
        return record
    obj = clone(record.obj)
    obj["apiVersion"] = kind.api_version
    complete(kind.definition, obj)
    return record if obj == record.obj else Record(obj, encode(obj), record.revision)


def seen_change(kind: Kind, change: Change) -> Change:
    """The same for a change."""
    if not is_converted(kind):
        return change
    before = change.previous and seen(kind, Record(change.previous, b"", 0)).obj
    return Change(change.revision, change.type, change.resource, seen(kind, change.record), before)


def kept(kind: Kind, obj: Obj) -> Obj:
    """The object in the version in which it is stored."""
    return {**obj, "apiVersion": kind.definition.storage} if kind.definition else obj


def check_takes(kind: Kind) -> None:
    """Raise MethodNotAllowed for a kind that is about to go."""
    if kind.definition is not None and kind.definition.leaving:
        raise MethodNotAllowed("create not allowed while custom resource definition is terminating")


def prepare_definition(kind: Kind, crd: Obj, live: Obj | None) -> None:
    """Keep account of the versions in which there may be objects, in place."""
    if kind.resource != DEFINITIONS:
        return
    version = storage_version(crd)
    if live is None:
        names = {"kind": "", "plural": ""}
        crd["status"] = {"acceptedNames": names, "conditions": [], "storedVersions": [version] if version else []}
        return
    status: Obj = crd.setdefault("status", {})
    stored: list[str] = status.get("storedVersions") or []
    if version and version not in stored:
        status["storedVersions"] = [*stored, version]


def mark_definition(kind: Kind, crd: Obj) -> None:
    """A definition whose deletion was asked for stays until its objects are gone."""
    if kind.resource != DEFINITIONS or "deletionTimestamp" in crd["metadata"]:
        return
    finalizers: list[str] = crd["metadata"].setdefault("finalizers", [])
    if CLEANUP not in finalizers:
        finalizers.append(CLEANUP)
    message = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"
    conditions: list[Obj] = crd.setdefault("status", {}).setdefault("conditions", [])
    set_condition(conditions, "Terminating", "True", "InstanceDeletionPending", message)


def check_not_built_in(kind: Kind, name: str) -> None:
    """Raise Forbidden for definitions that only tell of what localkube serves by itself."""
    if kind.resource == DEFINITIONS and name in _BUILT_IN:
        raise forbidden(kind, name, "it is served by localkube itself and cannot be changed or deleted")

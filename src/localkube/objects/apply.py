"""Server-side apply, and the record of who manages which field.

Source of the rules: "Server-Side Apply" in the Kubernetes documentation. An apply merges what the manager wants into
the live object, removes what it wanted before and nobody else owns, and refuses to change what others own if not
forced.
"""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.custom.tree import DEDUCED
from localkube.objects.errors import BadRequest, Cause, Conflict
from localkube.objects.fieldsets import Fields, difference, intersection, members, union, without_branches
from localkube.objects.kinds import Kind
from localkube.objects.managers import Manager, Operation, find, managers_of, put, with_managers
from localkube.objects.merge import Merged, changes, merge, remove
from localkube.objects.meta import clone
from localkube.objects.schema import Type, misfit, normalize, type_of

_UNOWNED_METADATA = frozenset(
    {
        "name",
        "namespace",
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "selfLink",
        "managedFields",
    }
)


def server_side_apply(
    kind: Kind, live: Obj | None, applied: Obj, manager: str, force: bool, now: str, subresource: str = ""
) -> Obj:
    """The object after ``manager`` applied ``applied``: ``live`` itself when that changes nothing.

    The result has no default values beyond those of ``live``; it may share parts with ``live``. Raises Conflict.
    """
    wanted = _applicable(kind, applied, subresource)
    tree = _tree(kind, live or {}, wanted)
    merged = merge(tree, live or {}, wanted)
    me = Manager(manager, "Apply", kind.api_version, subresource)
    managers = managers_of(live)
    previous = find(managers, me)
    others = [other for other in managers if not other.is_same(me)]
    if merged.changed:
        _settle(others, merged.changed, force)
        others = [other.owning(difference(other.owned, merged.changed)) for other in others]
    value = _without_abandoned(tree, merged, previous, others)
    if live is None:
        value = _identified(kind, value, applied)
    elif previous is not None and previous.owned == merged.owned and value == live:
        return live
    return with_managers(value, [*others, me.owning(merged.owned, now)])


def track_update(
    kind: Kind, old: Obj | None, new: Obj, manager: str, operation: Operation, subresource: str, now: str
) -> Obj:
    """``new``, telling in its managed fields that ``manager`` made what differs from ``old``."""
    if new["metadata"].get("managedFields") == [{}]:
        return with_managers(new, [])
    managers = managers_of(new) or managers_of(old)
    if kind.definition and misfit(type_of(kind), new):
        return with_managers(new, managers)  # validation has the word for it
    changed, removed = changes(_tree(kind, old or {}, {}), _ownable(old or {}), _ownable(new))
    me = Manager(manager, operation, kind.api_version, subresource)
    if changed or removed:
        mine = find(managers, me) or me
        managers = [_yielding(other, changed, removed) for other in managers if not other.is_same(me)]
        managers = put(managers, me.owning(union(without_branches(mine.owned, removed), changed), now))
    return with_managers(new, managers)


def _tree(kind: Kind, live: Obj, applied: Obj) -> Type:
    """By which tree to walk. What custom kinds hold was perhaps written when their schema was another."""
    tree = type_of(kind)
    if kind.definition is None:
        return tree
    if wrong := misfit(tree, applied):
        raise BadRequest(f"failed to create typed patch object ({kind.api_version}, Kind={kind.kind}): {wrong}")
    return tree if not misfit(tree, live) else DEDUCED


def _yielding(other: Manager, changed: Fields, removed: Fields) -> Manager:
    return other.owning(without_branches(difference(other.owned, changed), removed))


def _applicable(kind: Kind, applied: Obj, subresource: str) -> Obj:
    """The part of ``applied`` that an apply may want to own, in its canonical form."""
    wanted = clone(_ownable(applied))
    normalize(kind, wanted)
    if subresource == "status":
        return {"status": wanted.get("status", {})}
    if "status" in kind.subresources:
        wanted.pop("status", None)
    return wanted


def _ownable(obj: Obj) -> Obj:
    part = {name: value for name, value in obj.items() if name not in ("apiVersion", "kind", "metadata")}
    metadata: Obj = obj.get("metadata") or {}
    if owned := {name: value for name, value in metadata.items() if name not in _UNOWNED_METADATA}:
        part["metadata"] = owned
    return part


def _settle(others: list[Manager], changed: Fields, force: bool) -> None:
    conflicts: list[tuple[Manager, str]] = []
    for other in others:
        conflicts += [(other, path) for path in members(intersection(other.owned, changed))]
    if not conflicts or force:
        return
    causes = tuple(Cause("FieldManagerConflict", f"conflict with {other.shown()}", path) for other, path in conflicts)
    plural = "" if len(conflicts) == 1 else "s"
    raise Conflict(f"Apply failed with {len(conflicts)} conflict{plural}: {_told(conflicts)}", causes=causes)


def _told(conflicts: list[tuple[Manager, str]]) -> str:
    if len(conflicts) == 1:
        manager, path = conflicts[0]
        return f"conflict with {manager.shown()}: {path}"
    lines: list[str] = []
    for name in sorted({manager.shown() for manager, _ in conflicts}):
        lines.append(f"conflicts with {name}:")
        lines += [f"- {path}" for manager, path in conflicts if manager.shown() == name]
    return "\n".join(lines)


def _without_abandoned(tree: Type, merged: Merged, previous: Manager | None, others: list[Manager]) -> Obj:
    """The merged object without what the manager applied before, applies no more and nobody else owns."""
    value: Obj = merged.value
    if previous is None or previous.owned == merged.owned:
        return value
    kept = merged.owned
    for other in others:
        kept = union(kept, other.owned)
    pruned: Obj = remove(tree, value, previous.owned, kept)
    return pruned


def _identified(kind: Kind, value: Obj, applied: Obj) -> Obj:
    """A new object, with what nobody owns but everything has."""
    wanted: Obj = applied.get("metadata") or {}
    identity = {name: wanted[name] for name in ("name", "namespace", "uid") if name in wanted}
    metadata = {**identity, **value.get("metadata", {})}
    return {"apiVersion": kind.api_version, "kind": kind.kind, **value, "metadata": metadata}


def unchanged(live: Obj, new: Obj) -> bool:
    """Whether ``new`` differs from ``live`` at most in the times of its managed fields, so that nothing is written."""
    if live is new:
        return True
    mine, other = live["metadata"], new["metadata"]
    if {**live, "metadata": None} != {**new, "metadata": None} or mine.keys() != other.keys():
        return False
    if any(value != other[name] for name, value in mine.items() if name != "managedFields"):
        return False
    return [manager.owning(manager.owned, "") for manager in managers_of(live)] == [
        manager.owning(manager.owned, "") for manager in managers_of(new)
    ]

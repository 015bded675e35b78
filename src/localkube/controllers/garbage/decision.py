"""What to do with an object in view of its owners and dependents. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from localkube.objects.access import Obj

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"

Propagation = Literal["Background", "Foreground", "Orphan"]


@dataclass(frozen=True, slots=True)
class Owners:
    """An object's owner references, sorted: owners that live, that are gone, that wait for their dependents to go."""

    living: list[Obj] = field(default_factory=list)
    gone: list[Obj] = field(default_factory=list)
    waiting: list[Obj] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Nothing:
    """The object stays as it is."""


@dataclass(frozen=True, slots=True)
class Unlink:
    """The object stays, without the references of these owners' uids."""

    uids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Delete:
    """The object goes."""

    propagation: Propagation


Decision = Nothing | Unlink | Delete


def is_leaving(obj: Obj) -> bool:
    """Deletion was asked for."""
    return bool(obj["metadata"].get("deletionTimestamp"))


def finalizers(obj: Obj) -> list[str]:
    """What must happen before the object may go."""
    found: list[str] = obj["metadata"].get("finalizers") or []
    return found


def references(obj: Obj) -> list[Obj]:
    """The owner references."""
    found: list[Obj] = obj["metadata"].get("ownerReferences") or []
    return found


def sort_owners(obj: Obj, find: Callable[[Obj], Obj | None]) -> Owners:
    """``find`` gives the owner that a reference means, or None when it is gone (or another object has its name now)."""
    owners = Owners()
    for reference in references(obj):
        owner = find(reference)
        if owner is None:
            owners.gone.append(reference)
        elif is_leaving(owner) and FOREGROUND in finalizers(owner):
            owners.waiting.append(reference)
        else:
            owners.living.append(reference)
    return owners


def decide(obj: Obj, owners: Owners, *, has_dependents: bool) -> Decision:
    """An object lives as long as one of its owners does."""
    lost = owners.gone + owners.waiting
    if not lost or (is_leaving(obj) and not owners.living):
        return Nothing()
    if owners.living:
        return Unlink(frozenset(reference["uid"] for reference in lost))
    if owners.waiting and has_dependents:
        return Delete("Foreground")
    if ORPHAN in finalizers(obj):
        return Delete("Orphan")
    if FOREGROUND in finalizers(obj):
        return Delete("Foreground")
    return Delete("Background")


def closes_circle(owners: Owners, dependents: Iterable[Obj]) -> bool:
    """Tell whether the object may wait for itself: both an owner and a dependent of it wait for their dependents to go.

    Nobody would go first then, so its owners must not wait for it.
    """
    waits = any(is_leaving(each) and FOREGROUND in finalizers(each) for each in dependents)
    return waits and any(reference.get("blockOwnerDeletion") for reference in owners.waiting)


def blocking(owner: Obj, dependents: Iterable[Obj]) -> list[Obj]:
    """The dependents whose references hold back a foreground deletion of ``owner``."""
    uid = owner["metadata"]["uid"]
    return [
        dependent
        for dependent in dependents
        if any(r["uid"] == uid and r.get("blockOwnerDeletion") for r in references(dependent))
    ]

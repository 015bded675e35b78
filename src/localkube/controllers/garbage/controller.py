"""Watches every kind, knows who owns whom, and acts when an owner goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from localkube.controllers import custom_kinds
from localkube.controllers.cache import Cache, Change, name_of
from localkube.controllers.garbage.decision import (
    FOREGROUND,
    ORPHAN,
    Delete,
    Unlink,
    blocking,
    closes_circle,
    decide,
    finalizers,
    is_leaving,
    references,
    sort_owners,
)
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import Conflict, NotFound
from localkube.objects.kinds import KINDS, Kind

BY_OWNER = "owner"

_IGNORED = {"events"}
"""Resources without owners and in great number."""


class Item(NamedTuple):
    """One object of any kind."""

    resource: str
    namespace: str
    name: str


def garbage(view: View, _settings: Settings) -> Loop[Item]:
    """The garbage collector's loop."""
    return Garbage(view).loop


class Garbage:
    """The controller; keyed by object."""

    def __init__(self, view: View) -> None:
        self._view = view
        kinds = [kind for kind in KINDS if "watch" in kind.verbs and kind.resource not in _IGNORED]
        self._kinds: dict[tuple[str, str], Kind] = {}
        self._caches: dict[str, Cache] = {}
        for kind in kinds:
            self._came(kind)
        self.loop: Loop[Item] = Loop("garbage", self._reconcile, tuple(self._caches.values()))
        custom_kinds.follow(view, self._came, self._went)

    def _came(self, kind: Kind) -> None:
        self._kinds[kind.group, kind.kind] = kind
        cache = self._caches[kind.resource] = self._view.cache(kind.resource)
        cache.index(BY_OWNER, lambda obj: [reference["uid"] for reference in references(obj)])
        cache.subscribe(lambda change: self._changed(kind.resource, change))

    def _went(self, kind: Kind) -> None:
        del self._kinds[kind.group, kind.kind]
        del self._caches[kind.resource]
        self._view.forget(kind.resource)

    def _changed(self, resource: str, change: Change) -> None:
        if change.new is None:
            for item in self._dependents(change.obj):
                self.loop.queue.add(item)
            for reference in references(change.obj):  # the last blocking dependent of a waiting owner, perhaps
                self._add_owner(change.obj, reference)
        elif change.old is None or _ties(change.old) != _ties(change.new):
            if references(change.new) or is_leaving(change.new):
                self.loop.queue.add(Item(resource, *name_of(change.new)))
            for reference in references(change.old) if change.old else ():
                self._add_owner(change.obj, reference)

    def _add_owner(self, obj: Obj, reference: Obj) -> None:
        kind = self._kind(reference)
        if kind is not None:
            namespace = name_of(obj)[0] if kind.namespaced else ""
            self.loop.queue.add(Item(kind.resource, namespace, reference["name"]))

    def _dependents(self, owner: Obj) -> list[Item]:
        uid = owner["metadata"]["uid"]
        return [
            Item(resource, *name_of(obj)) for resource, cache in self._caches.items() for obj in cache.by(BY_OWNER, uid)
        ]

    def _reconcile(self, item: Item) -> float | None:
        obj = self._find(item)
        if obj is None:
            return None
        if is_leaving(obj):
            if ORPHAN in finalizers(obj):
                self._orphan(item, obj)
                return None
            if FOREGROUND in finalizers(obj):
                self._delete_in_foreground(item, obj)
        self._collect(item, obj)
        return None

    def _collect(self, item: Item, obj: Obj) -> None:
        owners = sort_owners(obj, lambda reference: self._owner(obj, reference))
        dependents = [each for each in map(self._find, self._dependents(obj)) if each is not None]
        decision = decide(obj, owners, has_dependents=bool(dependents))
        try:
            if closes_circle(owners, dependents):
                self._unblock(item)
            if isinstance(decision, Unlink):
                self._unlink(item, decision.uids)
            elif isinstance(decision, Delete):
                self._view.delete(item.resource, obj, decision.propagation)
        except (NotFound, Conflict):
            return  # it went, or another object took its name: that one has its own turn

    def _owner(self, obj: Obj, reference: Obj) -> Obj | None:
        """The owner, or None when it is gone. An owner of a kind that is not known here counts as living."""
        kind = self._kind(reference)
        if kind is None:
            return {"metadata": {"uid": reference["uid"]}}
        namespace = name_of(obj)[0] if kind.namespaced else ""
        owner = self._find(Item(kind.resource, namespace, reference["name"]))
        return owner if owner is not None and owner["metadata"]["uid"] == reference["uid"] else None

    def _orphan(self, item: Item, owner: Obj) -> None:
        uids = frozenset({owner["metadata"]["uid"]})
        for dependent in self._dependents(owner):
            self._unlink(dependent, uids)
        self._drop_finalizer(item, ORPHAN)

    def _delete_in_foreground(self, item: Item, owner: Obj) -> None:
        dependents = self._dependents(owner)
        found = [obj for obj in map(self._find, dependents) if obj is not None]
        if not blocking(owner, found):
            self._drop_finalizer(item, FOREGROUND)
            return
        for dependent in dependents:
            self.loop.queue.add(dependent)

    def _unblock(self, item: Item) -> None:
        def change(current: Obj) -> None:
            for reference in references(current):
                reference["blockOwnerDeletion"] = False

        self._view.mutate(item.resource, item.namespace or None, item.name, change)

    def _unlink(self, item: Item, uids: Iterable[str]) -> None:
        def change(current: Obj) -> None:
            current["metadata"]["ownerReferences"] = [r for r in references(current) if r["uid"] not in uids]

        try:
            self._view.mutate(item.resource, item.namespace or None, item.name, change)
        except NotFound:
            return

    def _drop_finalizer(self, item: Item, finalizer: str) -> None:
        def change(current: Obj) -> None:
            current["metadata"]["finalizers"] = [f for f in finalizers(current) if f != finalizer]

        try:
            self._view.mutate(item.resource, item.namespace or None, item.name, change)
        except NotFound:
            return

    def _find(self, item: Item) -> Obj | None:
        return self._view.access.find(item.resource, item.namespace or None, item.name)

    def _kind(self, reference: Obj) -> Kind | None:
        group, _, _ = reference["apiVersion"].rpartition("/")
        return self._kinds.get((group, reference["kind"]))


def _ties(obj: Obj) -> tuple[object, ...]:
    """What the collector decides by."""
    return (obj["metadata"]["uid"], references(obj), finalizers(obj), is_leaving(obj))

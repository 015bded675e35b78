"""What all controllers see of one resource: the watched objects, with indexes, so that a reconcile reads only its own.

One watch per resource serves all controllers. Their own writes are taken in at once (``absorb``, ``drop``), so that a
controller never decides twice because its first decision had not come back through the watch yet.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from localkube.objects.access import Access, Obj

log = logging.getLogger(__name__)

Name = tuple[str, str]
"""Namespace (empty for cluster-wide objects) and name."""


def name_of(obj: Obj) -> Name:
    """The cache key of an object."""
    metadata = obj["metadata"]
    return metadata.get("namespace") or "", metadata["name"]


BY_NAMESPACE = "namespace"
"""Index that many controllers share: see ``by_namespace``."""


def by_namespace(obj: Obj) -> list[str]:
    """For ``Cache.index(BY_NAMESPACE, …)``."""
    return [obj["metadata"].get("namespace") or ""]


@dataclass(frozen=True, slots=True)
class Change:
    """``old`` is None for a new object, ``new`` is None for one that is gone."""

    old: Obj | None
    new: Obj | None

    @property
    def obj(self) -> Obj:
        """The latest known form."""
        obj = self.new if self.new is not None else self.old
        assert obj is not None
        return obj


class Cache:
    """The objects of one resource."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self.synced = asyncio.Event()
        self._objects: dict[Name, Obj] = {}
        self._gone: set[str] = set()
        self._keys_of: dict[str, Callable[[Obj], Iterable[str]]] = {}
        self._index: dict[str, dict[str, dict[Name, Obj]]] = {}
        self._handlers: list[Callable[[Change], None]] = []

    def index(self, name: str, keys_of: Callable[[Obj], Iterable[str]]) -> None:
        """Keep objects findable by the values that ``keys_of`` gives. Only before the watch starts."""
        if name not in self._keys_of:
            self._keys_of[name] = keys_of
            self._index[name] = defaultdict(dict)

    def subscribe(self, handler: Callable[[Change], None]) -> None:
        """Call ``handler`` for every change. It must be quick and must not write."""
        self._handlers.append(handler)

    def get(self, namespace: str, name: str) -> Obj | None:
        """One object."""
        return self._objects.get((namespace, name))

    def all(self) -> list[Obj]:
        """All objects."""
        return list(self._objects.values())

    def by(self, index: str, value: str) -> list[Obj]:
        """The objects with ``value`` in ``index``."""
        return list(self._index[index].get(value, {}).values())

    def count(self, index: str, value: str) -> int:
        """How many objects ``by`` would give."""
        return len(self._index[index].get(value, ()))

    def absorb(self, obj: Obj) -> None:
        """Take in a state, unless a newer one is known."""
        key = name_of(obj)
        old = self._objects.get(key)
        if obj["metadata"].get("uid") in self._gone or (old is not None and _version(old) >= _version(obj)):
            return
        if old is not None and _uid(old) != _uid(obj):
            self._remove(key, old)
            old = None
        self._put(key, old, obj)

    def drop(self, obj: Obj) -> None:
        """Take in that an object is gone; what the watch still has to tell about it is ignored."""
        self._gone.add(_uid(obj))
        key = name_of(obj)
        old = self._objects.get(key)
        if old is not None and _uid(old) == _uid(obj):
            self._remove(key, old)

    async def follow(self, access: Access) -> None:
        """Feed the cache from a watch, until cancelled or until the watch fails (call again then)."""
        unseen: set[Name] | None = set(self._objects)
        async for event in access.watch(self.resource):
            if event.type == "SYNC":
                self._forget_lost(access, unseen or set())
                unseen = None
                self.synced.set()
            elif event.type == "DELETED":
                self.drop(event.obj)
                self._gone.discard(_uid(event.obj))
            else:
                if unseen is not None:
                    unseen.discard(name_of(event.obj))
                self.absorb(event.obj)

    def _forget_lost(self, access: Access, unseen: set[Name]) -> None:
        """Remove what vanished while no watch was running."""
        for namespace, name in unseen:
            old = self._objects.get((namespace, name))
            if old is not None and access.find(self.resource, namespace or None, name) is None:
                self._remove((namespace, name), old)
        self._gone.clear()

    def _put(self, key: Name, old: Obj | None, new: Obj) -> None:
        self._objects[key] = new
        for index, keys_of in self._keys_of.items():
            values = set(keys_of(new))
            for value in set(keys_of(old)) - values if old is not None else ():
                self._unindex(index, value, key)
            for value in values:
                self._index[index][value][key] = new
        self._notify(Change(old, new))

    def _remove(self, key: Name, old: Obj) -> None:
        del self._objects[key]
        for index, keys_of in self._keys_of.items():
            for value in set(keys_of(old)):
                self._unindex(index, value, key)
        self._notify(Change(old, None))

    def _unindex(self, index: str, value: str, key: Name) -> None:
        bucket = self._index[index][value]
        bucket.pop(key, None)
        if not bucket:
            del self._index[index][value]

    def _notify(self, change: Change) -> None:
        for handler in self._handlers:
            try:
                handler(change)
            except Exception:
                log.exception("a handler of %s failed for %s", self.resource, name_of(change.obj))


def _version(obj: Obj) -> int:
    return int(obj["metadata"].get("resourceVersion") or 0)


def _uid(obj: Obj) -> str:
    uid: str = obj["metadata"].get("uid", "")
    return uid

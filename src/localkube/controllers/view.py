"""The controllers' door to the API: shared caches to read from, and writes that the caches learn of at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from localkube.controllers.cache import Cache
from localkube.objects import events
from localkube.objects.access import Access, Obj

Propagation = Literal["Background", "Foreground", "Orphan"]
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock outside of tests."""
    return datetime.now(UTC)


class View:
    """What a controller may read and do."""

    def __init__(self, access: Access, clock: Clock = utc_now) -> None:
        self.access = access
        self.now = clock
        self.caches: dict[str, Cache] = {}
        self.on_new_cache: Callable[[Cache], None] = lambda _: None
        self.on_lost_cache: Callable[[Cache], None] = lambda _: None

    def cache(self, resource: str) -> Cache:
        """The one cache of ``resource``. Asking for it makes it watched."""
        if resource not in self.caches:
            made = self.caches[resource] = Cache(resource)
            self.on_new_cache(made)
        return self.caches[resource]

    def forget(self, resource: str) -> None:
        """There are no such objects any more."""
        if (lost := self.caches.pop(resource, None)) is not None:
            self.on_lost_cache(lost)

    def create(self, resource: str, namespace: str | None, obj: Obj) -> Obj:
        """As ``Access.create``."""
        created = self.access.create(resource, namespace, obj)
        self._absorb(resource, created)
        return created

    def mutate(
        self, resource: str, namespace: str | None, name: str, change: Callable[[Obj], None], subresource: str = ""
    ) -> Obj:
        """As ``Access.mutate``."""
        changed = self.access.mutate(resource, namespace, name, change, subresource)
        if changed["metadata"].get("deletionTimestamp"):
            self._learn(resource, changed)
        else:
            self._absorb(resource, changed)
        return changed

    def delete(
        self, resource: str, obj: Obj, propagation: Propagation = "Background", grace_seconds: int | None = None
    ) -> None:
        """Delete exactly this object, not a later one of its name. Raises NotFound, Conflict."""
        metadata = obj["metadata"]
        deleted = self.access.delete(
            resource,
            metadata.get("namespace"),
            metadata["name"],
            uid=metadata.get("uid"),
            grace_seconds=grace_seconds,
            propagation=propagation,
        )
        self._learn(resource, deleted if deleted.get("kind") == obj.get("kind") else obj)

    def is_leaving(self, namespace: str) -> bool:
        """Whether a namespace is being deleted (or gone already), so that nothing can be created in it."""
        found = self.access.find("namespaces", None, namespace)
        return found is None or bool(found["metadata"].get("deletionTimestamp"))

    def event(self, obj: Obj, event_type: events.EventType, reason: str, message: str, component: str) -> None:
        """Record an event about ``obj``."""
        events.record(self.access, obj, event_type, reason, message, component)

    def _absorb(self, resource: str, obj: Obj) -> None:
        if resource in self.caches:
            self.caches[resource].absorb(obj)

    def _learn(self, resource: str, obj: Obj) -> None:
        """After a write that may have removed ``obj``: see whether it is still there."""
        if resource not in self.caches:
            return
        metadata = obj["metadata"]
        current = self.access.find(resource, metadata.get("namespace"), metadata["name"])
        if current is not None and current["metadata"].get("uid") == metadata.get("uid"):
            self.caches[resource].absorb(current)
        else:
            self.caches[resource].drop(obj)

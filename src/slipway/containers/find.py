"""Find a service and its pods, within what the actor may know of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slipway.access import Action, Actor, require
from slipway.cluster import POD, Change, Obj, WatchCache
from slipway.containers.directory import ServiceDirectory
from slipway.containers.labels import BY_SERVICE
from slipway.containers.replicas import Replica, replicas_of
from slipway.db import Database


@dataclass(frozen=True, slots=True)
class Found:
    """A service that the actor may look into, and the view of the cluster in which its pods are found."""

    id: str
    name: str
    tenant_id: str
    namespace: str
    cache: WatchCache

    def replicas(self) -> list[Replica]:
        """Return the service's containers by the names of their pods; Unavailable when nobody knows them now."""
        self.cache.require_synced()
        return replicas_of(self._pods())

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` whenever a pod of the tenant, or the sight of the cluster, changes."""

        def seen(change: Change) -> None:
            if change.kind is None or (change.kind == POD and self._is_here(change.obj)):
                changed()

        return self.cache.subscribe(seen)

    def _pods(self) -> list[Obj]:
        return [pod for pod in self.cache.find(POD, BY_SERVICE, self.id) if self._is_here(pod)]

    def _is_here(self, pod: Obj) -> bool:
        """Labels can be written by anybody with a key to the cluster; the tenant's boundary is the namespace."""
        return bool(pod["metadata"]["namespace"] == self.namespace)


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds services for one actor, each time in a transaction of its own."""

    actor: Actor
    database: Database
    cache: WatchCache
    directory: ServiceDirectory

    async def service(self, service_id: str, action: Action) -> Found:
        """Return the service; NotFound, or Forbidden when the actor's role does not allow the action."""
        async with self.database.read() as session:
            found = await self.directory.service(session, self.actor, service_id)
        require(self.actor, action, found.tenant_id, found.application_id)
        return Found(found.id, found.name, found.tenant_id, found.namespace, self.cache)

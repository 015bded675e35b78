"""How far an actor sees: the tenants' namespaces, in which every container must be to be shown at all.

Labels can be written by anybody with a key to the cluster. The tenant's boundary is the namespace, and only here it is
drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from slipway.access import Action, Actor, require
from slipway.cluster import POD, Obj, WatchCache
from slipway.containers.labels import (
    APPLICATION,
    APPLICATION_ID,
    BY_HOST,
    BY_TENANT,
    SERVICE,
    SERVICE_ID,
    application_of,
)
from slipway.containers.replicas import Replica, in_order
from slipway.containers.schemas import Wanted, WantedNow
from slipway.db import Database, Session
from slipway.tenants import Home, homes


@dataclass(frozen=True, slots=True)
class Reach:
    """The tenants whose containers are shown, by their namespaces."""

    homes: dict[str, Home]
    wanted: Wanted = field(default_factory=Wanted)
    actor: Actor = field(kw_only=True)

    def pods(self, cache: WatchCache) -> list[Obj]:
        """Return the pods that are wanted, in no order, from the smallest set that an index offers."""
        if len(self.homes) == 1:
            (namespace,) = self.homes
            found = cache.find(POD, BY_TENANT, namespace)
        elif self.wanted.host:
            found = cache.find(POD, BY_HOST, self.wanted.host)
        else:
            found = cache.all(POD)
        return [pod for pod in found if self.holds(pod)]

    def holds(self, pod: Obj) -> bool:
        """Tell whether a pod is one of those that are wanted."""
        if pod["metadata"]["namespace"] not in self.homes or not self.actor.knows(application_of(pod)):
            return False
        wanted, labels = self.wanted, pod["metadata"].get("labels") or {}
        return (
            (not wanted.host or pod["spec"].get("nodeName") == wanted.host)
            and (not wanted.application or wanted.application in (labels.get(APPLICATION_ID), labels.get(APPLICATION)))
            and (not wanted.service or wanted.service in (labels.get(SERVICE_ID), labels.get(SERVICE)))
        )

    def replicas(self, cache: WatchCache) -> list[Replica]:
        """Return the containers that are wanted, by namespace, pod and container.

        Ten thousand for the platform's staff: those of a tenant are put in order once per change, not per page.
        """
        if self._narrowed:
            replicas = in_order(self.pods(cache))
        else:
            of_each = (cache.derive(POD, BY_TENANT, namespace, in_order) for namespace in sorted(self.homes))
            replicas = [replica for replicas in of_each for replica in replicas]
        if not isinstance(self.wanted, WantedNow):
            return replicas
        state, ready = self.wanted.state, self.wanted.ready
        if state is None and ready is None:
            return replicas
        return [each for each in replicas if state in (None, each.state) and ready in (None, each.ready)]

    @property
    def _narrowed(self) -> bool:
        """Whether not all containers of the tenants are wanted."""
        wanted = self.wanted
        return bool(wanted.host or wanted.application or wanted.service) or self.actor.applications is not None

    def home(self, pod: Obj) -> Home:
        """Return whose pod it is."""
        return self.homes[pod["metadata"]["namespace"]]


async def reach_of(database: Database, actor: Actor, wanted: Wanted) -> Reach:
    """Return how far the actor sees of what is wanted."""
    async with database.read() as session:
        return await reach_within(session, actor, wanted)


async def reach_within(session: Session, actor: Actor, wanted: Wanted) -> Reach:
    """Return the same for those who have a transaction already."""
    require(actor, Action.CONTAINER_READ, actor.tenant_id)
    found = await homes(session, actor)
    narrowed = {each.namespace: each for each in found if not wanted.tenant or wanted.tenant in (each.id, each.name)}
    return Reach(narrowed, wanted, actor=actor)

"""How far an actor sees: claims in the namespaces of tenants that they may know of, and of applications likewise."""

from __future__ import annotations

from dataclasses import dataclass

from slipway.access import Action, Actor, require
from slipway.cluster import VOLUME_CLAIM, Obj, WatchCache
from slipway.db import Session
from slipway.labels import APPLICATION, APPLICATION_ID, BY_TENANT, SERVICE, SERVICE_ID
from slipway.tenants import Home, homes
from slipway.volumes.claims import label_of
from slipway.volumes.schemas import Wanted
from slipway.volumes.state import state_of


@dataclass(frozen=True, slots=True)
class Reach:
    """The tenants whose volumes are shown, by their namespaces."""

    actor: Actor
    homes: dict[str, Home]
    wanted: Wanted

    def claims(self, cache: WatchCache) -> list[Obj]:
        """Return the claims that are wanted, by namespace and name, whoever uses them."""
        if len(self.homes) == 1:
            (namespace,) = self.homes
            found = cache.find(VOLUME_CLAIM, BY_TENANT, namespace)
        else:
            found = sorted(cache.all(VOLUME_CLAIM), key=_address)
        return [claim for claim in found if self._holds(claim)]

    def home(self, claim: Obj) -> Home:
        """Return whose claim it is."""
        return self.homes[claim["metadata"]["namespace"]]

    def _holds(self, claim: Obj) -> bool:
        application_id, wanted = label_of(claim, APPLICATION_ID), self.wanted
        if claim["metadata"]["namespace"] not in self.homes or not self.actor.knows(application_id):
            return False
        return (
            (not wanted.application or wanted.application in (application_id, label_of(claim, APPLICATION)))
            and (not wanted.service or wanted.service in (label_of(claim, SERVICE_ID), label_of(claim, SERVICE)))
            and wanted.state in (None, state_of(claim))
        )


async def reach_within(session: Session, actor: Actor, wanted: Wanted) -> Reach:
    """Return how far the actor sees of what is wanted."""
    require(actor, Action.VOLUME_READ, actor.tenant_id)
    found = await homes(session, actor)
    return Reach(
        actor,
        {each.namespace: each for each in found if not wanted.tenant or wanted.tenant in (each.id, each.name)},
        wanted,
    )


def _address(claim: Obj) -> tuple[str, str]:
    return claim["metadata"]["namespace"], claim["metadata"]["name"]

"""Find hosts for the search over everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slipway.access import Action, Actor, require
from slipway.cluster import Obj, WatchCache
from slipway.db import Session
from slipway.hosts.drain import draining_hosts
from slipway.hosts.find import known_nodes
from slipway.hosts.observed import state_of
from slipway.web import Hit, Sought, best_of


@dataclass(frozen=True, slots=True)
class HostSeeker:
    """Finds hosts by their names and addresses."""

    cache: WatchCache
    action: Action = Action.HOST_READ

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits: hosts are the platform's, so whoever may read one may read all."""
        require(actor, self.action)
        found = best_of(known_nodes(self.cache), _words, sought)
        draining = await draining_hosts(session)
        return [_hit(node, draining=node["metadata"]["name"] in draining) for node in found]


def _words(node: Obj) -> Iterable[str]:
    yield node["metadata"]["name"]
    yield from (each["address"] for each in (node.get("status") or {}).get("addresses") or ())


def _hit(node: Obj, *, draining: bool) -> Hit:
    name = node["metadata"]["name"]
    return Hit(id=name, name=name, state=state_of(node, draining=draining))

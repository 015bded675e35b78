"""The stream of containers that change, for one reader."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from slipway.access import Actor
from slipway.cluster import POD, Key, Obj
from slipway.containers.feed import Batch, Feed
from slipway.containers.inventory import Inventory
from slipway.containers.reach import Reach, reach_of
from slipway.containers.replicas import replicas_of
from slipway.db import Database
from slipway.web import Event

MOST_AT_ONCE = 500
"""So many pods are told of one by one; when more change together, loading the list again is less work for all."""


@dataclass(slots=True)
class ContainerStream:
    """One reader's stream. Its reach is looked up again when pods come that are in no namespace it knows."""

    actor: Actor
    database: Database
    feed: Feed
    show: Inventory
    reach: Reach
    _strangers: set[str] = field(default_factory=set)
    _told_of: set[Key] | None = field(init=False, default=None)
    """The pods that a token for certain applications knows of; None: it is for no certain ones."""

    def __post_init__(self) -> None:
        """Note what is there already, because it may go."""
        if self.actor.applications is not None:
            self._told_of = {_key(pod) for pod in self.reach.pods(self.show.cache)}

    async def events(self, after: str) -> AsyncGenerator[Event, None]:
        """Give ``container``, ``gone``, ``cluster`` and ``resync``, as ``docs/containers.md`` has them.

        The last event of what happened together has the id from which a reader can go on.
        """
        if self._told_of is not None:
            after = ""  # what has gone meanwhile may have been another application's: its readers load the list again
        async with aclosing(self.feed.follow(after)) as batches:
            async for batch in batches:
                await self._meet({pod.namespace for pod in batch.pods})
                told = self._told(batch)
                for event in told[:-1]:
                    yield event
                for event in told[-1:]:
                    yield Event(event.name, event.data, batch.position)

    def _told(self, batch: Batch) -> list[Event]:
        pods = [pod for pod in batch.pods if pod.namespace in self.reach.homes]
        if batch.missed or len(pods) > MOST_AT_ONCE:
            return [Event("resync", {})]
        found = [Event("cluster", {"in_sight": self.show.cache.in_sight})] if batch.sight else []
        for namespace, name in pods:
            home, pod = self.reach.homes[namespace], self.show.cache.get(POD, namespace, name)
            if pod is None:
                if not self._forgets(Key(namespace, name)):
                    found.append(Event("gone", {"tenant_id": home.id, "pod": name}))
            elif self.reach.holds(pod):
                if self._told_of is not None:
                    self._told_of.add(Key(namespace, name))
                found += [Event("container", self.show.row(each, home)) for each in replicas_of([pod])]
        return found

    def _forgets(self, key: Key) -> bool:
        """Forget a pod that has gone; tell whether it is to be passed over, as another application's."""
        if self._told_of is None:
            return False
        unknown = key not in self._told_of
        self._told_of.discard(key)
        return unknown

    async def _meet(self, namespaces: set[str]) -> None:
        """Find out whether namespaces that were not seen before are those of new tenants."""
        unknown = namespaces - self.reach.homes.keys() - self._strangers
        if unknown and self.actor.of_platform:
            self.reach = await reach_of(self.database, self.actor, self.reach.wanted)
            self._strangers |= unknown - self.reach.homes.keys()


def _key(pod: Obj) -> Key:
    return Key(pod["metadata"]["namespace"], pod["metadata"]["name"])

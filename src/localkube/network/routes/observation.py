"""Keeps the world up to date by watches, and tells what kind of change there was.

Most changes are of pods, and those must be quick: they are told apart from changes that need a new plan. A change of a
status alone, such as our own writing causes, is no change.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from localkube.network.routes import certificates
from localkube.network.routes.references import GATEWAY_GROUP
from localkube.network.routes.world import Key, World, key_of
from localkube.objects.access import Access, Obj
from localkube.objects.errors import NotFound

log = logging.getLogger(__name__)

SLICES = "endpointslices.discovery.k8s.io"
SERVICES = "services"
SECRETS = "secrets"
SERVICE_NAME = "kubernetes.io/service-name"

_AFTER_FAILURE = 1.0
_AFTER_UNKNOWN = 60.0
"""How long until a resource that the API does not serve is asked for again."""

_TABLES: dict[str, tuple[str, ...]] = {
    f"gatewayclasses.{GATEWAY_GROUP}": ("spec",),
    f"gateways.{GATEWAY_GROUP}": ("spec",),
    f"httproutes.{GATEWAY_GROUP}": ("spec",),
    f"referencegrants.{GATEWAY_GROUP}": ("spec",),
    "ingresses.networking.k8s.io": ("spec", "annotations"),
    "ingressclasses.networking.k8s.io": ("spec", "annotations"),
    SERVICES: ("spec",),
    SECRETS: ("data",),
    "namespaces": ("labels",),
}
"""What matters of each resource."""


@dataclass(slots=True)
class Changes:
    """``plan``: routes or their like changed. Else the services that changed, and those whose pods did."""

    plan: bool = False
    services: set[Key] = field(default_factory=set)
    pods: set[Key] = field(default_factory=set)


class Observation:
    """The world as it is now; ``changed`` is called after every change that matters."""

    def __init__(self, access: Access, changed: Callable[[], None]) -> None:
        self._access = access
        self._changed = changed
        self._tables: dict[str, dict[Key, Obj]] = {resource: {} for resource in (*_TABLES, SLICES)}
        self._slices: dict[Key, dict[str, Obj]] = {}
        self._known = {resource: asyncio.Event() for resource in self._tables}
        self._changes = Changes(plan=True)
        self._tasks: list[asyncio.Task[None]] = []
        self.world = World(
            classes=self._tables[f"gatewayclasses.{GATEWAY_GROUP}"],
            gateways=self._tables[f"gateways.{GATEWAY_GROUP}"],
            routes=self._tables[f"httproutes.{GATEWAY_GROUP}"],
            grants=self._tables[f"referencegrants.{GATEWAY_GROUP}"],
            ingresses=self._tables["ingresses.networking.k8s.io"],
            ingress_classes=self._tables["ingressclasses.networking.k8s.io"],
            services=self._tables[SERVICES],
            secrets=self._tables[SECRETS],
            namespaces=self._tables["namespaces"],
            slices=self._slices,
        )

    async def start(self) -> None:
        """Begin to watch; returns when everything there is is known."""
        self._tasks = [
            asyncio.create_task(self._follow(resource), name=f"routes watch {resource}") for resource in self._tables
        ]
        for known in self._known.values():
            await known.wait()

    async def stop(self) -> None:
        """End the watches."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def take(self) -> Changes:
        """What changed since this was last asked."""
        changes, self._changes = self._changes, Changes()
        return changes

    async def _follow(self, resource: str) -> None:
        while True:
            pause = _AFTER_FAILURE
            try:
                await self._watch_once(resource)
            except NotFound:
                log.debug("the API does not serve %s", resource)
                self._known[resource].set()
                pause = _AFTER_UNKNOWN
            except Exception:
                log.exception("the watch of %s ended; it is started again", resource)
            await asyncio.sleep(pause)

    async def _watch_once(self, resource: str) -> None:
        table, listed = self._tables[resource], True
        seen: set[Key] = set()
        async for event in self._access.watch(resource):
            if event.type == "SYNC":
                # What an earlier watch told of and this one does not is gone.
                for key in table.keys() - seen:
                    self._put(resource, key, None)
                listed = False
                self._known[resource].set()
                continue
            key = key_of(event.obj)
            if listed:
                seen.add(key)
            self._put(resource, key, None if event.type == "DELETED" else event.obj)

    def _put(self, resource: str, key: Key, obj: Obj | None) -> None:
        if resource == SECRETS and obj is not None and obj.get("type") != certificates.TYPE:
            obj = None
        table = self._tables[resource]
        before = table.pop(key, None)
        if obj is not None:
            table[key] = obj
        if resource == SLICES:
            self._put_slice(key, before, obj)
        elif before is None and obj is None:
            return
        elif before is None or obj is None or _differs(before, obj, _TABLES[resource]):
            if resource == SERVICES:
                self._changes.services.add(key)
            else:
                self._changes.plan = True
        else:
            return
        self._changed()

    def _put_slice(self, key: Key, before: Obj | None, obj: Obj | None) -> None:
        namespace, name = key
        for piece in (before, obj):
            service = (piece["metadata"].get("labels") or {}).get(SERVICE_NAME) if piece else None
            if service is None:
                continue
            pieces = self._slices.setdefault((namespace, service), {})
            pieces.pop(name, None)
            if obj is not None and piece is obj:
                pieces[name] = obj
            self._changes.pods.add((namespace, service))
            if not pieces:
                del self._slices[namespace, service]


def _differs(one: Obj, other: Obj, parts: tuple[str, ...]) -> bool:
    return any(_part(one, part) != _part(other, part) for part in parts) or _identity(one) != _identity(other)


def _part(obj: Obj, part: str) -> object:
    return obj.get(part) if part in ("spec", "data") else obj["metadata"].get(part)


def _identity(obj: Obj) -> object:
    return obj["metadata"].get("uid")

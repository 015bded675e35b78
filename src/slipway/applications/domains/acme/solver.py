"""Leads the one address by which an authority looks at a host to the platform, whatever else the host is led to."""

from __future__ import annotations

import asyncio

from slipway.applications import labels
from slipway.cluster import FIELD_MANAGER, HTTP_ROUTE, INGRESS, Cluster, Obj
from slipway.settings import Settings

PATH = "/.well-known/acme-challenge/"
CHALLENGE_OF = "slipway.io/challenge-of"
"""Label of these routes: the id of the domain."""
MANAGER = f"{FIELD_MANAGER}-challenges"
MOST_LOOKS, LOOK_SECONDS = 20, 0.5
"""How often, and how long apart, a route's status is looked at."""
SETTLE_SECONDS = 2.0
"""What may lie between that status and what gateways do."""


class Solver:
    """Opens and closes these routes. They stand beside the Service that leads to the platform."""

    def __init__(self, settings: Settings, cluster: Cluster) -> None:
        self._settings = settings
        self._cluster = cluster
        self._kind = HTTP_ROUTE if settings.gateway else INGRESS
        self._namespace = settings.acme_service.partition("/")[0]

    async def open(self, domain_id: str, host: str, token: str) -> None:
        """Return when the cluster most likely leads the address to the platform."""
        await self._cluster.apply([route(self._settings, domain_id, host, token)], MANAGER)
        for _ in range(MOST_LOOKS):  # some controllers tell nothing: then the authority's own look decides
            if await self._is_accepted(name_of(domain_id)):
                break
            await asyncio.sleep(LOOK_SECONDS)
        await asyncio.sleep(SETTLE_SECONDS)

    async def close(self, domain_id: str) -> None:
        """Take the route away, if there is one."""
        await self._cluster.delete(self._kind, name_of(domain_id), self._namespace)

    async def sweep(self) -> None:
        """Take away what a process that ended in the middle has left."""
        for found in await self._cluster.list_all(self._kind, self._namespace, labels=CHALLENGE_OF):
            await self._cluster.delete(self._kind, found["metadata"]["name"], self._namespace)

    async def _is_accepted(self, name: str) -> bool:
        found = await self._cluster.get(self._kind, name, self._namespace) or {}
        status = found.get("status") or {}
        if self._kind == INGRESS:
            return bool((status.get("loadBalancer") or {}).get("ingress"))
        conditions = [each for parent in status.get("parents") or () for each in parent.get("conditions") or ()]
        return any((each["type"], each["status"]) == ("Accepted", "True") for each in conditions)


def name_of(domain_id: str) -> str:
    """Return the name of a domain's route."""
    return f"slipway-challenge-{domain_id.lower()}"


def route(settings: Settings, domain_id: str, host: str, token: str) -> Obj:
    """Return what leads the address of one challenge to the platform: one path, exactly. Pure."""
    namespace, _, rest = settings.acme_service.partition("/")
    service, _, port = rest.partition(":")
    kind = HTTP_ROUTE if settings.gateway else INGRESS
    spec = _gateway_spec if settings.gateway else _ingress_spec
    own = {labels.MANAGED_BY: labels.MANAGER, CHALLENGE_OF: domain_id}
    return {
        "apiVersion": kind.api_version,
        "kind": kind.name,
        "metadata": {"name": name_of(domain_id), "namespace": namespace, "labels": own},
        "spec": spec(settings, host, PATH + token, (service, int(port))),
    }


def _gateway_spec(settings: Settings, host: str, path: str, to: tuple[str, int]) -> Obj:
    namespace, _, name = settings.gateway.partition("/")
    rule = {
        "matches": [{"path": {"type": "Exact", "value": path}}],
        "backendRefs": [{"name": to[0], "port": to[1]}],
    }
    return {"parentRefs": [{"name": name, "namespace": namespace}], "hostnames": [host], "rules": [rule]}


def _ingress_spec(settings: Settings, host: str, path: str, to: tuple[str, int]) -> Obj:
    backend = {"service": {"name": to[0], "port": {"number": to[1]}}}
    paths = [{"path": path, "pathType": "Exact", "backend": backend}]
    spec: Obj = {"rules": [{"host": host, "http": {"paths": paths}}]}
    return {"ingressClassName": settings.ingress_class, **spec} if settings.ingress_class else spec

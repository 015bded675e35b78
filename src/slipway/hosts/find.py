"""Find hosts: in the watch cache for those who look, in the cluster itself for those who act."""

from __future__ import annotations

import re

from slipway.cluster import EVENT, NODE, POD, Cluster, Obj, WatchCache
from slipway.errors import NotFound
from slipway.hosts.observed import Load, load_of

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")

BY_HOST = "host"
"""The watch cache's index of pods by the host that they are on."""


def known_nodes(cache: WatchCache) -> list[Obj]:
    """Return all nodes; Unavailable as long as the cluster has not been seen, because no hosts is not the answer."""
    cache.require_synced()
    return cache.all(NODE)


def known_node(cache: WatchCache, name: str) -> Obj:
    """Return the node of that name. Raises NotFound."""
    cache.require_synced()
    found = cache.get(NODE, "", name)
    if found is None:
        raise NotFound("host.not_found", {"name": name})
    return found


def known_load(cache: WatchCache, name: str) -> Load:
    """Return what is on a host."""
    return cache.derive(POD, BY_HOST, name, load_of)


async def node_of(cluster: Cluster, name: str) -> Obj:
    """Ask the cluster for a node. Raises NotFound."""
    found = await cluster.get(NODE, name) if _NAME.fullmatch(name) else None
    if found is None:
        raise NotFound("host.not_found", {"name": name})
    return found


async def pods_on(cluster: Cluster, name: str) -> list[Obj]:
    """Ask the cluster for the pods on a host, by namespace and name."""
    found = await cluster.list_all(POD, fields=f"spec.nodeName={name}")
    return sorted(found, key=lambda pod: (pod["metadata"]["namespace"], pod["metadata"]["name"]))


async def events_about(cluster: Cluster, name: str) -> list[Obj]:
    """Ask the cluster for its events about a host: the watch cache keeps none of them."""
    return await cluster.list_all(EVENT, fields=f"involvedObject.kind={NODE.name},involvedObject.name={name}")

"""Hosts as the API shows them, kept until one of them changes: a list of hundreds is read far more often than that."""

from __future__ import annotations

from collections.abc import Set

from slipway.cluster import Obj, WatchCache
from slipway.hosts.find import known_load, known_node, known_nodes
from slipway.hosts.observed import Load
from slipway.hosts.present import host_out
from slipway.hosts.schemas import HostOut


class ShownHosts:
    """Shows hosts. Nobody may change what it returns."""

    def __init__(self, cache: WatchCache) -> None:
        self._cache = cache
        self._kept: dict[str, tuple[Obj, Load, bool, HostOut]] = {}

    def all(self, draining: Set[str]) -> list[HostOut]:
        """Return all hosts, given the names of those that are being drained. Raises Unavailable."""
        named = {node["metadata"]["name"]: node for node in known_nodes(self._cache)}
        for name in self._kept.keys() - named.keys():
            del self._kept[name]
        return [self._show(name, node, draining=name in draining) for name, node in named.items()]

    def one(self, name: str, draining: Set[str]) -> HostOut:
        """Return one host. Raises NotFound, Unavailable."""
        return self._show(name, known_node(self._cache, name), draining=name in draining)

    def _show(self, name: str, node: Obj, *, draining: bool) -> HostOut:
        """Return a host with what is on it; the watch cache has another object whenever something is different."""
        load = known_load(self._cache, name)
        kept = self._kept.get(name)
        if kept is not None and kept[0] is node and kept[1] is load and kept[2] == draining:
            return kept[3]
        shown = host_out(node, load, draining=draining)
        self._kept[name] = node, load, draining, shown
        return shown

"""What the hosts of a partition have, and how much of it is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from slipway.cluster import NODE, Obj, WatchCache
from slipway.hosts.find import known_load
from slipway.hosts.observed import Load
from slipway.hosts.partitions.schemas import PartitionRoom
from slipway.hosts.present import amounts_of, numbers_of
from slipway.quantities import percent_of

Room = Callable[[Iterable[str]], PartitionRoom | None]


def room_in(cache: WatchCache) -> Room:
    """Return the function that tells the room of hosts at this moment; it says None until the cluster was seen."""
    if not cache.synced:
        return lambda hosts: None
    nodes = {node["metadata"]["name"]: node for node in cache.all(NODE)}
    return lambda hosts: room_of(hosts, nodes, lambda name: known_load(cache, name))


def room_of(hosts: Iterable[str], nodes: Mapping[str, Obj], load_on: Callable[[str], Load]) -> PartitionRoom:
    """Add up what is allocatable and what is taken on the hosts that there are. Pure."""
    allocatable, taken = numbers_of({}), numbers_of({})
    missing: list[str] = []
    for name in hosts:
        if name not in nodes:
            missing.append(name)
            continue
        status = nodes[name].get("status") or {}
        allocatable = _sum(allocatable, numbers_of(status.get("allocatable") or {}))
        taken = _sum(taken, load_on(name).requested)
    return PartitionRoom(
        allocatable=amounts_of(allocatable),
        requested=amounts_of(taken),
        cpu_percent=percent_of(taken["cpu"], allocatable["cpu"]),
        memory_percent=percent_of(taken["memory"], allocatable["memory"]),
        pods_percent=percent_of(taken["pods"], allocatable["pods"]),
        missing_hosts=missing,
    )


def _sum(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {resource: one[resource] + other[resource] for resource in one}

"""Pods in slots: each backend has a few servers that stand ready to be given an address while HAProxy runs. Pure.

A pod keeps its slot as long as it is there; so a change touches only the pods that it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from localkube.network.routes.endpoints import Address
from localkube.network.routes.render import Slots, slot_name

_FEWEST = 4


def size_for(pods: int, present: int) -> int:
    """How many slots a backend needs: what it has, if that is enough, else room to grow."""
    if pods <= present > 0:
        return present
    wanted, size = pods + max(1, pods // 4), _FEWEST
    while size < wanted:
        size *= 2
    return size


def assign(present: Slots, pods: Collection[Address], size: int) -> Slots:
    """Give each pod a slot; those that have one keep it. Newcomers take empty slots before those that others leave."""
    before = present[:size] + (None,) * (size - len(present))
    slots = [pod if pod in pods else None for pod in before]
    seated = set(slots)
    free = sorted((number for number, pod in enumerate(slots) if pod is None), key=lambda n: (before[n] is not None, n))
    for number, pod in zip(free, sorted(set(pods) - seated), strict=False):
        slots[number] = pod
    return tuple(slots)


def commands(backend: str, present: Slots, wanted: Slots) -> Iterator[str]:
    """What to tell the running HAProxy: first who comes, then who goes, so that somebody is always there.

    Connections to the pod that a slot had before last on, whatever the slot's address is now.
    """
    changed = [(number, pod) for number, pod in enumerate(wanted) if pod != present[number]]
    for number, pod in changed:
        if pod is not None:
            server = f"{backend}/{slot_name(number)}"
            yield f"set server {server} addr {pod[0]} port {pod[1]}"
            if present[number] is None:
                yield f"set server {server} state ready"
    for number, pod in changed:
        if pod is None:
            yield f"set server {backend}/{slot_name(number)} state drain"


def read_state(text: str) -> dict[str, Slots]:
    """The answer to ``show servers state``: who sits where, by backend. Slots that take no requests are empty."""
    found: dict[str, dict[str, Address | None]] = {}
    names: Mapping[str, int] = {}
    for line in text.splitlines():
        words = line.split()
        if line.startswith("# "):
            names = {name: place for place, name in enumerate(words[1:])}
        elif len(words) >= len(names) > 0:
            value = {name: words[place] for name, place in names.items()}
            ready = value["srv_admin_state"] == "0"
            pod = (value["srv_addr"], int(value["srv_port"])) if ready else None
            found.setdefault(value["be_name"], {})[value["srv_name"]] = pod
    return {name: _in_order(servers) for name, servers in found.items()}


def _in_order(servers: Mapping[str, Address | None]) -> Slots:
    return tuple(servers.get(slot_name(number)) for number in range(len(servers)))

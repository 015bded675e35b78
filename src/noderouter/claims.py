"""Which node a pod network belongs to. Every agent comes to the same answer, since it depends on Node objects alone."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass

from noderouter.model import Address, Host, Network

_Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A node's pod network; ``loses_to`` is the node that had an overlapping one before."""

    host: Host
    network: Network
    loses_to: str | None = None
    inside: str | None = None
    """A node whose own address lies in the network: a route to it would cut that node off."""


def claims(hosts: Iterable[Host]) -> tuple[Claim, ...]:
    """Settle all claims: the older node keeps its network, of equally old ones the first by name."""
    ordered = sorted(hosts, key=lambda host: (not host.created, host.created, host.name))
    granted: dict[int, list[_Span]] = {4: [], 6: []}
    addresses: dict[int, list[tuple[int, str]]] = {4: [], 6: []}
    for host in ordered:
        for address in host.addresses:
            insort(addresses[address.version], (int(address), host.name))
    settled = []
    for host in ordered:
        for network in host.networks:
            spans = granted[network.version]
            holder = _holder(spans, network)
            if holder is None:
                insort(spans, (*_bounds(network), host.name))
            loses_to = None if holder in (None, host.name) else holder
            settled.append(Claim(host, network, loses_to, _inside(addresses[network.version], network)))
    return tuple(settled)


def _bounds(network: Network) -> tuple[int, int]:
    return int(network.network_address), int(network.broadcast_address)


def _holder(spans: list[_Span], network: Network) -> str | None:
    """Granted spans never overlap each other, so only the neighbours can overlap the network."""
    first, last = _bounds(network)
    place = bisect_left(spans, (first, -1, ""))
    for start, end, name in spans[max(place - 1, 0) : place + 1]:
        if start <= last and first <= end:
            return name
    return None


def _inside(addresses: list[tuple[int, str]], network: Network) -> str | None:
    first, last = _bounds(network)
    place = bisect_left(addresses, (first, ""))
    return addresses[place][1] if place < len(addresses) and addresses[place][0] <= last else None


def gateway_of(claim: Claim) -> Address | None:
    """Return the address by which a claim's network is reached."""
    return claim.host.gateway(claim.network)

"""What the agent reasons about: hosts as the cluster tells them, routes as the kernel has them. Plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


class State(StrEnum):
    """How a route to one pod network is."""

    OK = "ok"
    MISSING = "missing"
    CONFLICT = "conflict"
    UNREACHABLE = "unreachable"
    DUPLICATE = "duplicate"


class Mode(StrEnum):
    """What the agent does about routes."""

    MANAGE = "manage"
    REPORT_ONLY = "report_only"


class Wish(StrEnum):
    """What the agent was told to do; ``AUTO`` looks whether a network plugin routes already."""

    AUTO = "auto"
    MANAGE = "manage"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Host:
    """A Node object, as far as routes need it."""

    name: str
    uid: str = ""
    created: str = ""
    networks: tuple[Network, ...] = ()
    addresses: tuple[Address, ...] = ()

    def gateway(self, network: Network) -> Address | None:
        """Return the first internal address of the network's family."""
        return next((each for each in self.addresses if each.version == network.version), None)


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the kernel's main table."""

    network: Network
    gateway: Address | None = None
    device: int = 0
    protocol: int = 0
    metric: int = 0
    unicast: bool = True
    several: bool = False
    """Has more than one next hop."""

    @property
    def direct(self) -> bool:
        """Tell whether what it leads to is a neighbour."""
        return self.unicast and self.gateway is None and not self.several


@dataclass(frozen=True)
class Kernel:
    """Routes, addresses and devices of the node at one moment."""

    routes: Sequence[Route] = ()
    addresses: frozenset[Address] = frozenset()
    devices: Mapping[int, str] = field(default_factory=dict)
    """Names of those that are up, by index."""


class Lookup:
    """Finds routes by what they cover; the most specific ones first."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._found: dict[tuple[int, int], dict[int, list[Route]]] = {}
        for route in routes:
            network = route.network
            of_length = self._found.setdefault((network.version, network.prefixlen), {})
            of_length.setdefault(int(network.network_address), []).append(route)
        self._lengths = sorted(self._found, reverse=True)

    def exactly(self, network: Network) -> list[Route]:
        """Return the routes to this very network."""
        of_length = self._found.get((network.version, network.prefixlen), {})
        return of_length.get(int(network.network_address), [])

    def covering(self, network: Network) -> list[Route]:
        """Return the routes to the smallest network that is larger than this one and contains it."""
        return self._best(network.version, int(network.network_address), network.max_prefixlen, network.prefixlen - 1)

    def towards(self, address: Address) -> list[Route]:
        """Return the most specific routes by which an address is reached."""
        return self._best(address.version, int(address), address.max_prefixlen, address.max_prefixlen)

    def _best(self, version: int, number: int, bits: int, longest: int) -> list[Route]:
        for family, length in self._lengths:
            if family == version and length <= longest:
                start = number >> (bits - length) << (bits - length)
                if found := self._found[family, length].get(start):
                    return found
        return []

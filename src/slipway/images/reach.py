"""Where the platform may go for somebody else: tenants choose addresses, and must not reach what is inside. Pure.

Whatever is no public address is inside: loopback, link-local (where clouds tell secrets), the networks of pods,
services and hosts. Administrators name registries there that tenants may use all the same
(``SLIPWAY_REGISTRIES_INSIDE``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_TRANSLATED = ip_network("64:ff9b::/96")
"""IPv6 addresses behind which a gateway reaches any IPv4 address."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What tenants may reach although it is inside: addresses as they are written, and networks."""

    addresses: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, text: str) -> Inside:
        """Read the setting: networks (CIDR) and ``host[:port]``, separated by commas."""
        networks, addresses = [], []
        for each in filter(None, (part.strip() for part in text.split(","))):
            try:
                networks.append(ip_network(each))
            except ValueError:
                addresses.append(each.lower())
        return cls(frozenset(addresses), tuple(networks))

    def permits(self, netloc: str, found: Iterable[str]) -> bool:
        """Tell whether an address that is written so, and resolves to these, may be reached.

        One that is inside among them is enough to refuse: whoever answers for a name could send us there next.
        """
        return netloc.lower() in self.addresses or all(self._permits(ip_address(each)) for each in found)

    def _permits(self, ip: IPv4Address | IPv6Address) -> bool:
        real = _embedded(ip)
        return is_public(real) or any(real in network for network in self.networks)


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one of the internet."""
    return ip.is_global and not ip.is_multicast and ip not in _TRANSLATED


def _embedded(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that some IPv6 addresses stand for."""
    return (ip.ipv4_mapped or ip.sixtofour or ip) if isinstance(ip, IPv6Address) else ip

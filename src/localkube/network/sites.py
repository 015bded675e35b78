"""Where each node is on the network: the first one on the machine itself, every other in a network namespace.

The pod range is divided into equal parts, the same ones whatever the number of nodes is: one per node, and the last for
the addresses by which nodes know each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

NAMESPACES = Path("/run/netns")
"""Where ``ip netns`` keeps the files of network namespaces."""
_PART_BITS = 4
MOST_NODES = 2**_PART_BITS - 1
LONGEST_DIVISIBLE_PREFIX = 20
"""Parts of longer prefixes would be too small for pods: such a range serves one node, as a whole."""


@dataclass(frozen=True, slots=True)
class Site:
    """One node's place. ``pods``: its pods' addresses; ``address``: its own; ``namespace`` empty: the machine itself.

    ``link`` is the interface to the other nodes, and ``peer`` its end at the machine's bridge; none on the machine.
    """

    node: str
    pods: IPv4Network
    address: IPv4Address
    namespace: str = ""
    link: str = ""
    peer: str = ""

    @property
    def namespace_file(self) -> str:
        """The file of the network namespace; empty on the machine."""
        return str(NAMESPACES / self.namespace) if self.namespace else ""

    @property
    def gateway(self) -> IPv4Address:
        """The node as its pods see it: the first of their addresses."""
        return self.pods[1]


def divide(instance: str, pods: IPv4Network, nodes: Sequence[str]) -> list[Site]:
    """The sites of nodes, by their names, in order; the first is the machine."""
    if pods.prefixlen > LONGEST_DIVISIBLE_PREFIX:
        return [Site(nodes[0], pods, pods[1])]
    parts = list(pods.subnets(prefixlen_diff=_PART_BITS))
    first = Site(nodes[0], parts[0], pods[1])
    others = [
        Site(name, part, parts[-1][number], namespace_name(instance, number), "node0", f"lkn{number}-{instance}")
        for number, (name, part) in enumerate(zip(nodes[1:], parts[1:-1], strict=False), start=2)
    ]
    return [first, *others]


def between_nodes(pods: IPv4Network) -> IPv4Network:
    """The addresses of the nodes but the first."""
    return list(pods.subnets(prefixlen_diff=_PART_BITS))[-1]


def namespace_name(instance: str, number: int) -> str:
    """The network namespace of a node, as ``ip netns`` shows it."""
    return f"lk-{instance}-{number}"

"""Clients that stay with an endpoint: ``sessionAffinity: ClientIP``. Pure.

As kube-proxy does it with nftables: each endpoint has a set of client addresses, looked up before one is chosen at
random; whenever an endpoint is chosen, the client's address stands in its set for the service's timeout anew. The
kernel removes those whose time is over. The sets outlive the replacement of the table (``tables``), so endpoints come
and go beside those with clients; the set of an endpoint that is gone goes with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from localkube.network.services.fronts import Backend, Front
from localkube.network.tables import LASTING

_MOST_CLIENTS = 65535
"""Of one endpoint; who comes when the set is full is served, and not remembered."""


def endpoint_parts(fronts: Iterable[Front]) -> list[str]:
    """The sets, and for each a chain that remembers the client and leads it to the endpoint.

    Two fronts of one port (its address and its node port) share them. The timeout is the elements': a set that
    changed could not stay.
    """
    parts: dict[str, list[str]] = {}
    for front, backend in ((each, backend) for each in fronts if each.affinity_seconds for backend in each.backends):
        name = _set_name(front, backend)
        parts[name] = [
            f"  set {name} {{",
            "    type ipv4_addr",
            f"    size {_MOST_CLIENTS}",
            "    flags dynamic,timeout",
            "  }",
            f"  chain {_chain_name(front, backend)} {{",
            f"    update @{name} {{ ip saddr timeout {front.affinity_seconds}s }}",
            f"    meta l4proto {front.protocol} dnat to {backend.address}:{backend.port}",
            "  }",
        ]
    return [line for lines in parts.values() for line in lines]


def choice(front: Front) -> list[str]:
    """The rules that lead a client to its endpoint, or else to any."""
    chains = [_chain_name(front, backend) for backend in front.backends]
    known = [
        f"    ip saddr @{_set_name(front, backend)} goto {chain}"
        for backend, chain in zip(front.backends, chains, strict=True)
    ]
    targets = ", ".join(f"{index} : goto {chain}" for index, chain in enumerate(chains))
    return [*known, f"    numgen random mod {len(chains)} vmap {{ {targets} }}"]


def _set_name(front: Front, backend: Backend) -> str:
    return f"{LASTING}clients_{_key(front, backend)}"


def _chain_name(front: Front, backend: Backend) -> str:
    return f"endpoint_{_key(front, backend)}"


def _key(front: Front, backend: Backend) -> str:
    key = f"{front.name} {front.protocol} {front.port} {backend.address} {backend.port}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]

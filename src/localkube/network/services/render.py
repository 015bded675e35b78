"""The text of the nftables table that gives services their addresses, and pods their ports of the machine.

Pure: the same services make the same text. One table holds all: it is replaced in one transaction, so that a packet
meets either the old services or the new ones. Connections that exist are not touched, the kernel remembers where they
go. Nor are the sets of clients that stay with an endpoint (``affinity``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from localkube.network import links
from localkube.network.services import affinity
from localkube.network.services.fronts import Backend, Front, at_site
from localkube.network.services.host_ports import HostPort
from localkube.network.settings import Settings
from localkube.network.sites import Site

_PORT = "inet_proto . inet_service"
_SOCKET = "ipv4_addr . inet_service"


def render(
    settings: Settings, fronts: Iterable[Front], host_ports: Sequence[HostPort] = (), site: Site | None = None
) -> str:
    """Input for ``nft -f`` on the node at ``site``, by default the machine itself; ``host_ports`` are that node's."""
    site = site or settings.sites[0]
    here = at_site(fronts, site)
    served = [front for front in here if front.backends]
    elsewhere = _elsewhere(here)
    table = settings.table
    body = [
        *_map("service_ports", f"ipv4_addr . {_PORT}", _service_ports(served)),
        *_map("node_ports", _PORT, _node_ports(served)),
        *_map("host_ports_at", f"ipv4_addr . {_PORT}", _host_ports_at(host_ports), _SOCKET),
        *_map("host_ports", _PORT, _host_ports(host_ports), _SOCKET),
        *_set("themselves", "ipv4_addr . ipv4_addr", _themselves(served, host_ports)),
        *_set("elsewhere", f"ipv4_addr . {_PORT}", elsewhere),
        *affinity.endpoint_parts(served),
        *(line for front in served for line in _front_chain(front)),
        *_host_port_chain(settings),
        *_entry_chains(),
        *_departure_chain(settings, site),
        *_loopback_chain(),
        *_refusal_chains(settings),
        *([] if site.namespace else _api_chain(settings)),
    ]
    return "\n".join((f"table ip {table}", f"delete table ip {table}", f"table ip {table} {{", *body, "}", ""))


def _entry_chains() -> list[str]:
    return [
        "  chain services {",
        "    ip daddr . meta l4proto . th dport vmap @service_ports",
        "    ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto . th dport vmap @node_ports",
        "  }",
        "  chain from_outside {",
        "    type nat hook prerouting priority dstnat; policy accept;",
        "    jump services",
        "    jump host_ports",
        "  }",
        "  chain from_machine {",
        "    type nat hook output priority -100; policy accept;",
        "    jump services",
        "    jump host_ports",
        "  }",
    ]


def _host_port_chain(settings: Settings) -> list[str]:
    """Only what is addressed to the machine, so that no pod takes another's place. Ours stay ours: API and names."""
    api = [f"    tcp dport {settings.api_port} return"] if settings.api_port else []
    return [
        "  chain host_ports {",
        "    fib daddr type != local return",
        f"    ip daddr {settings.dns} th dport 53 return",
        *api,
        "    dnat ip addr . port to ip daddr . meta l4proto . th dport map @host_ports_at",
        "    dnat ip addr . port to meta l4proto . th dport map @host_ports",
        "  }",
    ]


def _loopback_chain() -> list[str]:
    """Links may carry answers to loopback addresses (``table``), but what a pod sends to one itself goes nowhere."""
    pods = f'    iifname "{links.PREFIX}*" ip'
    return [
        "  chain loopback {",
        "    type filter hook prerouting priority raw; policy accept;",
        f"{pods} saddr 127.0.0.0/8 drop",
        f"{pods} daddr 127.0.0.0/8 drop",
        "  }",
    ]


def _departure_chain(settings: Settings, site: Site) -> list[str]:
    """Pods reach themselves through a service under the gateway's address, and the outside under the machine's.

    Answers must come back over the node that translated. They do of themselves when client or backend is a pod of that
    node; what came for its node port from elsewhere, and goes elsewhere, goes on in its own name.
    """
    inside = f"{{ {settings.pods}, {settings.services} }}"
    passing = f"ct status dnat ip saddr != {site.pods} ip daddr {settings.pods} ip daddr != {site.pods}"
    lines = [
        f"    ct status dnat ip saddr . ip daddr @themselves snat to {site.gateway}",
        f"    ct status dnat ip saddr 127.0.0.0/8 ip daddr {settings.pods} snat to {site.gateway}",
    ]
    if site.namespace:
        lines.append(f"    {passing} snat to {site.address}")
    elif len(settings.sites) > 1:
        lines.append(f"    ip saddr {settings.pods} {passing} snat to {site.address}")
    if not site.namespace:
        lines.append(f"    ip saddr {settings.pods} ip daddr != {inside} masquerade")
    return [
        "  chain departure {",
        "    type nat hook postrouting priority srcnat; policy accept;",
        *lines,
        "  }",
    ]


def _refusal_chains(settings: Settings) -> list[str]:
    """What is still addressed to a service after translation has nobody behind it: say so at once."""
    lines: list[str] = []
    for hook in ("forward", "output"):
        lines += [
            f"  chain refused_{hook} {{",
            f"    type filter hook {hook} priority filter; policy accept;",
            f"    ip daddr {settings.dns} accept",
            f"    ip daddr {settings.services} meta l4proto tcp reject with tcp reset",
            f"    ip daddr {settings.services} reject with icmp port-unreachable",
            "    meta l4proto tcp ip daddr . meta l4proto . th dport @elsewhere reject with tcp reset",
            "    ip daddr . meta l4proto . th dport @elsewhere reject with icmp port-unreachable",
            "  }",
        ]
    return lines


def _api_chain(settings: Settings) -> list[str]:
    """At the gateway's address the API answers pods and the machine, and nobody who finds a way there from outside."""
    if not settings.api_port:
        return []
    api = f"ip daddr {settings.gateway} tcp dport {settings.api_port}"
    return [
        "  chain api {",
        "    type filter hook input priority filter; policy accept;",
        f'    iifname != "lo" iifname != "{links.PREFIX}*" {api} reject with tcp reset',
        "  }",
    ]


def _front_chain(front: Front) -> list[str]:
    return [
        f"  # {front.name}",
        f"  chain {_chain_name(front)} {{",
        *(affinity.choice(front) if front.affinity_seconds else _choice(front)),
        "  }",
        *(_guard_chain(front) if front.sources is not None and front.balanced else []),
    ]


def _guard_chain(front: Front) -> list[str]:
    let_in = f"    ip saddr {{ {', '.join(front.sources)} }} goto {_chain_name(front)}" if front.sources else ""
    return [f"  chain {_guard_name(front)} {{", *([let_in] if let_in else []), "  }"]


def _choice(front: Front) -> list[str]:
    translate = f"    meta l4proto {front.protocol} dnat"
    targets = [_target(backend) for backend in front.backends]
    if len(targets) == 1:
        return [f"{translate} to {_socket(front.backends[0])}"]
    choices = ", ".join(f"{index} : {target}" for index, target in enumerate(targets))
    return [f"{translate} ip addr . port to numgen random mod {len(targets)} map {{ {choices} }}"]


def _service_ports(fronts: Iterable[Front]) -> list[str]:
    return _verdicts(
        (f"{address} . {front.protocol} . {front.port}", chain)
        for front in fronts
        for address, chain in _entries(front)
    )


def _entries(front: Front) -> Iterator[tuple[str, str]]:
    """The addresses at which a port is found, and which chain looks after each."""
    if front.address:
        yield front.address, _chain_name(front)
    for address in front.outside:
        yield address, _chain_name(front)
    for address in front.balanced:
        yield address, _chain_name(front) if front.sources is None else _guard_name(front)


def _elsewhere(fronts: Iterable[Front]) -> list[str]:
    """What is not of the service range and yet a service's: it must not leave for the real owner of the address."""
    found = {
        f"{address} . {front.protocol} . {front.port}"
        for front in fronts
        for address in (*front.outside, *front.balanced)
    }
    return sorted(found)


def _node_ports(fronts: Iterable[Front]) -> list[str]:
    return _verdicts(
        (f"{front.protocol} . {front.node_port}", _chain_name(front)) for front in fronts if front.node_port
    )


def _verdicts(keyed: Iterable[tuple[str, str]]) -> list[str]:
    """The first of two that claim the same port has it: the kernel takes no table in which a key stands twice."""
    chosen: dict[str, str] = {}
    for key, chain in keyed:
        chosen.setdefault(key, chain)
    return [f"{key} : goto {chain}" for key, chain in chosen.items()]


def _host_ports_at(host_ports: Iterable[HostPort]) -> list[str]:
    return [
        f"{each.address} . {each.protocol} . {each.port} : {_target(each.backend)}"
        for each in host_ports
        if each.address
    ]


def _host_ports(host_ports: Iterable[HostPort]) -> list[str]:
    return [f"{each.protocol} . {each.port} : {_target(each.backend)}" for each in host_ports if not each.address]


def _themselves(fronts: Iterable[Front], host_ports: Iterable[HostPort]) -> list[str]:
    behind = {backend.address for front in fronts for backend in front.backends}
    addresses = sorted(behind | {each.backend.address for each in host_ports})
    return [f"{address} . {address}" for address in addresses]


def _map(name: str, key: str, elements: list[str], value: str = "verdict") -> list[str]:
    return _collection(f"map {name}", f"{key} : {value}", elements)


def _set(name: str, key: str, elements: list[str]) -> list[str]:
    return _collection(f"set {name}", key, elements)


def _collection(head: str, kind: str, elements: list[str]) -> list[str]:
    lines = [f"  {head} {{", f"    type {kind}"]
    if elements:
        lines += ["    elements = {", *(f"      {element}," for element in elements), "    }"]
    return [*lines, "  }"]


def _chain_name(front: Front) -> str:
    key = f"{front.name} {front.address} {front.protocol} {front.port}"
    return f"front_{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _guard_name(front: Front) -> str:
    return f"guard_{_chain_name(front)}"


def _socket(backend: Backend) -> str:
    return f"{backend.address}:{backend.port}"


def _target(backend: Backend) -> str:
    return f"{backend.address} . {backend.port}"

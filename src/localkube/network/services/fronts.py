"""Which addresses stand behind each port of each service. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network, collapse_addresses
from typing import NamedTuple

from localkube.network.endpoints import Endpoint, Group, behind_services, is_address, name_of
from localkube.network.sites import Site
from localkube.objects.access import Obj

_PROTOCOLS = ("SCTP", "TCP", "UDP")
_PortKey = tuple[str, str]


class Backend(NamedTuple):
    """Where a connection may go."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Front:
    """One port of one service. ``protocol`` is ``tcp``, ``udp`` or ``sctp``; ``node_port`` 0: none.

    ``local_inside`` and ``local_outside``: connections to the address, or to the node port, stay on the node to which
    they come. Of what is for one node alone the ``address`` may be empty: only its node port is meant.
    ``outside``: addresses of elsewhere that lead here too (``externalIPs``); ``balanced``: those that a load balancer
    has, for clients of ``sources`` alone (None: all).
    ``affinity_seconds``: how long a client stays with a backend after its last connection; 0: not at all.
    """

    name: str
    address: str
    protocol: str
    port: int
    node_port: int
    affinity_seconds: int
    backends: tuple[Backend, ...]
    local_inside: bool = False
    local_outside: bool = False
    outside: tuple[str, ...] = ()
    balanced: tuple[str, ...] = ()
    sources: tuple[str, ...] | None = None


def fronts(services: Iterable[Obj], slices: Iterable[Obj], endpoints: Iterable[Obj]) -> list[Front]:
    """All ports of services that have an address, in a stable order."""
    behind = behind_services(slices, endpoints)
    found = [
        front
        for service in services
        if is_address(service["spec"].get("clusterIP")) and service["spec"].get("type") != "ExternalName"
        for front in _fronts_of(service, _backends(behind.get(name_of(service), ())))
    ]
    return sorted(found, key=lambda front: (front.name, front.protocol, front.port))


def at_site(fronts: Iterable[Front], site: Site) -> list[Front]:
    """As one node has them: where the service says so, with the node's own endpoints alone."""
    return [narrowed for front in fronts for narrowed in _narrowed(front, site)]


def _narrowed(front: Front, site: Site) -> Iterator[Front]:
    if not (front.local_inside or front.local_outside):
        yield front
        return
    own = tuple(backend for backend in front.backends if _is_at(backend.address, site))
    inside = own if front.local_inside else front.backends
    outside = own if front.local_outside else front.backends
    if inside == outside or not (front.node_port or front.outside or front.balanced):
        yield replace(front, backends=inside)
        return
    yield replace(front, backends=inside, node_port=0, outside=(), balanced=())
    yield replace(front, backends=outside, address="")


def _is_at(address: str, site: Site) -> bool:
    """Whether a pod of the node has it, or the node itself."""
    return IPv4Address(address) in site.pods or IPv4Address(address) == site.address


def usable(endpoints: Iterable[Endpoint]) -> set[Endpoint]:
    """The ready ones; if there is none, those that still answer on their way out."""
    known = set(endpoints)
    return {each for each in known if each.ready} or {each for each in known if each.draining}


def _fronts_of(service: Obj, behind: dict[_PortKey, set[Backend]]) -> Iterator[Front]:
    spec = service["spec"]
    namespace, name = name_of(service)
    for port in spec.get("ports") or ():
        protocol = port.get("protocol", "TCP")
        if protocol not in _PROTOCOLS:
            continue
        port_name = port.get("name") or ""
        yield Front(
            name=f"{namespace}/{name}:{port_name}",
            address=spec["clusterIP"],
            protocol=protocol.lower(),
            port=port["port"],
            node_port=port.get("nodePort") or 0,
            affinity_seconds=_affinity_seconds(spec),
            local_inside=spec.get("internalTrafficPolicy") == "Local",
            local_outside=spec.get("externalTrafficPolicy") == "Local",
            outside=tuple(address for address in spec.get("externalIPs") or () if is_address(address)),
            balanced=tuple(_balanced(service)),
            sources=_sources(spec),
            backends=tuple(sorted(behind.get((port_name, protocol), ()))),
        )


def _balanced(service: Obj) -> Iterator[str]:
    """Addresses whose packets arrive as they were sent; what a proxy passes on comes to node ports."""
    if service["spec"].get("type") == "LoadBalancer":
        for ingress in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ():
            if is_address(ingress.get("ip")) and ingress.get("ipMode", "VIP") == "VIP":
                yield ingress["ip"]


def _sources(spec: Obj) -> tuple[str, ...] | None:
    """Without overlaps, which the kernel refuses. Ranges of other families let nobody in."""
    given = spec.get("loadBalancerSourceRanges")
    if not given:
        return None
    return tuple(str(each) for each in collapse_addresses(_networks(given)))


def _networks(texts: Iterable[str]) -> Iterator[IPv4Network]:
    for text in texts:
        try:
            yield IPv4Network(text.strip(), strict=False)
        except ValueError:
            continue


def _affinity_seconds(spec: Obj) -> int:
    if spec.get("sessionAffinity") != "ClientIP":
        return 0
    seconds: int = spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"]
    return seconds


def _backends(groups: Iterable[Group]) -> dict[_PortKey, set[Backend]]:
    """Judged per port over all groups: a rolling update may give old and new pods different port numbers."""
    candidates: defaultdict[_PortKey, list[tuple[Endpoint, int]]] = defaultdict(list)
    for group in groups:
        for port in group.ports:
            candidates[port.name, port.protocol].extend((endpoint, port.number) for endpoint in group.endpoints)
    behind: dict[_PortKey, set[Backend]] = {}
    for key, pairs in candidates.items():
        chosen = usable(endpoint for endpoint, _ in pairs)
        behind[key] = {Backend(endpoint.address, number) for endpoint, number in pairs if endpoint in chosen}
    return behind

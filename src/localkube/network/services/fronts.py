"""Which addresses stand behind each port of each service. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from localkube.network.endpoints import Endpoint, Group, behind_services, is_address, name_of
from localkube.objects.access import Obj

_PROTOCOLS = ("TCP", "UDP")
_PortKey = tuple[str, str]


class Backend(NamedTuple):
    """Where a connection may go."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Front:
    """One port of one service. ``protocol`` is ``tcp`` or ``udp``; ``node_port`` 0: none."""

    name: str
    address: str
    protocol: str
    port: int
    node_port: int
    sticky: bool
    backends: tuple[Backend, ...]


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
            sticky=spec.get("sessionAffinity") == "ClientIP",
            backends=tuple(sorted(behind.get((port_name, protocol), ()))),
        )


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

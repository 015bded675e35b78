"""The ports of services by name: SRV records, as the Kubernetes DNS specification (1.1.0) wants them. Pure.

A service with an address has one for each named port, which leads to itself. A headless service has one for each named
port of each endpoint, which leads to the endpoint's own name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from localkube.network.dns.names import endpoint_name
from localkube.network.endpoints import Group, behind_services, is_address, name_of
from localkube.objects.access import Obj


class Target(NamedTuple):
    """Where a port is found. Priority and weight are the same for all: nobody is preferred."""

    port: int
    name: str


Ports = dict[str, tuple[Target, ...]]
"""Targets by ``_port._protocol.service.namespace.svc.domain``."""


def ports(services: Iterable[Obj], slices: Iterable[Obj], endpoints: Iterable[Obj], domain: str) -> Ports:
    """All named ports. Ports without a name have no record, nor have external names."""
    behind = behind_services(slices, endpoints)
    found: defaultdict[str, set[Target]] = defaultdict(set)
    for service in services:
        namespace, name = name_of(service)
        full_name = f"{name}.{namespace}.svc.{domain}"
        for label, target in _ports_of(service, full_name, behind.get((namespace, name), ())):
            found[f"{label}.{full_name}"].add(target)
    return {name: tuple(sorted(targets)) for name, targets in found.items()}


def zones(known: Ports) -> list[str]:
    """The smallest domains that hold all records: ``_protocol.service.namespace.svc.domain``."""
    return sorted({name.partition(".")[2] for name in known})


def _ports_of(service: Obj, full_name: str, behind: Iterable[Group]) -> Iterator[tuple[str, Target]]:
    """Each port as ``_port._protocol``."""
    spec = service["spec"]
    if spec.get("type") == "ExternalName":
        return
    if is_address(spec.get("clusterIP")):
        for port in spec.get("ports") or ():
            if port.get("name"):
                yield _label(port["name"], port.get("protocol", "TCP")), Target(port["port"], full_name)
        return
    for group in behind:
        for named in group.ports:
            for endpoint in group.endpoints if named.name else ():
                if endpoint.ready:
                    target = Target(named.number, f"{endpoint_name(endpoint)}.{full_name}")
                    yield _label(named.name, named.protocol), target


def _label(port: str, protocol: str) -> str:
    return f"_{port}._{protocol.lower()}"

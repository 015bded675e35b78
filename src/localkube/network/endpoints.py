"""What stands behind services, read from the two kinds of object that say so. Pure.

Slices count; an Endpoints object counts only for a service without any slice: one written by hand, or by the API server
for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address

from localkube.objects.access import Obj

RESOURCES = ("services", "endpointslices.discovery.k8s.io", "endpoints")
"""What has to be watched to know services and what stands behind them."""

_SERVICE_NAME = "kubernetes.io/service-name"

Name = tuple[str, str]
"""Namespace and name of a service."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``draining``: on its way out, but still answering."""

    address: str
    hostname: str
    ready: bool
    draining: bool = False


@dataclass(frozen=True, slots=True)
class Port:
    """``protocol`` as Kubernetes writes it: ``TCP``."""

    name: str
    protocol: str
    number: int


@dataclass(frozen=True, slots=True)
class Group:
    """Endpoints that share their ports."""

    ports: tuple[Port, ...]
    endpoints: tuple[Endpoint, ...]


def behind_services(slices: Iterable[Obj], endpoints: Iterable[Obj]) -> dict[Name, list[Group]]:
    """All groups by service."""
    groups: defaultdict[Name, list[Group]] = defaultdict(list)
    for piece in slices:
        service = (piece["metadata"].get("labels") or {}).get(_SERVICE_NAME)
        if service and piece.get("addressType", "IPv4") == "IPv4":
            groups[piece["metadata"]["namespace"], service].append(_from_slice(piece))
    for obj in endpoints:
        name = name_of(obj)
        if name not in groups:
            groups[name] = [_from_subset(subset) for subset in obj.get("subsets") or ()]
    return dict(groups)


def name_of(obj: Obj) -> Name:
    """Namespace and name."""
    return obj["metadata"]["namespace"], obj["metadata"]["name"]


@lru_cache(maxsize=10_000)
def is_address(text: str | None) -> bool:
    """Whether it is an IPv4 address: one bad value would keep everything else from being brought up to date."""
    try:
        IPv4Address(text or "")
    except AddressValueError:
        return False
    return True


def _from_slice(piece: Obj) -> Group:
    return Group(_ports(piece), tuple(_from_entries(piece.get("endpoints") or ())))


def _from_entries(entries: Iterable[Obj]) -> Iterator[Endpoint]:
    for entry in entries:
        conditions = entry.get("conditions") or {}
        draining = bool(conditions.get("serving") and conditions.get("terminating"))
        ready = conditions.get("ready") in (None, True)
        for address in entry["addresses"][:1]:
            if is_address(address):
                yield Endpoint(address, entry.get("hostname") or "", ready, draining)


def _from_subset(subset: Obj) -> Group:
    addresses = [entry for entry in subset.get("addresses") or () if is_address(entry["ip"])]
    return Group(
        _ports(subset), tuple(Endpoint(entry["ip"], entry.get("hostname") or "", ready=True) for entry in addresses)
    )


def _ports(holder: Obj) -> tuple[Port, ...]:
    return tuple(
        Port(port.get("name") or "", port.get("protocol") or "TCP", port["port"])
        for port in holder.get("ports") or ()
        if port.get("port")
    )

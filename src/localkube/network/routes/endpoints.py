"""Which addresses stand behind a backend: from endpoint slices. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from localkube.network.routes.model import ServiceBackend
from localkube.objects.access import Obj

Address = tuple[str, int]
"""IP address and port of a pod."""


def service_port(service: Obj, wanted: int | str) -> tuple[int, str] | None:
    """Number and name of a service's TCP port, asked for by either."""
    for port in service["spec"].get("ports") or ():
        if port.get("protocol", "TCP") == "TCP" and wanted in (port["port"], port.get("name")):
            return port["port"], port.get("name", "")
    return None


def addresses(backend: ServiceBackend, slices: Iterable[Obj]) -> tuple[Address, ...]:
    """Ready pods; when there is none, those that still serve while they end. In a stable order."""
    ready: set[Address] = set()
    ending: set[Address] = set()
    for endpoint_slice in slices:
        number = _port(endpoint_slice, backend.port_name)
        if number is None or endpoint_slice.get("addressType") == "FQDN":
            continue
        for endpoint in endpoint_slice.get("endpoints") or ():
            conditions: Obj = endpoint.get("conditions") or {}
            found = {(address, number) for address in endpoint.get("addresses", ())}
            if conditions.get("ready") is not False:
                ready |= found
            elif conditions.get("serving") and conditions.get("terminating"):
                ending |= found
    return tuple(sorted(ready or ending))


def _port(endpoint_slice: Obj, name: str) -> int | None:
    for port in endpoint_slice.get("ports") or ():
        if (port.get("name") or "") == name and port.get("protocol", "TCP") == "TCP":
            number: int | None = port.get("port")
            return number
    return None

"""Where pods and services are that somebody asks for through the API.

Source: "Access services running on clusters" and the API reference of ``pods/proxy`` and ``services/proxy``.
"""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Iterator
from dataclasses import dataclass

from localkube.apiserver.paths import Target
from localkube.apiserver.proxy.names import Proxied, split
from localkube.apiserver.registry import Registry
from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, ServiceUnavailable

SLICES = "endpointslices.discovery.k8s.io"
_HIGHEST_PORT = 65535
_PORT = 80


@dataclass(frozen=True, slots=True)
class Backend:
    """Whom to ask."""

    scheme: str
    address: str
    port: int

    @property
    def origin(self) -> str:
        """``http://10.42.0.9:80``."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{host}:{self.port}"


class Backends:
    """Finds them in the registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def of(self, target: Target) -> Backend:
        """The pod's, or one of the service's. Raises NotFound, BadRequest, ServiceUnavailable."""
        found = self._pod(target) if target.kind.plural == "pods" else self._service(target)
        if not is_proxyable(found.address):
            raise BadRequest("address not allowed")
        return found

    def _pod(self, target: Target) -> Backend:
        asked = split(target.name, "pod")
        pod = self._registry.get("pods", target.namespace, asked.name)
        port = _number(asked.port) if asked.port else _first_port(pod)
        if port is None:
            raise BadRequest(f'invalid pod request "{target.name}"')
        return Backend(asked.scheme or "http", (pod.get("status") or {}).get("podIP", ""), port)

    def _service(self, target: Target) -> Backend:
        asked = split(target.name, "service")
        service = self._registry.get("services", target.namespace, asked.name)
        name = _port_name(service, asked)
        if name is None:
            raise ServiceUnavailable(f'no service port "{asked.port}" found for service "{asked.name}"')
        found = list(self._endpoints(target.namespace, asked.name, name))
        if not found:
            raise ServiceUnavailable(f'no endpoints available for service "{asked.name}"')
        address, port = random.choice(found)  # noqa: S311 - no secret
        return Backend(asked.scheme or "http", address, port)

    def _endpoints(self, namespace: str | None, service: str, port_name: str) -> Iterator[tuple[str, int]]:
        for each in self._registry.list(SLICES, namespace, labels=f"kubernetes.io/service-name={service}"):
            ports = [port["port"] for port in each.get("ports") or () if (port.get("name") or "") == port_name]
            for endpoint in each.get("endpoints") or ():
                if (endpoint.get("conditions") or {}).get("ready") is not False:
                    yield from ((endpoint["addresses"][0], port) for port in ports if port)


def is_proxyable(address: str) -> bool:
    """Whether it may be the address of a pod: nothing by which the machine reaches itself or its neighbours."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not (found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified)


def _port_name(service: Obj, asked: Proxied) -> str | None:
    """The name (empty: it has none) of the port that is asked for by name or number; of the only one otherwise."""
    ports: list[Obj] = service["spec"].get("ports") or []
    if not asked.port:
        return (ports[0].get("name") or "") if len(ports) == 1 else None
    for port in ports:
        if asked.port in (port.get("name"), str(port["port"])):
            return port.get("name") or ""
    return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= _HIGHEST_PORT else None


def _first_port(pod: Obj) -> int:
    for container in pod["spec"]["containers"]:
        for port in container.get("ports") or ():
            return int(port["containerPort"])
    return _PORT

"""How a service is reached: from its tenant by a Service, from outside by an HTTPRoute or an Ingress. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from slipway.applications.publish.pod_template import port_name
from slipway.applications.views import ServiceView
from slipway.cluster import HTTP_ROUTE, INGRESS, SERVICE, Kind, Obj


@dataclass(frozen=True, slots=True)
class Front:
    """Where applications are served from: below which domain, by which gateway or else by which class of Ingress."""

    domain: str
    gateway: str = ""
    ingress_class: str = ""

    @property
    def kind(self) -> Kind:
        """The kind of object that carries a domain."""
        return HTTP_ROUTE if self.gateway else INGRESS


def cluster_service(service: ServiceView, selector: dict[str, str]) -> Obj:
    """Return the body of the Service by which others reach the pods."""
    ports = [
        {"name": port_name(port), "port": port.port, "targetPort": port.port, "protocol": port.protocol}
        for port in service.config.ports
    ]
    return {
        "apiVersion": SERVICE.api_version,
        "kind": SERVICE.name,
        "spec": {"type": "ClusterIP", "selector": selector, "ports": ports},
    }


def route(service: ServiceView, front: Front) -> Obj | None:
    """Return the body of what serves the service at its domains, if it has any; its first port is what is served."""
    config = service.config
    hosts = [*([f"{config.domain}.{front.domain}"] if config.domain else []), *service.own_hosts]
    if not hosts or not config.ports:
        return None
    port, kind = config.ports[0].port, front.kind
    spec = _gateway_spec(service, front, hosts, port) if front.gateway else _ingress_spec(service, front, hosts, port)
    return {"apiVersion": kind.api_version, "kind": kind.name, "spec": spec}


def _gateway_spec(service: ServiceView, front: Front, hosts: list[str], port: int) -> Obj:
    namespace, _, name = front.gateway.partition("/")
    return {
        "parentRefs": [{"name": name, "namespace": namespace}],
        "hostnames": hosts,
        "rules": [{"backendRefs": [{"name": service.name, "port": port}]}],
    }


def _ingress_spec(service: ServiceView, front: Front, hosts: list[str], port: int) -> Obj:
    backend = {"service": {"name": service.name, "port": {"number": port}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    spec: Obj = {"rules": [{"host": host, "http": {"paths": [path]}} for host in hosts]}
    return {"ingressClassName": front.ingress_class, **spec} if front.ingress_class else spec

"""How a service is reached: from its tenant by a Service, from outside by an HTTPRoute or an Ingress. Pure."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from slipway.applications.publish.pod_template import port_name
from slipway.applications.publish.redirects import HTTPS_PORT, Doors, listener_of
from slipway.applications.views import Redirect, ServiceView
from slipway.cluster import HTTP_ROUTE, INGRESS, SECRET, SERVICE, Kind, Obj


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """A certificate's chain and its key, both as PEM."""

    chain: str
    private_key: str = field(repr=False)

    @property
    def secret_name(self) -> str:
        """Named after the content, so that a new certificate is a new, immutable Secret."""
        return f"tls-{hashlib.sha256((self.chain + self.private_key).encode()).hexdigest()[:16]}"

    def secret(self) -> Obj:
        """Return the body of the Secret."""
        files = {"tls.crt": self.chain, "tls.key": self.private_key}
        return {
            "apiVersion": SECRET.api_version,
            "kind": SECRET.name,
            "type": "kubernetes.io/tls",
            "immutable": True,
            "data": {name: b64encode(text.encode()).decode() for name, text in files.items()},
        }


@dataclass(frozen=True, slots=True)
class Front:
    """Where applications are served from: below which domain, by which gateway or else by which class of Ingress."""

    domain: str
    gateway: str = ""
    ingress_class: str = ""
    certificates: Mapping[str, TlsFiles] = field(default_factory=dict)
    """By own host, for Ingress objects; a gateway has its own, because it is not the tenant's."""
    doors: Doors | None = None
    """The gateway's listeners, where they matter."""

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


def routes(service: ServiceView, front: Front) -> list[tuple[str, Obj]]:
    """Return names and bodies of what serves the service at its domains; its first port is what is served.

    What leads hosts to https comes first, and takes effect when the last one has let go of these hosts: until then the
    latter, which is older, has them. So no request falls between the two.
    """
    config = service.config
    if not config.ports:
        return []
    port = config.ports[0].port
    led = front.doors.led(service.redirects) if front.doors else ()
    elsewhere = {each.host for each in led}
    hosts = [f"{config.domain}.{front.domain}"] if config.domain else []
    hosts += [host for host in service.own_hosts if host not in elsewhere]
    found = _led_to_https(service, front, front.doors, led) if front.doors and led else []
    if hosts:
        spec = _gateway_spec(service, front, hosts) if front.gateway else _ingress_spec(service, front, hosts, port)
        found.append((service.name, spec))
    kind = front.kind
    return [(name, {"apiVersion": kind.api_version, "kind": kind.name, "spec": spec}) for name, spec in found]


def redirect_name(service: str) -> str:
    """Return the name of the route that leads a service's hosts to https; no service can have a dot in its name."""
    return f"{service}.redirect"


def _led_to_https(service: ServiceView, front: Front, doors: Doors, led: tuple[Redirect, ...]) -> list[tuple[str, Obj]]:
    """Serve hosts at their own listeners only, and answer at those for http with where that is."""
    hosts = [each.host for each in led]
    secure = _gateway_spec(service, front, hosts, [listener_of(each.domain_id) for each in led])
    port = {} if doors.tls_port == HTTPS_PORT else {"port": doors.tls_port}
    redirect = {"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301, **port}}
    plain = {**_gateway_spec(service, front, hosts, doors.plain), "rules": [{"filters": [redirect]}]}
    return [(f"{service.name}.secure", secure), (redirect_name(service.name), plain)]


def _gateway_spec(service: ServiceView, front: Front, hosts: list[str], listeners: Sequence[str] = ()) -> Obj:
    namespace, _, name = front.gateway.partition("/")
    gateway = {"name": name, "namespace": namespace}
    return {
        "parentRefs": [{**gateway, "sectionName": each} for each in listeners] or [gateway],
        "hostnames": hosts,
        "rules": [{"backendRefs": _backends(service, service.config.ports[0].port)}],
    }


def _backends(service: ServiceView, port: int) -> list[Obj]:
    own: Obj = {"name": service.name, "port": port}
    if service.aside is None:
        return [own]
    weight = service.aside.weight
    return [{**own, "weight": 100 - weight}, {"name": service.aside.name, "port": port, "weight": weight}]


def _ingress_spec(service: ServiceView, front: Front, hosts: list[str], port: int) -> Obj:
    backend = {"service": {"name": service.name, "port": {"number": port}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    spec: Obj = {"rules": [{"host": host, "http": {"paths": [path]}} for host in hosts]}
    if certificates := certificates_of(service, front):
        spec["tls"] = [{"hosts": [host], "secretName": each.secret_name} for host, each in certificates.items()]
    return {"ingressClassName": front.ingress_class, **spec} if front.ingress_class else spec


def certificates_of(service: ServiceView, front: Front) -> dict[str, TlsFiles]:
    """Return the certificates of the service's own hosts, for its Ingress."""
    if front.gateway or not service.config.ports:
        return {}
    return {host: front.certificates[host] for host in service.secure_hosts if host in front.certificates}

"""The listeners of a gateway, each with what is wrong with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from localkube.network.routes.certificates import BadCertificateError, certificate_of
from localkube.network.routes.hosts import host_of
from localkube.network.routes.model import ANY_HOST, Certificate, Host, Offer
from localkube.network.routes.references import GATEWAY_GROUP, Problem, is_granted
from localkube.network.routes.world import World, key_of
from localkube.objects.access import Obj

_NO_PORT = "localkube was started without --gateway-tls-port, so that nothing is served by TLS"
_OTHER_KINDS = "only routes of kind HTTPRoute are supported"
_PROTOCOL = "listeners of protocol {} are not supported, only HTTP and HTTPS"


@dataclass(frozen=True, slots=True)
class Listener:
    """One listener of a gateway. A listener with a problem takes no routes.

    ``unresolved`` tells of certificates and kinds of routes that cannot be had; it is no problem when there are others.
    """

    name: str
    host: Host
    port: int
    spec: Obj
    problem: Problem | None
    certificates: tuple[Certificate, ...] = ()
    unresolved: Problem | None = None

    @property
    def secure(self) -> bool:
        """Whether it is one for TLS."""
        return bool(self.spec["protocol"] == "HTTPS")

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Its certificates, and for which names clients get them."""
        names = () if self.host == ANY_HOST else (self.spec["hostname"].lower(),)
        found = [] if self.problem else self.certificates
        return tuple(Offer(certificate, names, for_all=not names) for certificate in found)


def listeners_of(gateway: Obj, world: World, *, tls: bool) -> tuple[Listener, ...]:
    """The listeners of a gateway. ``tls``: whether there is a port for it."""
    found: list[Listener] = []
    for spec in gateway["spec"].get("listeners") or ():
        host, port = host_of(spec.get("hostname", "")), spec["port"]
        problem = _unsupported(spec, tls=tls) or _conflict(spec, host, found)
        certificates: tuple[Certificate, ...] = ()
        unresolved = None
        if spec["protocol"] == "HTTPS":
            certificates, unresolved = _certificates(spec, key_of(gateway)[0], world)
            if not certificates:
                problem = problem or unresolved
        found.append(Listener(spec["name"], host, port, spec, problem, certificates, unresolved or _other_kinds(spec)))
    return tuple(found)


def _unsupported(spec: Obj, *, tls: bool) -> Problem | None:
    protocol: str = spec["protocol"]
    if protocol not in ("HTTP", "HTTPS"):
        return "UnsupportedProtocol", _PROTOCOL.format(protocol)
    if protocol == "HTTPS" and (spec.get("tls") or {}).get("mode", "Terminate") != "Terminate":
        return "UnsupportedProtocol", "listeners of protocol HTTPS end TLS themselves: the only mode is Terminate"
    if protocol == "HTTPS" and not tls:
        return "PortUnavailable", _NO_PORT
    kinds = (spec.get("allowedRoutes") or {}).get("kinds")
    if kinds and not any(map(_is_served, kinds)):
        return "InvalidRouteKinds", _OTHER_KINDS
    return None


def _other_kinds(spec: Obj) -> Problem | None:
    """Kinds of routes that are not served, among others that are: these go on."""
    kinds = (spec.get("allowedRoutes") or {}).get("kinds") or ()
    return ("InvalidRouteKinds", _OTHER_KINDS) if not all(map(_is_served, kinds)) else None


def _is_served(kind: Obj) -> bool:
    return bool(kind["kind"] == "HTTPRoute" and kind.get("group", GATEWAY_GROUP) == GATEWAY_GROUP)


def _conflict(spec: Obj, host: Host, before: list[Listener]) -> Problem | None:
    same_port = [other for other in before if other.port == spec["port"] and not other.problem]
    if any(other.spec["protocol"] != spec["protocol"] for other in same_port):
        return "ProtocolConflict", "a listener before this one has the same port and another protocol"
    if any(other.host == host for other in same_port):
        return "HostnameConflict", "a listener before this one has the same port and host name"
    return None


def _certificates(spec: Obj, namespace: str, world: World) -> tuple[tuple[Certificate, ...], Problem | None]:
    """Those that there are, and the first reason for one that there is not."""
    references: list[Obj] = (spec.get("tls") or {}).get("certificateRefs") or []
    if not references:
        return (), ("InvalidCertificateRef", "tls.certificateRefs names no certificate")
    found = [_certificate(reference, namespace, world) for reference in references]
    problem = next((each for each in found if not isinstance(each, Certificate)), None)
    return tuple(each for each in found if isinstance(each, Certificate)), problem


def _certificate(reference: Obj, namespace: str, world: World) -> Certificate | Problem:
    kind, name = reference.get("kind", "Secret"), reference["name"]
    if reference.get("group") or kind != "Secret":
        return "InvalidCertificateRef", f"certificates of kind {kind} are not supported, only Secret"
    target: str = reference.get("namespace") or namespace
    if target != namespace and not is_granted(("Gateway", namespace), ("Secret", target, name), world):
        message = f"secret {target}/{name} is in another namespace, and no ReferenceGrant there allows it"
        return "RefNotPermitted", message
    secret = world.secrets.get((target, name))
    if secret is None:
        return "InvalidCertificateRef", f"there is no secret {target}/{name} of type kubernetes.io/tls"
    try:
        return certificate_of(secret)
    except BadCertificateError as error:
        return "InvalidCertificateRef", f"secret {target}/{name} cannot be used: {error}"

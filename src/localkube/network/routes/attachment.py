"""Which routes may hang on which listeners of which gateways. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from localkube.network.routes.hosts import host_of, meeting
from localkube.network.routes.model import Host
from localkube.network.routes.world import Key, World, key_of
from localkube.objects.access import Obj
from localkube.objects.selectors import match_selector

GATEWAY_GROUP = "gateway.networking.k8s.io"

Problem = tuple[str, str]
"""A condition's reason and message."""

_TLS_LATER = "TLS is not served yet: this listener takes no connections, listeners of protocol HTTP do"
_PROTOCOL = "listeners of protocol {} are not supported, only HTTP"


@dataclass(frozen=True, slots=True)
class Listener:
    """One listener of a gateway. A listener with a problem takes no routes."""

    name: str
    host: Host
    port: int
    spec: Obj
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Attachment:
    """What became of one ``parentRef`` of a route."""

    parent: Obj
    hosts: tuple[Host, ...]
    listeners: tuple[str, ...]
    refusal: Problem | None


def listeners_of(gateway: Obj) -> tuple[Listener, ...]:
    """The listeners of a gateway, each with what is wrong with it."""
    found: list[Listener] = []
    for spec in gateway["spec"].get("listeners") or ():
        host = host_of(spec.get("hostname", ""))
        taken = any(other.host == host and other.port == spec["port"] and not other.problem for other in found)
        found.append(Listener(spec["name"], host, spec["port"], spec, _problem(spec, taken)))
    return tuple(found)


def attachments(route: Obj, gateways: Mapping[Key, Sequence[Listener]], world: World) -> list[Attachment]:
    """Every ``parentRef`` of the route that refers to one of ``gateways``."""
    found: list[Attachment] = []
    for parent in route["spec"].get("parentRefs") or ():
        if parent.get("group", GATEWAY_GROUP) != GATEWAY_GROUP or parent.get("kind", "Gateway") != "Gateway":
            continue
        gateway = parent.get("namespace") or route["metadata"]["namespace"], parent["name"]
        if gateway in gateways:
            found.append(_attach(route, parent, gateway, gateways[gateway], world))
    return found


def _attach(route: Obj, parent: Obj, gateway: Key, listeners: Iterable[Listener], world: World) -> Attachment:
    named = [listener for listener in listeners if _is_meant(parent, listener)]
    if not named:
        return _refused(parent, "NoMatchingParent", f"gateway {gateway[1]} has no such listener")
    open_ = [listener for listener in named if _allows(listener, gateway[0], key_of(route)[0], world)]
    if not open_:
        message = f"gateway {gateway[1]} takes no HTTPRoutes of namespace {key_of(route)[0]}"
        return _refused(parent, "NotAllowedByListeners", message)
    served = [listener for listener in open_ if listener.problem is None]
    if not served:
        names = ", ".join(listener.name for listener in open_)
        return _refused(parent, "Pending", f"not programmed on gateway {gateway[1]}: listener {names}")
    wanted = [host_of(name) for name in route["spec"].get("hostnames") or ()]
    met = {listener.name: meeting(listener.host, wanted) for listener in served}
    hosts = tuple(dict.fromkeys(host for found in met.values() for host in found))
    if not hosts:
        message = f"gateway {gateway[1]} has no listener for these host names"
        return _refused(parent, "NoMatchingListenerHostname", message)
    return Attachment(parent, hosts, tuple(name for name, found in met.items() if found), None)


def _refused(parent: Obj, reason: str, message: str) -> Attachment:
    return Attachment(parent, (), (), (reason, message))


def _is_meant(parent: Obj, listener: Listener) -> bool:
    section, port = parent.get("sectionName"), parent.get("port")
    return section in (None, listener.name) and port in (None, listener.port)


def _allows(listener: Listener, gateway_namespace: str, route_namespace: str, world: World) -> bool:
    allowed: Obj = (listener.spec.get("allowedRoutes") or {}).get("namespaces") or {}
    match allowed.get("from", "Same"):
        case "All":
            return True
        case "Same":
            return gateway_namespace == route_namespace
        case "Selector":
            namespace = world.namespaces.get(("", route_namespace))
            labels = namespace["metadata"].get("labels") if namespace else None
            return namespace is not None and match_selector(allowed.get("selector") or {}, labels or {})
        case _:
            return False


def _problem(spec: Obj, taken: bool) -> Problem | None:
    protocol: str = spec["protocol"]
    if protocol in ("HTTPS", "TLS"):
        return "UnsupportedProtocol", _TLS_LATER
    if protocol != "HTTP":
        return "UnsupportedProtocol", _PROTOCOL.format(protocol)
    kinds = (spec.get("allowedRoutes") or {}).get("kinds")
    if kinds and not any(k["kind"] == "HTTPRoute" and k.get("group", GATEWAY_GROUP) == GATEWAY_GROUP for k in kinds):
        return "InvalidRouteKinds", "only routes of kind HTTPRoute are supported"
    if taken:
        return "HostnameConflict", "a listener before this one has the same port and host name"
    return None

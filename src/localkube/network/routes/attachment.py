"""Which routes may hang on which listeners of which gateways. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from localkube.network.routes.hosts import host_of, meeting
from localkube.network.routes.listeners import Listener
from localkube.network.routes.model import Host
from localkube.network.routes.references import GATEWAY_GROUP, Problem
from localkube.network.routes.world import Key, World, key_of
from localkube.objects.access import Obj
from localkube.objects.selectors import match_selector


@dataclass(frozen=True, slots=True)
class Attachment:
    """What became of one ``parentRef`` of a route; ``secure_hosts`` are those that are served by TLS."""

    parent: Obj
    hosts: tuple[Host, ...]
    secure_hosts: tuple[Host, ...]
    listeners: tuple[str, ...]
    refusal: Problem | None


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
    if not any(met.values()):
        message = f"gateway {gateway[1]} has no listener for these host names"
        return _refused(parent, "NoMatchingListenerHostname", message)
    plain, secure = (_hosts(served, met, secure=secure) for secure in (False, True))
    return Attachment(parent, plain, secure, tuple(name for name, found in met.items() if found), None)


def _hosts(listeners: Iterable[Listener], met: Mapping[str, tuple[Host, ...]], *, secure: bool) -> tuple[Host, ...]:
    """Where the route meets listeners that are for TLS, or for plain HTTP."""
    found = (host for listener in listeners if listener.secure == secure for host in met[listener.name])
    return tuple(dict.fromkeys(found))


def _refused(parent: Obj, reason: str, message: str) -> Attachment:
    return Attachment(parent, (), (), (), (reason, message))


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

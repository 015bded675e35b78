"""World → plan: what HAProxy shall do, and what was found out about every object on the way. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from localkube.network.routes.attachment import Attachment, attachments
from localkube.network.routes.http_routes import Translation, translate
from localkube.network.routes.ingresses import ingress_offers, ingress_rules, ingress_services
from localkube.network.routes.listeners import Listener, listeners_of
from localkube.network.routes.model import Offer, Routing, Rule, routing_of
from localkube.network.routes.settings import CONTROLLER
from localkube.network.routes.world import Key, World, key_of
from localkube.objects.access import Obj


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway of ours; ``attached`` counts routes by listener."""

    obj: Obj
    listeners: tuple[Listener, ...]
    attached: dict[str, int]


@dataclass(frozen=True, slots=True)
class Route:
    """A route that refers to gateways of ours, or did."""

    obj: Obj
    attachments: tuple[Attachment, ...]
    translation: Translation


@dataclass(frozen=True, slots=True)
class Plan:
    """All that follows from a world."""

    routing: Routing
    classes: tuple[Obj, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    routes: tuple[Route, ...] = ()
    ingresses: tuple[Obj, ...] = ()
    services: frozenset[Key] = field(default_factory=frozenset)
    """Services that routes refer to, whether they exist or not."""
    copies: bool = True
    """Whether requests can be copied to other services."""


def plan_of(world: World, *, tls: bool = False) -> Plan:
    """What follows from the objects that there are. ``tls``: whether there is a port for it."""
    gateways = {key_of(gateway): gateway for gateway in world.our_gateways()}
    listeners = {key: listeners_of(gateway, world, tls=tls) for key, gateway in gateways.items()}
    routes = [found for route in world.routes.values() if (found := _route(route, listeners, world)) is not None]
    ingresses = tuple(world.our_ingresses())
    rules: list[Rule] = [rule for route in routes for rule in route.translation.rules]
    services = {key for route in routes for key in route.translation.services}
    offers: list[Offer] = []
    for gateway in sorted(gateways.values(), key=_age):
        offers += (offer for listener in listeners[key_of(gateway)] for offer in listener.offers)
    for ingress in sorted(ingresses, key=_age):
        offers += ingress_offers(ingress, world) if tls else ()
        rules += ingress_rules(ingress, world)
        services.update(ingress_services(ingress))
    return Plan(
        routing_of(rules, offers),
        tuple(world.our_classes()),
        tuple(Gateway(obj, listeners[key], _attached(key, listeners[key], routes)) for key, obj in gateways.items()),
        tuple(routes),
        ingresses,
        frozenset(services),
        world.copies,
    )


def _route(route: Obj, listeners: dict[Key, tuple[Listener, ...]], world: World) -> Route | None:
    found = tuple(attachments(route, listeners, world))
    told = (route.get("status") or {}).get("parents") or ()
    if not found and not any(parent.get("controllerName") == CONTROLLER for parent in told):
        return None
    hosts = dict.fromkeys(host for attachment in found for host in attachment.hosts)
    secure_hosts = dict.fromkeys(host for attachment in found for host in attachment.secure_hosts)
    return Route(route, found, translate(route, hosts, secure_hosts, world))


def _age(obj: Obj) -> tuple[str, Key]:
    """Older objects come first."""
    return obj["metadata"].get("creationTimestamp") or "", key_of(obj)


def _attached(gateway: Key, listeners: tuple[Listener, ...], routes: list[Route]) -> dict[str, int]:
    counts = {listener.name: 0 for listener in listeners}
    for route in routes:
        names: set[str] = set()
        for attachment in route.attachments:
            namespace = attachment.parent.get("namespace") or key_of(route.obj)[0]
            if (namespace, attachment.parent["name"]) == gateway:
                names.update(attachment.listeners)
        for name in names:
            counts[name] += 1
    return counts

"""Ingresses → rules. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from localkube.network.routes.filters import UnsupportedError, checked_path
from localkube.network.routes.hosts import ingress_host_of
from localkube.network.routes.model import ANY_HOST, Backend, Match, Origin, RefusalBackend, Rule, ServiceBackend
from localkube.network.routes.references import find_service, refusal
from localkube.network.routes.world import Key, World
from localkube.objects.access import Obj

_ONLY_SERVICES = RefusalBackend(503, "Ingress backends must be services.", "Ingress 的后端必须是 Service。")


def ingress_rules(ingress: Obj, world: World) -> Iterator[Rule]:
    """The rules of an ingress; its default backend takes every host. Paths that HAProxy cannot match are left out."""
    spec: Obj = ingress["spec"]
    metadata: Obj = ingress["metadata"]
    created, namespace, name = metadata.get("creationTimestamp") or "", metadata["namespace"], metadata["name"]
    for number, rule in enumerate(spec.get("rules") or ()):
        host = ingress_host_of(rule.get("host", ""))
        for place, path in enumerate((rule.get("http") or {}).get("paths") or ()):
            match = _match(path)
            if match is not None:
                origin = Origin(created, namespace, name, "Ingress", (number, place))
                yield Rule(host, match, ((1, _backend(path["backend"], namespace, world)),), origin)
    if spec.get("defaultBackend"):
        # The longest possible index: the default backend comes after a rule that is for everything.
        origin = Origin(created, namespace, name, "Ingress", (len(spec.get("rules") or ()), 0))
        yield Rule(ANY_HOST, Match(), ((1, _backend(spec["defaultBackend"], namespace, world)),), origin)


def ingress_services(ingress: Obj) -> Iterator[Key]:
    """The services that an ingress refers to."""
    spec: Obj = ingress["spec"]
    paths = [path for rule in spec.get("rules") or () for path in (rule.get("http") or {}).get("paths") or ()]
    for backend in (*(path["backend"] for path in paths), spec.get("defaultBackend") or {}):
        if backend.get("service"):
            yield ingress["metadata"]["namespace"], backend["service"]["name"]


def _match(path: Obj) -> Match | None:
    try:
        value = checked_path(path.get("path") or "/")
    except UnsupportedError:
        return None
    exact = path.get("pathType") == "Exact"
    return Match(path=value if exact else value.rstrip("/") or "/", exact=exact)


def _backend(backend: Obj, namespace: str, world: World) -> Backend:
    service: Obj | None = backend.get("service")
    if service is None:
        return _ONLY_SERVICES
    port: Obj = service["port"]
    found = find_service(namespace, service["name"], port.get("number") or port.get("name", ""), world)
    return found if isinstance(found, ServiceBackend) else refusal(found, 503)

"""Ingresses → rules. Pure."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from localkube.network.routes.certificates import BadCertificateError, certificate_of
from localkube.network.routes.filters import UnsupportedError, checked_path
from localkube.network.routes.hosts import ingress_host_of, is_covered
from localkube.network.routes.model import (
    ANY_HOST,
    Backend,
    Host,
    Match,
    Offer,
    Origin,
    RefusalBackend,
    Rule,
    ServiceBackend,
)
from localkube.network.routes.references import find_service, refusal
from localkube.network.routes.world import Key, World
from localkube.objects.access import Obj

_NAME = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
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
                shares = ((1, _backend(path["backend"], namespace, world)),)
                yield Rule(host, match, shares, origin)
                if _is_secure(host, spec):
                    yield Rule(host, match, shares, origin, secure=True)
    if spec.get("defaultBackend"):
        # The longest possible index: the default backend comes after a rule that is for everything.
        origin = Origin(created, namespace, name, "Ingress", (len(spec.get("rules") or ()), 0))
        shares = ((1, _backend(spec["defaultBackend"], namespace, world)),)
        yield Rule(ANY_HOST, Match(), shares, origin)
        if spec.get("tls"):
            yield Rule(ANY_HOST, Match(), shares, origin, secure=True)


def ingress_offers(ingress: Obj, world: World) -> Iterator[Offer]:
    """The certificates of an ingress that there are, each for its hosts."""
    for entry in ingress["spec"].get("tls") or ():
        secret = world.secrets.get((ingress["metadata"]["namespace"], entry.get("secretName") or ""))
        names = tuple(name.lower() for name in entry.get("hosts") or () if _NAME.fullmatch(name.lower()))
        if secret is not None and bool(names) == bool(entry.get("hosts")):
            with contextlib.suppress(BadCertificateError):
                yield Offer(certificate_of(secret), names)


def ingress_services(ingress: Obj) -> Iterator[Key]:
    """The services that an ingress refers to."""
    spec: Obj = ingress["spec"]
    paths = [path for rule in spec.get("rules") or () for path in (rule.get("http") or {}).get("paths") or ()]
    for backend in (*(path["backend"] for path in paths), spec.get("defaultBackend") or {}):
        if backend.get("service"):
            yield ingress["metadata"]["namespace"], backend["service"]["name"]


def _is_secure(host: Host, spec: Obj) -> bool:
    """Whether an entry of ``tls`` is for the host, or for all of them."""
    return any(not entry.get("hosts") or is_covered(host, entry["hosts"]) for entry in spec.get("tls") or ())


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

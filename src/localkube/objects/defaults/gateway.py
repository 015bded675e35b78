"""Defaults of the Gateway API."""

from __future__ import annotations

from collections.abc import Iterator

from localkube.objects.access import Obj
from localkube.objects.kinds import GATEWAY_GROUP


def default_gateway(gateway: Obj) -> None:
    """Listeners take routes of their own namespace and end TLS themselves."""
    spec: Obj = gateway.get("spec", {})
    for address in spec.get("addresses", []):
        address.setdefault("type", "IPAddress")
    for listener in spec.get("listeners", []):
        namespaces: Obj = listener.setdefault("allowedRoutes", {}).setdefault("namespaces", {})
        namespaces.setdefault("from", "Same")
        if "tls" in listener:
            listener["tls"].setdefault("mode", "Terminate")
            for reference in listener["tls"].get("certificateRefs", []):
                _reference(reference, "", "Secret")


def default_http_route(route: Obj) -> None:
    """Rules without a match take every path; backends are services of weight 1."""
    spec: Obj = route.setdefault("spec", {})
    for parent in spec.get("parentRefs", []):
        _reference(parent, GATEWAY_GROUP, "Gateway")
    for rule in spec.setdefault("rules", [{}]):
        for match in rule.setdefault("matches", [{}]):
            _match(match)
        for backend in rule.get("backendRefs", []):
            _reference(backend, "", "Service")
            backend.setdefault("weight", 1)
        for filter_ in _filters(rule):
            if "requestRedirect" in filter_:
                filter_["requestRedirect"].setdefault("statusCode", 302)
            if "backendRef" in filter_.get("requestMirror", {}):
                _reference(filter_["requestMirror"]["backendRef"], "", "Service")
            if "fraction" in filter_.get("requestMirror", {}):
                filter_["requestMirror"]["fraction"].setdefault("denominator", 100)


def _match(match: Obj) -> None:
    path: Obj = match.setdefault("path", {})
    path.setdefault("type", "PathPrefix")
    path.setdefault("value", "/")
    for condition in (*match.get("headers", []), *match.get("queryParams", [])):
        condition.setdefault("type", "Exact")


def _filters(rule: Obj) -> Iterator[Obj]:
    yield from rule.get("filters", [])
    for backend in rule.get("backendRefs", []):
        yield from backend.get("filters", [])


def _reference(reference: Obj, group: str, kind: str) -> None:
    reference.setdefault("group", group)
    reference.setdefault("kind", kind)

"""Ingresses, gateways and routes."""

from __future__ import annotations

import re

from localkube.objects.access import Obj
from localkube.objects.kinds import Kind
from localkube.objects.schema import Type, type_of
from localkube.objects.validation import names
from localkube.objects.validation.problems import Problems

_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")
_PATH_TYPES = ("Exact", "PathPrefix", "RegularExpression")
_INGRESS_PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
_FILTERS = {
    "ExtensionRef": "extensionRef",
    "RequestHeaderModifier": "requestHeaderModifier",
    "RequestMirror": "requestMirror",
    "RequestRedirect": "requestRedirect",
    "ResponseHeaderModifier": "responseHeaderModifier",
    "URLRewrite": "urlRewrite",
}
_ONCE = ("RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite")
_DURATION = re.compile(r"([0-9]{1,5}(h|m|s|ms)){1,4}")
_REDIRECTS = (301, 302, 303, 307, 308)


def check_ingress(ingress: Obj, _: Obj | None, found: Problems) -> None:
    """Check an ingress."""
    spec: Obj = ingress.get("spec", {})
    if not spec.get("rules") and "defaultBackend" not in spec:
        found.invalid("spec", spec, "either `defaultBackend` or `rules` must be specified")
    if "defaultBackend" in spec:
        _ingress_backend("spec.defaultBackend", spec["defaultBackend"], found)
    for index, rule in enumerate(spec.get("rules", [])):
        at = f"spec.rules[{index}]"
        if rule.get("host") and (wrong := names.wildcard_subdomain(rule["host"])):
            found.invalid(f"{at}.host", rule["host"], wrong)
        if "http" in rule and not rule["http"].get("paths"):
            found.required(f"{at}.http.paths")
        for position, path in enumerate(rule.get("http", {}).get("paths", [])):
            _ingress_path(f"{at}.http.paths[{position}]", path, found)


def check_gateway(gateway: Obj, _: Obj | None, found: Problems) -> None:
    """Check a gateway's listeners."""
    spec: Obj = gateway.get("spec", {})
    listeners: list[Obj] = spec.get("listeners", [])
    if "listeners" in spec and not listeners:
        found.invalid("spec.listeners", 0, "spec.listeners in body should have at least 1 items")
    taken: set[str] = set()
    for index, listener in enumerate(listeners):
        at = f"spec.listeners[{index}]"
        name: str = listener.get("name", "")
        if name in taken:
            found.duplicate(at, {"name": name})
        taken.add(name)
        if "port" in listener:
            found.between(f"{at}.port", listener["port"], 1, 65535)
        _hostname(f"{at}.hostname", listener.get("hostname", ""), found)


def check_http_route(route: Obj, _: Obj | None, found: Problems) -> None:
    """Check hosts, matches, filters and backends of a route."""
    spec: Obj = route.get("spec", {})
    for index, host in enumerate(spec.get("hostnames", [])):
        _hostname(f"spec.hostnames[{index}]", host, found)
    for index, rule in enumerate(spec.get("rules", [])):
        at = f"spec.rules[{index}]"
        for position, match in enumerate(rule.get("matches", [])):
            _match(f"{at}.matches[{position}]", match, found)
        _filters(f"{at}.filters", rule.get("filters", []), found)
        _rule(at, rule, found)
        for position, backend in enumerate(rule.get("backendRefs", [])):
            _backend(f"{at}.backendRefs[{position}]", backend, found)


def check_required(kind: Kind, obj: Obj, found: Problems) -> None:
    """Tell which required fields are missing, by the kind's shape."""
    _required(type_of(kind), obj, "", found)


def _required(node: Type, value: object, path: str, found: Problems) -> None:
    if isinstance(value, list) and node.item is not None:
        for index, inner in enumerate(value):
            _required(node.item, inner, f"{path}[{index}]", found)
    elif isinstance(value, dict) and node.form == "struct":
        for name in node.required:
            if name not in value:
                found.required(f"{path}.{name}".lstrip("."))
        for name, inner in value.items():
            if name in node.fields and name not in ("metadata", "status"):
                _required(node.fields[name], inner, f"{path}.{name}".lstrip("."), found)


def _ingress_path(path: str, given: Obj, found: Problems) -> None:
    kind: str = given.get("pathType", "")
    if not kind:
        found.required(f"{path}.pathType", "pathType must be specified")
    else:
        found.one_of(f"{path}.pathType", kind, _INGRESS_PATH_TYPES)
    if kind in ("Exact", "Prefix") and not given.get("path", "").startswith("/"):
        found.invalid(f"{path}.path", given.get("path", ""), "must be an absolute path")
    _ingress_backend(f"{path}.backend", given.get("backend", {}), found)


def _ingress_backend(path: str, backend: Obj, found: Problems) -> None:
    service: Obj | None = backend.get("service")
    if service is None:
        if "resource" not in backend:
            found.required(path, "resource or service backend is required")
        return
    if not service.get("name"):
        found.required(f"{path}.service.name")
    port: Obj = service.get("port", {})
    if not port.get("name") and not port.get("number"):
        found.required(path, "port name or number is required")
    elif port.get("number"):
        found.between(f"{path}.service.port.number", port["number"], 1, 65535)


def _hostname(path: str, host: str, found: Problems) -> None:
    if host and (wrong := names.wildcard_subdomain(host)):
        found.invalid(path, host, wrong)


def _match(path: str, match: Obj, found: Problems) -> None:
    kind, value = match.get("path", {}).get("type"), match.get("path", {}).get("value", "/")
    found.one_of(f"{path}.path.type", kind, _PATH_TYPES)
    found.one_of(f"{path}.method", match.get("method"), _METHODS)
    if kind in ("Exact", "PathPrefix") and not value.startswith("/"):
        detail = "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']"
        found.invalid(f"{path}.path", value, detail)
    for name in ("headers", "queryParams"):
        for index, condition in enumerate(match.get(name, [])):
            found.one_of(f"{path}.{name}[{index}].type", condition.get("type"), ("Exact", "RegularExpression"))


def _filters(path: str, filters: list[Obj], found: Problems) -> None:
    for index, given in enumerate(filters):
        at, kind = f"{path}[{index}]", given.get("type", "")
        found.one_of(f"{at}.type", kind, _FILTERS)
        for name, field in _FILTERS.items():
            if name == kind and field not in given:
                found.invalid(at, given, f"filter.{field} must be specified for {kind} filter.type")
            if name != kind and field in given:
                found.invalid(at, given, f"filter.{field} must be nil if the filter.type is not {name}")
        code = given.get("requestRedirect", {}).get("statusCode")
        if code is not None and code not in _REDIRECTS:
            found.unsupported(f"{at}.requestRedirect.statusCode", code, (str(known) for known in _REDIRECTS))
        _mirror(f"{at}.requestMirror", given.get("requestMirror") or {}, found)


def _mirror(path: str, given: Obj, found: Problems) -> None:
    """How many requests are copied."""
    percent, fraction = given.get("percent"), given.get("fraction")
    if percent is not None and fraction is not None:
        found.invalid(path, given, "Only one of percent or fraction may be specified in HTTPRequestMirrorFilter")
    found.between(f"{path}.percent", percent, 0, 100)
    if fraction is not None:
        numerator, denominator = fraction.get("numerator", 0), fraction.get("denominator", 100)
        found.at_least(f"{path}.fraction.numerator", numerator, 0)
        found.at_least(f"{path}.fraction.denominator", denominator, 1)
        if numerator > denominator:
            found.invalid(f"{path}.fraction", fraction, "numerator must be less than or equal to denominator")


def _rule(path: str, rule: Obj, found: Problems) -> None:
    """What does not go together."""
    kinds = [given.get("type") for given in rule.get("filters", [])]
    if "RequestRedirect" in kinds and "URLRewrite" in kinds:
        detail = "May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both"
        found.invalid(f"{path}.filters", kinds, detail)
    if "RequestRedirect" in kinds and rule.get("backendRefs"):
        found.invalid(path, kinds, "RequestRedirect filter must not be used together with backendRefs")
    for kind in _ONCE:
        if kinds.count(kind) > 1:
            found.invalid(f"{path}.filters", kinds, f"{kind} filter cannot be repeated")
    for name, text in rule.get("timeouts", {}).items():
        if not _DURATION.fullmatch(text):
            detail = f"should match '^{_DURATION.pattern}$'"
            found.invalid(f"{path}.timeouts.{name}", text, f"{path}.timeouts.{name} in body {detail}")


def _backend(path: str, backend: Obj, found: Problems) -> None:
    if backend.get("kind") == "Service" and not backend.get("group") and "port" not in backend:
        found.invalid(path, backend, "Must have port for Service reference")
    found.between(f"{path}.port", backend.get("port"), 1, 65535)
    found.between(f"{path}.weight", backend.get("weight"), 0, 1_000_000)
    _filters(f"{path}.filters", backend.get("filters", []), found)

"""HTTPRoutes → rules, with what could not be had of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from localkube.network.routes.filters import (
    UnsupportedError,
    match_of,
    part_of,
    redirect_of,
    steps_of,
    timeout_of,
)
from localkube.network.routes.model import (
    Backend,
    HeaderStep,
    Host,
    Match,
    MirrorStep,
    Origin,
    RedirectBackend,
    RefusalBackend,
    Rule,
    ServiceBackend,
)
from localkube.network.routes.references import Problem, refusal, resolve
from localkube.network.routes.world import Key, World
from localkube.objects.access import Obj

_NO_BACKEND = RefusalBackend(500, "This route names no backend.", "此路由没有指定后端。")
_PREFIX = "a filter of this route is not supported: "


@dataclass(slots=True)
class Translation:
    """The rules of one route. ``dropped`` and ``unresolved`` tell what is missing; ``services`` what was asked for."""

    rules: list[Rule] = field(default_factory=list)
    served: int = 0
    dropped: list[str] = field(default_factory=list)
    unresolved: list[Problem] = field(default_factory=list)
    services: set[Key] = field(default_factory=set)


def translate(route: Obj, hosts: Iterable[Host], secure_hosts: Iterable[Host], world: World) -> Translation:
    """The rules of a route on ``hosts``, and by TLS on ``secure_hosts``.

    A rule that is not supported is dropped, or answers with an error.
    """
    translation = Translation()
    metadata = route["metadata"]
    hosts, secure_hosts = tuple(hosts), tuple(secure_hosts)
    for number, rule in enumerate(route["spec"].get("rules") or [{}]):
        before = len(translation.dropped)
        for place, given in enumerate(rule.get("matches") or [{}]):
            try:
                match = match_of(given)
            except UnsupportedError as error:
                translation.dropped.append(f"Dropped Rule {number}, match {place}: {error}")
                continue
            shares = _shares(rule, number, match, metadata["namespace"], world, translation)
            origin = _origin(metadata, (number, place))
            secure = tuple((weight, _by_tls(backend)) for weight, backend in shares)
            translation.rules += [Rule(host, match, shares, origin) for host in hosts]
            translation.rules += [Rule(host, match, secure, origin, secure=True) for host in secure_hosts]
        translation.served += len(translation.dropped) == before
    translation.dropped = list(dict.fromkeys(translation.dropped))
    translation.unresolved = list(dict.fromkeys(translation.unresolved))
    return translation


def _by_tls(backend: Backend) -> Backend:
    return replace(backend, secure=True) if isinstance(backend, RedirectBackend) else backend


def _origin(metadata: Obj, index: tuple[int, int]) -> Origin:
    created = metadata.get("creationTimestamp") or ""
    return Origin(created, metadata["namespace"], metadata["name"], "HTTPRoute", index)


def _shares(
    rule: Obj, number: int, match: Match, namespace: str, world: World, translation: Translation
) -> tuple[tuple[int, Backend], ...]:
    prefix = None if match.exact or match.expression else match.path
    filters: list[Obj] = rule.get("filters") or []
    try:
        steps = steps_of(filters, prefix) + timeout_of(rule.get("timeouts") or {})
        redirect = redirect_of(filters, prefix)
        if redirect is not None and any(given["type"] == "RequestMirror" for given in filters):
            raise UnsupportedError("filters of type RequestMirror beside RequestRedirect are not supported")
        if redirect is not None:
            return ((1, redirect),)
        steps = _copies(filters, namespace, world, translation) + steps
        shares: list[tuple[int, Backend]] = []
        for reference in rule.get("backendRefs") or ():
            found = _backend(reference, namespace, world, translation)
            if isinstance(found, ServiceBackend):
                own = _own_steps(reference)
                found = ServiceBackend(found.namespace, found.service, found.port, found.port_name, steps + own)
            shares.append((reference.get("weight", 1), found))
    except UnsupportedError as error:
        translation.dropped.append(f"Dropped Rule {number}: {error}")
        return ((1, RefusalBackend(500, _PREFIX + str(error), f"此路由的过滤器不受支持：{error}")),)
    return tuple(share for share in shares if share[0] > 0) or ((1, _NO_BACKEND),)


def _copies(filters: list[Obj], namespace: str, world: World, translation: Translation) -> tuple[MirrorStep, ...]:
    """Copies are made of requests as they came. Without the service there are none, and the request is served."""
    found: list[MirrorStep] = []
    for given in filters:
        if given["type"] != "RequestMirror":
            continue
        if not world.copies:
            raise UnsupportedError("filters of type RequestMirror are not supported by a HAProxy without Lua")
        backend = _backend(given["requestMirror"]["backendRef"], namespace, world, translation)
        if isinstance(backend, ServiceBackend):
            found.append(MirrorStep(backend, *part_of(given["requestMirror"])))
    return tuple(found)


def _own_steps(reference: Obj) -> tuple[HeaderStep, ...]:
    filters: list[Obj] = reference.get("filters") or []
    steps = steps_of(filters, None)
    own = tuple(step for step in steps if isinstance(step, HeaderStep))
    if len(own) != len(steps) or any(given["type"] in ("RequestMirror", "RequestRedirect") for given in filters):
        raise UnsupportedError("filters of a backendRef may only change headers")
    return own


def _backend(reference: Obj, namespace: str, world: World, translation: Translation) -> Backend:
    translation.services.add((reference.get("namespace") or namespace, reference["name"]))
    found = resolve(reference, namespace, world)
    if isinstance(found, ServiceBackend):
        return found
    translation.unresolved.append(found)
    return refusal(found, 500)

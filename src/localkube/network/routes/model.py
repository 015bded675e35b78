"""What HAProxy shall do, free of both Kubernetes objects and HAProxy's language.

``http_routes`` and ``ingresses`` make rules of objects; ``render`` writes them down for HAProxy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Host:
    """Which hosts a rule is for: one, those below ``name`` (``suffix``: at any depth, ``label``: one deep), or any."""

    form: Literal["exact", "suffix", "label", "any"]
    name: str = ""


ANY_HOST = Host("any")


class Condition(NamedTuple):
    """A header or parameter and its value, or the expression that the value must match."""

    name: str
    value: str
    is_expression: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What a request must look like beyond its host. A ``path`` not ``exact`` is a prefix, by whole segments.

    ``expression``: what the path must match instead.
    """

    path: str = "/"
    exact: bool = False
    expression: str = ""
    method: str = ""
    headers: tuple[Condition, ...] = ()
    query: tuple[Condition, ...] = ()


Side = Literal["request", "response"]


@dataclass(frozen=True, slots=True)
class HeaderStep:
    """Change one header on the way."""

    of: Side
    verb: Literal["set", "add", "remove"]
    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class HostStep:
    """Give the server another Host."""

    name: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """Replace the whole path, or only the ``prefix`` that matched."""

    replacement: str
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class TimeoutStep:
    """Wait at most so long for the server's answer."""

    milliseconds: int


@dataclass(frozen=True, slots=True)
class MirrorStep:
    """Send a copy of ``numerator`` in ``denominator`` requests to other pods, too, whose answers nobody waits for."""

    backend: ServiceBackend
    numerator: int = 1
    denominator: int = 1


Step = HeaderStep | HostStep | PathStep | TimeoutStep | MirrorStep


@dataclass(frozen=True, slots=True)
class ServiceBackend:
    """The pods behind one port of a service, and what is done to requests on the way to them."""

    namespace: str
    service: str
    port: int
    port_name: str = ""
    """The name by which endpoint slices know the port."""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class RedirectBackend:
    """Answers with another address. What is empty stays as in the request."""

    code: int = 302
    scheme: str = ""
    host: str = ""
    port: int | None = None
    path: PathStep | None = None
    secure: bool = False
    """Whether the request came by TLS."""


@dataclass(frozen=True, slots=True)
class RefusalBackend:
    """Answers with an error, in both languages."""

    status: int
    english: str
    chinese: str


Backend = ServiceBackend | RedirectBackend | RefusalBackend


@lru_cache(maxsize=16384)
def backend_name(backend: Backend) -> str:
    """HAProxy's name of a backend: equal backends are one."""
    digest = hashlib.blake2b(repr(backend).encode(), digest_size=6).hexdigest()
    if isinstance(backend, RedirectBackend):
        return f"redirect.{digest}"
    if isinstance(backend, RefusalBackend):
        return f"refuse.{digest}"
    plain = f"{backend.namespace}_{backend.service}_{backend.port}"
    return f"{plain}.{digest}" if backend.steps else plain


def mirrors(backend: Backend) -> Iterator[ServiceBackend]:
    """The backends that get copies of its requests."""
    steps = backend.steps if isinstance(backend, ServiceBackend) else ()
    yield from (step.backend for step in steps if isinstance(step, MirrorStep))


@dataclass(frozen=True, slots=True)
class Origin:
    """The object that asks for a rule, and the rule's place in it: older objects come first."""

    created: str
    namespace: str
    name: str
    kind: str
    index: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """Requests to ``host`` like ``match`` are shared among backends by weight. ``secure``: those that come by TLS."""

    host: Host
    match: Match
    shares: tuple[tuple[int, Backend], ...]
    origin: Origin
    secure: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its chain and key, named by a digest of all. Its text is a secret."""

    digest: str
    pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """Clients that ask for one of ``names`` get the certificate; ``for_all``: whatever they ask for.

    A name may begin with ``*.``; without names it is those that the certificate holds.
    """

    certificate: Certificate
    names: tuple[str, ...] = ()
    for_all: bool = False


@dataclass(frozen=True, slots=True)
class Routing:
    """All rules and certificates, those first that win, and the rules' backends by name, also those for copies."""

    rules: tuple[Rule, ...]
    backends: tuple[tuple[str, Backend], ...]
    offers: tuple[Offer, ...] = ()

    def copies(self) -> bool:
        """Whether any requests are sent to other pods, too."""
        return any(True for _, backend in self.backends for _ in mirrors(backend))

    def services(self) -> dict[str, ServiceBackend]:
        """The backends that have pods, by name."""
        return {name: backend for name, backend in self.backends if isinstance(backend, ServiceBackend)}


def routing_of(rules: Iterable[Rule], offers: Iterable[Offer] = ()) -> Routing:
    """Put rules in the order in which they are tried; certificates for certain names come before the others."""
    ordered = tuple(sorted(rules, key=precedence))
    backends = {
        backend_name(each): each
        for rule in ordered
        for _, backend in rule.shares
        for each in (backend, *mirrors(backend))
    }
    certificates = sorted(dict.fromkeys(offers), key=lambda offer: not offer.names)
    return Routing(ordered, tuple(sorted(backends.items())), tuple(certificates))


_HOST_ORDER = {"exact": 0, "label": 1, "suffix": 1, "any": 2}


def precedence(rule: Rule) -> tuple[object, ...]:
    """The Gateway API's order: host, path, method, headers, query, age, name, place.

    It leaves open where expressions are: here before prefixes, since they are written for what prefixes cannot say.
    """
    match, origin = rule.match, rule.origin
    return (
        _HOST_ORDER[rule.host.form],
        -len(rule.host.name),
        0 if match.exact else 1 if match.expression else 2,
        -len(match.expression or match.path),
        not match.method,
        -len(match.headers),
        -len(match.query),
        origin.created,
        origin.namespace,
        origin.name,
        origin.kind,
        origin.index,
        rule.host.name,
    )

"""The parts of ``haproxy.cfg`` that take requests and give them to backends. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from localkube.network.routes.certificates import fallback, listing
from localkube.network.routes.expressions import LONGEST
from localkube.network.routes.key_files import LIST, directory_of
from localkube.network.routes.model import Condition, Host, Routing, Rule, backend_name
from localkube.network.routes.quoting import quoted
from localkube.network.routes.settings import Settings


def plain_frontend(routing: Routing, settings: Settings) -> Iterator[str]:
    """For requests without TLS."""
    yield "frontend public"
    yield f"  bind {_address(settings)}:{settings.port}"
    yield from _common(routing, secure=False)


def secure_frontend(routing: Routing, settings: Settings) -> Iterator[str]:
    """For requests by TLS. Clients whose name no certificate is for are turned away, unless one is for all."""
    certificates = listing(routing.offers)
    strict = "" if fallback(routing.offers) else " strict-sni"
    place = quoted(str(directory_of(settings.data_dir) / LIST))
    yield "frontend secure"
    # Named, so that changed certificates are another structure.
    yield f"  # certificates {hashlib.sha256(certificates.encode()).hexdigest()}"
    yield f"  bind {_address(settings)}:{settings.tls_port} ssl crt-list {place}{strict} alpn h2,http/1.1"
    yield from _common(routing, secure=True)


def _address(settings: Settings) -> str:
    return f"[{settings.listen}]" if ":" in settings.listen else settings.listen


def _common(routing: Routing, *, secure: bool) -> Iterator[str]:
    yield "  option forwardfor"
    yield f"  http-request set-header X-Forwarded-Proto {'https' if secure else 'http'}"
    yield "  http-request set-header X-Forwarded-Host %[req.hdr(host)]"
    yield "  http-request set-var(txn.host) req.hdr(host),host_only,lower"
    yield "  http-request set-var(txn.path) path,concat(/)"
    # What may have been acted upon is sent once; a connection that was refused may always be tried elsewhere.
    yield "  http-request disable-l7-retry unless METH_GET or { method OPTIONS }"
    for rule in routing.rules:
        if rule.secure == secure:
            yield from _rule(rule)
    yield "  default_backend unknown"


def _rule(rule: Rule) -> Iterator[str]:
    condition = " ".join(_conditions(rule))
    left = sum(weight for weight, _ in rule.shares)
    for weight, backend in rule.shares:
        # Each line draws anew among those that the lines before it left over.
        chance = f"{{ rand({left}) lt {weight} }}" if weight < left else ""
        words = " ".join(word for word in (condition, chance) if word)
        yield f"  use_backend {backend_name(backend)}" + (f" if {words}" if words else " if TRUE")
        left -= weight


def _conditions(rule: Rule) -> Iterator[str]:
    yield from _host_condition(rule.host)
    match = rule.match
    if match.expression:
        yield from _by_expression("path", match.expression)
    elif match.exact:
        yield f"{{ path -m str -- {quoted(match.path)} }}"
    elif match.path != "/":
        yield f"{{ var(txn.path) -m beg -- {quoted(match.path + '/')} }}"
    if match.method:
        yield f"{{ method {match.method} }}"
    for condition in match.headers:
        yield from _value(f"req.fhdr({condition.name})", condition)
    for condition in match.query:
        yield from _value(f"url_param({condition.name}),url_dec", condition)


def _value(sample: str, condition: Condition) -> Iterator[str]:
    if condition.is_expression:
        yield from _by_expression(sample, condition.value)
    else:
        yield f"{{ {sample} -m str -- {quoted(condition.value)} }}"


def _by_expression(sample: str, expression: str) -> Iterator[str]:
    """The length comes first: what an expression may cost is bounded for texts of that length."""
    yield f"{{ {sample},length le {LONGEST} }}"
    yield f"{{ {sample} -m reg -- {quoted(expression)} }}"


def _host_condition(host: Host) -> Iterator[str]:
    if host.form == "exact":
        yield f"{{ var(txn.host) -m str -- {quoted(host.name)} }}"
    elif host.form == "suffix":
        yield f"{{ var(txn.host) -m end -- {quoted('.' + host.name)} }}"
    elif host.form == "label":
        yield f"{{ var(txn.host) -m reg -- {quoted('^[^.]+[.]' + re.escape(host.name) + '$')} }}"

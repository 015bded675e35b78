"""Routing → the text of ``haproxy.cfg``. Pure and deterministic: equal routing gives equal text.

The text has two layers. Its *structure* (rules, backends, numbers of slots) only changes by a reload, and is named by a
digest in the first line. The *slots* hold addresses of pods, and change in the running HAProxy, too; they are written
down so that a reload starts with what is known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from localkube.network.routes.endpoints import Address
from localkube.network.routes.model import (
    Backend,
    Host,
    RedirectBackend,
    RefusalBackend,
    Routing,
    Rule,
    ServiceBackend,
    backend_name,
)
from localkube.network.routes.quoting import quoted
from localkube.network.routes.settings import Settings
from localkube.network.routes.steps import redirect_lines, step_lines

Slots = tuple[Address | None, ...]

NOWHERE = "127.0.0.1:1"
"""Stands where a slot has no pod; such a slot is disabled."""

_STRUCTURE = "# structure "
_TEXT = 'content-type "text/plain; charset=utf-8"'
_UNKNOWN = "No route for %[var(txn.host)]%[path] here.\n没有到 %[var(txn.host)]%[path] 的路由。\n"
_UNAVAILABLE = "Service {0} has no ready container that answers.\n服务 {0} 没有能应答的就绪容器。\n"
_GENERIC = {
    400: "The request cannot be understood.\n无法理解此请求。\n",
    408: "The request did not arrive in time.\n请求未能及时到达。\n",
    502: "The container's answer cannot be understood, or it broke off.\n容器的应答无法理解，或者中断了。\n",
    503: "There is no container that answers.\n没有能应答的容器。\n",
    504: "The container did not answer in time.\n容器未能及时应答。\n",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the routing: where to listen, where to take commands, as which user to work."""

    settings: Settings
    socket: Path
    account: tuple[str, str] | None = None


def structure_of(text: str) -> str:
    """The digest of the structure that a configuration was rendered with; empty when it tells none."""
    first = text.partition("\n")[0]
    return first.removeprefix(_STRUCTURE) if first.startswith(_STRUCTURE) else ""


def structure(routing: Routing, sizes: Mapping[str, int], frame: Frame) -> str:
    """A digest of all that only a reload can change."""
    empty: dict[str, Slots] = {name: (None,) * size for name, size in sizes.items()}
    neutral = Frame(frame.settings, Path("socket"), frame.account)
    return hashlib.sha256("\n".join(_body(routing, empty, neutral)).encode()).hexdigest()


def render(routing: Routing, slots: Mapping[str, Slots], frame: Frame) -> str:
    """The whole configuration."""
    sizes = {name: len(pods) for name, pods in slots.items()}
    head = _STRUCTURE + structure(routing, sizes, frame)
    return "\n".join([head, *_body(routing, slots, frame), ""])


def _body(routing: Routing, slots: Mapping[str, Slots], frame: Frame) -> Iterator[str]:
    yield from _global(frame)
    yield from _defaults()
    yield from _frontend(frame.settings)
    for rule in routing.rules:
        yield from _rule(rule)
    yield "  default_backend unknown"
    yield "backend unknown"
    yield f"  http-request return status 404 {_TEXT} lf-string {quoted(_UNKNOWN)}"
    for name, backend in routing.backends:
        yield f"backend {name}"
        yield from _backend(backend, slots.get(name, ()), frame.settings)


def _global(frame: Frame) -> Iterator[str]:
    settings = frame.settings
    yield "global"
    yield f"  description localkube-{settings.instance}"
    yield f"  maxconn {settings.max_connections}"
    yield f"  nbthread {settings.threads}"
    yield f"  hard-stop-after {settings.drain_seconds}s"
    yield "  no strict-limits"
    if frame.account:
        yield f"  user {frame.account[0]}"
        yield f"  group {frame.account[1]}"
    yield f"  stats socket {quoted(str(frame.socket))} mode 600 level admin expose-fd listeners"


def _defaults() -> Iterator[str]:
    yield "defaults"
    yield "  mode http"
    yield "  balance roundrobin"
    # A connection of its own for each request: none that is kept may lead to a pod that is about to end.
    yield "  option http-server-close"
    # After a reload the process before it closes a client's idle connection with the answer to its next request.
    yield "  option idle-close-on-response"
    # Many tries: when most pods of a service end at once, as many tries may meet one that has ended. Each goes to
    # another pod at once; only where there is no other they are a second apart, which bridges a container's restart.
    yield "  option redispatch 1"
    yield "  retries 10"
    yield "  retry-on conn-failure empty-response"
    yield "  timeout connect 2s"
    yield "  timeout client 75s"
    yield "  timeout server 75s"
    yield "  timeout http-request 30s"
    # Short, because a connection that idles in the process before a reload knows only the pods of then.
    yield "  timeout http-keep-alive 10s"
    yield "  timeout queue 5s"
    yield "  timeout tunnel 1h"
    for status, text in _GENERIC.items():
        yield f"  http-error status {status} {_TEXT} string {quoted(text)}"


def _frontend(settings: Settings) -> Iterator[str]:
    address = f"[{settings.listen}]" if ":" in settings.listen else settings.listen
    yield "frontend public"
    yield f"  bind {address}:{settings.port}"
    yield "  option forwardfor"
    yield "  http-request set-header X-Forwarded-Proto http"
    yield "  http-request set-header X-Forwarded-Host %[req.hdr(host)]"
    yield "  http-request set-var(txn.host) req.hdr(host),host_only,lower"
    yield "  http-request set-var(txn.path) path,concat(/)"
    # What may have been acted upon is sent once; a connection that was refused may always be tried elsewhere.
    yield "  http-request disable-l7-retry unless METH_GET or { method OPTIONS }"


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
    if match.exact:
        yield f"{{ path -m str -- {quoted(match.path)} }}"
    elif match.path != "/":
        yield f"{{ var(txn.path) -m beg -- {quoted(match.path + '/')} }}"
    if match.method:
        yield f"{{ method {match.method} }}"
    for name, value in match.headers:
        yield f"{{ req.fhdr({name}) -m str -- {quoted(value)} }}"
    for name, value in match.query:
        yield f"{{ url_param({name}),url_dec -m str -- {quoted(value)} }}"


def _host_condition(host: Host) -> Iterator[str]:
    if host.form == "exact":
        yield f"{{ var(txn.host) -m str -- {quoted(host.name)} }}"
    elif host.form == "suffix":
        yield f"{{ var(txn.host) -m end -- {quoted('.' + host.name)} }}"
    elif host.form == "label":
        yield f"{{ var(txn.host) -m reg -- {quoted('^[^.]+[.]' + re.escape(host.name) + '$')} }}"


def _backend(backend: Backend, slots: Slots, settings: Settings) -> Iterator[str]:
    if isinstance(backend, RefusalBackend):
        text = quoted(f"{backend.english}\n{backend.chinese}\n")
        yield f"  http-request return status {backend.status} {_TEXT} string {text}"
    elif isinstance(backend, RedirectBackend):
        yield from redirect_lines(backend, settings.port)
    else:
        yield from _service(backend, slots)


def _service(backend: ServiceBackend, slots: Slots) -> Iterator[str]:
    unavailable = _UNAVAILABLE.format(f"{backend.namespace}/{backend.service}")
    yield f"  http-error status 503 {_TEXT} string {quoted(unavailable)}"
    yield from step_lines(backend.steps)
    for number, pod in enumerate(slots):
        yield f"  server {slot_name(number)} " + (_place(pod) if pod else f"{NOWHERE} disabled")


def slot_name(number: int) -> str:
    """HAProxy's name of a slot."""
    return f"s{number}"


def _place(pod: Address) -> str:
    address, port = pod
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"

"""Routing → the text of ``haproxy.cfg``. Pure and deterministic: equal routing gives equal text.

The text has two layers. Its *structure* (rules, backends, numbers of slots) only changes by a reload, and is named by a
digest in the first line. The *slots* hold addresses of pods, and change in the running HAProxy, too; they are written
down so that a reload starts with what is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from localkube.network.routes.endpoints import Address
from localkube.network.routes.frontends import plain_frontend, secure_frontend
from localkube.network.routes.key_files import directory_of
from localkube.network.routes.model import Backend, RedirectBackend, RefusalBackend, Routing, ServiceBackend
from localkube.network.routes.quoting import quoted, shown
from localkube.network.routes.settings import Settings
from localkube.network.routes.steps import redirect_lines, step_lines

Slots = tuple[Address | None, ...]

NOWHERE = "127.0.0.1:1"
"""Stands where a slot has no pod; such a slot is disabled."""

_MIRROR = Path(__file__).with_name("mirror.lua")
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
    yield from _global(frame, copies=routing.copies())
    yield from _defaults()
    yield from plain_frontend(routing, frame.settings)
    if frame.settings.tls_port and routing.offers:
        yield from secure_frontend(routing, frame.settings)
    yield "backend unknown"
    yield f"  http-request return status 404 {_TEXT} lf-string {quoted(_UNKNOWN)}"
    for name, backend in routing.backends:
        yield f"backend {name}"
        yield from _backend(backend, slots.get(name, ()), frame.settings)


def _global(frame: Frame, *, copies: bool) -> Iterator[str]:
    settings = frame.settings
    yield "global"
    yield f"  description localkube-{settings.instance}"
    yield f"  maxconn {settings.max_connections}"
    yield f"  nbthread {settings.threads}"
    yield f"  hard-stop-after {settings.drain_seconds}s"
    yield "  no strict-limits"
    if copies:
        yield f"  lua-load {quoted(str(_MIRROR))}"
    if settings.tls_port:
        yield f"  crt-base {quoted(str(directory_of(settings.data_dir)))}"
        yield "  ssl-default-bind-options ssl-min-ver TLSv1.2"
        yield "  tune.ssl.default-dh-param 2048"
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


def _backend(backend: Backend, slots: Slots, settings: Settings) -> Iterator[str]:
    if isinstance(backend, RefusalBackend):
        text = quoted(f"{shown(backend.english)}\n{shown(backend.chinese)}\n")
        yield f"  http-request return status {backend.status} {_TEXT} string {text}"
    elif isinstance(backend, RedirectBackend):
        yield from redirect_lines(backend, settings.tls_port if backend.secure else settings.port)
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

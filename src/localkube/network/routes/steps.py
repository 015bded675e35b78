"""What is done to requests and answers within a backend, in HAProxy's language. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from localkube.network.routes.model import (
    HeaderStep,
    HostStep,
    MirrorStep,
    PathStep,
    RedirectBackend,
    Step,
    TimeoutStep,
    backend_name,
)
from localkube.network.routes.quoting import literal, quoted

_BODY_SECONDS = 5
_WELL_KNOWN = {"http": 80, "https": 443}
_VERBS = {"set": "set-header", "add": "add-header", "remove": "del-header"}


def step_lines(steps: Iterable[Step]) -> Iterator[str]:
    """The lines of a backend that change what passes through it."""
    for step in steps:
        if isinstance(step, MirrorStep):
            yield from _mirror_lines(step)
        elif isinstance(step, HeaderStep):
            value = f" {quoted(literal(step.value))}" if step.verb != "remove" else ""
            yield f"  http-{step.of} {_VERBS[step.verb]} {step.name}{value}"
        elif isinstance(step, HostStep):
            yield f"  http-request set-header Host {quoted(step.name)}"
        elif isinstance(step, TimeoutStep):
            yield f"  http-request set-timeout server {step.milliseconds}ms"
        else:
            yield _path_line(step)


def _mirror_lines(step: MirrorStep) -> Iterator[str]:
    """A WebSocket's begin is not copied: nobody would speak with the pod that got it."""
    conditions = ["!{ req.hdr(upgrade) -m found }"]
    if step.numerator < step.denominator:
        conditions.append(f"{{ rand({step.denominator}) lt {step.numerator} }}")
    if step.numerator > 0:
        yield f"  http-request wait-for-body time {_BODY_SECONDS}s if {conditions[0]}"
        yield f"  http-request lua.mirror {backend_name(step.backend)} if {' '.join(conditions)}"


def redirect_lines(redirect: RedirectBackend, port: int) -> Iterator[str]:
    """The lines of a backend that sends clients elsewhere. ``port`` is the one that the request came to."""
    if redirect.path is not None:
        yield _path_line(redirect.path)
    place = f"{_scheme(redirect)}://{_authority(redirect, port)}%[pathq]"
    yield f"  http-request redirect location {quoted(place)} code {redirect.code}"


def _scheme(redirect: RedirectBackend) -> str:
    return redirect.scheme or ("https" if redirect.secure else "http")


def _authority(redirect: RedirectBackend, port: int) -> str:
    if not (redirect.scheme or redirect.host or redirect.port):
        return "%[req.hdr(host)]"
    known = _WELL_KNOWN[_scheme(redirect)]
    wanted = redirect.port or (known if redirect.scheme else port)
    host = literal(redirect.host) or "%[var(txn.host)]"
    return host if wanted == known else f"{host}:{wanted}"


def _path_line(step: PathStep) -> str:
    if step.prefix is None:
        return f"  http-request set-path {quoted(literal(step.replacement))}"
    kept = step.replacement.rstrip("/")
    prefix = re.escape(step.prefix.rstrip("/"))
    if kept:
        return f"  http-request replace-path {quoted(f'^{prefix}(.*)$')} {quoted(literal(kept) + chr(92) + '1')}"
    return f"  http-request replace-path {quoted(f'^{prefix}/?(.*)$')} {quoted(chr(92).join(('/', '1')))}"

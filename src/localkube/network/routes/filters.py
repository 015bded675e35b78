"""Matches and filters of HTTPRoutes, as far as HAProxy carries them out; all else is refused by name. Pure.

Every text that gets into HAProxy's configuration passes through here, so that none can break out of its place there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from localkube.network.routes.expressions import ExpressionError, whole
from localkube.network.routes.model import (
    Condition,
    HeaderStep,
    HostStep,
    Match,
    PathStep,
    RedirectBackend,
    Side,
    Step,
    TimeoutStep,
)
from localkube.objects.access import Obj

_TOKEN = re.compile(r"[A-Za-z0-9_.-]+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_PATH = re.compile(r"/[A-Za-z0-9/._~!$&'()*+,;=:@%-]*")
_DURATION = re.compile(r"(\d+)(h|ms|m|s)")
_MILLISECONDS = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
_NEVER = 24 * 3_600_000


_ELSEWHERE = ("RequestMirror", "RequestRedirect")
"""Filters that are no steps: ``redirect_of`` reads the one, ``http_routes`` the other, whose service it looks up."""
_WHOLE = 100


class UnsupportedError(Exception):
    """A value that is valid but not served here; the text tells the user which."""


def match_of(match: Obj) -> Match:
    """What a request must look like. Raises Unsupported."""
    path: Obj = match.get("path") or {}
    kind, value = path.get("type", "PathPrefix"), path.get("value", "/")
    by_expression, exact = kind == "RegularExpression", kind == "Exact"
    if not by_expression:
        value = checked_path(value)
    return Match(
        path="/" if by_expression else value if exact else value.rstrip("/") or "/",
        exact=exact,
        expression=_expression("path", value) if by_expression else "",
        method=_token("method", match["method"]) if match.get("method") else "",
        headers=_pairs("header", match.get("headers") or ()),
        query=_pairs("query parameter", match.get("queryParams") or ()),
    )


def checked_path(path: str) -> str:
    """A path of the characters that paths are made of. Raises Unsupported."""
    if not _PATH.fullmatch(path):
        raise UnsupportedError(f"the path {path!r} has characters that are not supported")
    return path


def steps_of(filters: Sequence[Obj], prefix: str | None) -> tuple[Step, ...]:
    """What is done to requests and responses. ``prefix`` is the path prefix that was matched, if one was."""
    steps: list[Step] = []
    for given in filters:
        kind = given["type"]
        if kind == "RequestHeaderModifier":
            steps += _header_steps("request", given["requestHeaderModifier"])
        elif kind == "ResponseHeaderModifier":
            steps += _header_steps("response", given["responseHeaderModifier"])
        elif kind == "URLRewrite":
            steps += _rewrite_steps(given["urlRewrite"], prefix)
        elif kind not in _ELSEWHERE:
            raise UnsupportedError(f"filters of type {kind} are not supported")
    return tuple(steps)


def redirect_of(filters: Sequence[Obj], prefix: str | None) -> RedirectBackend | None:
    """The redirect among the filters, if there is one."""
    for given in filters:
        if given["type"] == "RequestRedirect":
            wanted: Obj = given["requestRedirect"]
            scheme = wanted.get("scheme", "")
            if scheme not in ("", "http", "https"):
                raise UnsupportedError(f"redirects to the scheme {scheme!r} are not supported")
            return RedirectBackend(
                code=wanted.get("statusCode", 302),
                scheme=scheme,
                host=_host(wanted["hostname"]) if wanted.get("hostname") else "",
                port=wanted.get("port"),
                path=_path_step(wanted["path"], prefix) if wanted.get("path") else None,
            )
    return None


def part_of(mirror: Obj) -> tuple[int, int]:
    """How many of how many requests are copied. All, unless a part is told."""
    fraction: Obj | None = mirror.get("fraction")
    if fraction is not None:
        return fraction["numerator"], fraction.get("denominator", _WHOLE)
    return mirror.get("percent", _WHOLE), _WHOLE


def timeout_of(timeouts: Obj) -> tuple[Step, ...]:
    """The time that a server has for its answer; zero means no limit."""
    text = timeouts.get("backendRequest") or timeouts.get("request")
    if not text:
        return ()
    parts = _DURATION.findall(text)
    if "".join(number + unit for number, unit in parts) != text:
        raise UnsupportedError(f"the timeout {text!r} cannot be read")
    total = sum(int(number) * _MILLISECONDS[unit] for number, unit in parts)
    return (TimeoutStep(min(total, _NEVER) or _NEVER),)


def _header_steps(side: Side, wanted: Obj) -> list[Step]:
    steps: list[Step] = [HeaderStep(side, "remove", _token("header", name)) for name in wanted.get("remove") or ()]
    for header in wanted.get("set") or ():
        steps.append(HeaderStep(side, "set", _token("header", header["name"]), _value("header", header)))
    for header in wanted.get("add") or ():
        steps.append(HeaderStep(side, "add", _token("header", header["name"]), _value("header", header)))
    return steps


def _rewrite_steps(wanted: Obj, prefix: str | None) -> list[Step]:
    steps: list[Step] = []
    if wanted.get("hostname"):
        steps.append(HostStep(_host(wanted["hostname"])))
    if wanted.get("path"):
        steps.append(_path_step(wanted["path"], prefix))
    return steps


def _path_step(wanted: Obj, prefix: str | None) -> PathStep:
    if wanted.get("type") == "ReplaceFullPath":
        return PathStep(checked_path(wanted.get("replaceFullPath") or "/"))
    if prefix is None:
        raise UnsupportedError("ReplacePrefixMatch needs a match of type PathPrefix")
    replacement = wanted.get("replacePrefixMatch") or "/"
    return PathStep(checked_path(replacement), prefix)


def _pairs(what: str, conditions: Sequence[Obj]) -> tuple[Condition, ...]:
    """The first of several conditions for one header is meant, as the API reference has it."""
    found: dict[str, Condition] = {}
    for condition in conditions:
        by_expression = condition.get("type", "Exact") == "RegularExpression"
        value = _expression(what, condition["value"]) if by_expression else _value(what, condition)
        if value in ("", "}"):
            raise UnsupportedError(f"the {what} value {value!r} is not supported")
        name = _token(what, condition["name"])
        found.setdefault(name.lower() if what == "header" else name, Condition(name, value, by_expression))
    return tuple(found.values())


def _expression(what: str, text: str) -> str:
    try:
        return whole(text)
    except ExpressionError as error:
        raise UnsupportedError(f"the {what} expression {text!r} is not supported: {error}") from error


def _token(what: str, name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise UnsupportedError(f"the {what} name {name!r} has characters that are not supported")
    return name


def _value(what: str, pair: Obj) -> str:
    value: str = pair["value"]
    if not value.isprintable():
        raise UnsupportedError(f"the value of {what} {pair['name']} has characters that are not supported")
    return value


def _host(name: str) -> str:
    if not _HOST.fullmatch(name):
        raise UnsupportedError(f"the host name {name!r} is not supported")
    return name

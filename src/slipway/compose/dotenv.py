"""Env files: lines of ``NAME=value``, as Compose reads them."""

from __future__ import annotations

import re

from slipway.compose.interpolation import Interpolation
from slipway.errors import Invalid

_LINE = re.compile(r"(?:export[ \t]+)?(?P<name>[^\s=#'\"]+)[ \t]*(?:=[ \t]*(?P<rest>.*))?", re.DOTALL)
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SINGLE = re.compile(r"'([^']*)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_COMMENT = re.compile(r"(?:^|\s)#.*$")


def parse(text: str, path: str, interpolation: Interpolation | None) -> dict[str, str | None]:
    """Return the variables of a file; None: passed through by name. Raises Invalid with the line.

    Without an interpolation values stay as they are written (``format: raw``).
    """
    found: dict[str, str | None] = {}
    known: dict[str, str] = {}
    expand = interpolation.knowing(known) if interpolation else None
    lines = text.removeprefix("\ufeff").splitlines()
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        at += 1
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise _wrong(path, at)
        name, rest = match["name"], match["rest"]
        if rest is None:
            found[name] = None
        elif expand is None:
            found[name] = known[name] = rest
        else:
            value, more = _value(rest, lines, at, path)
            found[name] = known[name] = value if rest.startswith("'") else expand(value)
            at += more
    return found


def _value(rest: str, lines: list[str], at: int, path: str) -> tuple[str, int]:
    """Return a value and how many further lines it takes: one in quotes may go on."""
    if rest[:1] not in ("'", '"'):
        return _COMMENT.sub("", rest).strip(), 0
    pattern = _DOUBLE if rest[0] == '"' else _SINGLE
    match = pattern.match(rest) or pattern.match("\n".join([rest, *lines[at:]]))
    if match is None:
        raise _wrong(path, at)
    inner = _unescaped(match[1]) if rest[0] == '"' else match[1]
    return inner, match[0].count("\n")


def _wrong(path: str, line: int) -> Invalid:
    return Invalid("compose.env_line", {"file": path, "line": line}, field=f"env_files.{path}")


def _unescaped(text: str) -> str:
    """Resolve escapes; an escaped dollar stays one, through the interpolation that follows."""
    return _ESCAPE.sub(lambda match: "$$" if match[1] == "$" else _ESCAPES.get(match[1], match[1]), text)

"""Files with keys and values: ``.env``, YAML and JSON; and the content of one file as a value."""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

import yaml

from slipway.cli.api import CliError, Json

_LINE = re.compile(r"(?:export\s+)?([^\s=#]+)\s*=\s*(.*)", re.DOTALL)
_QUOTES = ("'", '"')
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


def read(name: str) -> Json:
    """Read a file of keys and values; ``-`` is standard input, in the manner of ``.env``."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise CliError(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CliError(f"{name}: not a UTF-8 text file.") from error
    if Path(name).suffix in (".yaml", ".yml", ".json"):
        return _mapping(text, name)
    return _lines(text, name)


def entry(data: bytes) -> str | Json:
    """Return a content as the API takes it: a text, or else base64."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _mapping(text: str, name: str) -> Json:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise CliError(f"{name}: not valid YAML: {error}.") from error
    if not isinstance(found, dict):
        raise CliError(f"{name}: not a mapping of keys to values.", "Write KEY: value, one on each line.")
    for key, value in found.items():
        if isinstance(value, list | dict) or value is None:
            raise CliError(f"{name}: the value of {key} is not a text.", "Put it into quotes.")
    return {str(key): value if isinstance(value, str) else _plain(value) for key, value in found.items()}


def _plain(value: object) -> str:
    """Write numbers and switches as YAML has them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lines(text: str, name: str) -> Json:
    found: Json = {}
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = _LINE.fullmatch(stripped)
        if match is None:
            raise CliError(f"{name}:{number}: not KEY=VALUE.", "Lines that begin with # are skipped.")
        found[match[1]] = _value(match[2], f"{name}:{number}")
    return found


def _value(text: str, place: str) -> str:
    """Take the quotes off; what stands in double ones may have escapes, and unquoted values end at `` #``."""
    if text[:1] not in _QUOTES:
        return re.split(r"(?:^|\s)#", text, maxsplit=1)[0].rstrip()
    match = re.fullmatch(r"""'([^']*)'(?:\s+#.*)?|"((?:[^"\\]|\\.)*)"(?:\s+#.*)?""", text)
    if match is None:
        raise CliError(f"{place}: the quotes are not closed.", "Use --from-file KEY=PATH for values of several lines.")
    if match[2] is None:
        return match[1]
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[0]), match[2])

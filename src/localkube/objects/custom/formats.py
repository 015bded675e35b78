"""The formats of strings and numbers that schemas may name; unknown ones are ignored, as Kubernetes does."""

from __future__ import annotations

import ipaddress
import re
from base64 import b64decode
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import urlsplit

from localkube.objects.meta import parse_time
from localkube.objects.validation import names

_UUID = "^[0-9a-f]{8}-?[0-9a-f]{4}-?%s[0-9a-f]{3}-?%s[0-9a-f]{3}-?[0-9a-f]{12}$"
_PATTERNS = {
    "email": r"^[^@\s<>()\[\],;:\"]+@[A-Za-z0-9][-A-Za-z0-9.]*$",
    "hostname": r"^([A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)*\.?$",
    "mac": r"^([0-9A-Fa-f]{2}[:-]){5}([0-9A-Fa-f]{2}|([0-9A-Fa-f]{2}[:-]){2}[0-9A-Fa-f]{2})$",
    "uuid": "(?i)" + _UUID % ("[0-9a-f]", "[0-9a-f]"),
    "uuid3": "(?i)" + _UUID % ("3", "[0-9a-f]"),
    "uuid4": "(?i)" + _UUID % ("4", "[89ab]"),
    "uuid5": "(?i)" + _UUID % ("5", "[89ab]"),
    "hexcolor": r"^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
    "rgbcolor": r"^rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)$",
    "duration": r"^\s*-?(\d+(\.\d+)?\s*(ns|us|µs|ms|s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)\s*)+$|^0$",
    "bsonobjectid": r"^[0-9a-fA-F]{24}$",
}
_RANGES = {"int32": 2**31, "int64": 2**63}


class Matcher(Protocol):
    """A compiled pattern."""

    def search(self, text: str, /) -> object:
        """Something when the pattern is anywhere in the text."""
        ...


@lru_cache(maxsize=1024)
def pattern(text: str) -> Matcher:
    """A pattern in RE2's syntax, which is Kubernetes' own and takes linear time. Raises ValueError."""
    import re2  # noqa: PLC0415 - a megabyte that only clusters with such definitions need

    options = re2.Options()
    options.log_errors = False
    try:
        compiled: Matcher = re2.compile(text, options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from error
    return compiled


def matches(name: str, value: Any) -> bool:
    """Whether a value has the format of that name."""
    if isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return name not in _RANGES or -_RANGES[name] <= value < _RANGES[name]
    if not isinstance(value, str):
        return True
    if name in _PATTERNS:
        return re.search(_PATTERNS[name], value) is not None
    check = _CHECKS.get(name)
    return check is None or check(value)


def _parses(read: Callable[[str], object]) -> Callable[[str], bool]:
    def check(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return check


def _uri(value: str) -> bool:
    return bool(value) and (bool(urlsplit(value).scheme) or value.startswith("/"))


def _cidr(value: str) -> object:
    if "/" not in value:
        raise ValueError(value)
    return ipaddress.ip_interface(value)


def _day(value: str) -> object:
    if len(value) != len("2006-01-02"):
        raise ValueError(value)
    return date.fromisoformat(value)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "uri": _parses(_uri),
    "ipv4": _parses(ipaddress.IPv4Address),
    "ipv6": _parses(ipaddress.IPv6Address),
    "cidr": _parses(_cidr),
    "byte": _parses(lambda value: b64decode(value, validate=True)),
    "date": _parses(_day),
    "date-time": _parses(parse_time),
    "datetime": _parses(parse_time),
    "k8s-short-name": lambda value: not names.label(value),
    "k8s-long-name": lambda value: not names.subdomain(value),
}

"""The formats of names, labels and keys. Each check returns what is wrong as the API says it, or an empty string."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_LABEL_1035 = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_NAME_PART = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_LABEL_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
_CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]+")
_ENV_NAME = re.compile(r"[ -<>-~]+")
_PERCENT = re.compile(r"[0-9]+%")

_EDGES = "must start and end with an alphanumeric character"


def label(value: str) -> str:
    """RFC 1123 label: names of namespaces, containers, volumes."""
    return _longest(value, 63) or _matches(
        _LABEL,
        value,
        f"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and {_EDGES}",
        ("my-name", "123-abc"),
    )


def label_1035(value: str) -> str:
    """RFC 1035 label: names of services."""
    return _longest(value, 63) or _matches(
        _LABEL_1035,
        value,
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
        " character, and end with an alphanumeric character",
        ("my-name", "abc-123"),
    )


def subdomain(value: str) -> str:
    """RFC 1123 subdomain: names of most objects."""
    return _longest(value, 253) or _matches(
        _SUBDOMAIN,
        value,
        f"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and {_EDGES}",
        ("example.com",),
    )


def wildcard_subdomain(value: str) -> str:
    """A subdomain whose first label may be ``*``: host names of routes."""
    if value.startswith("*."):
        return subdomain(value[2:])
    return subdomain(value)


@lru_cache(maxsize=4096)
def qualified_name(value: str) -> str:
    """``prefix/name`` or ``name``: keys of labels and annotations, resource names."""
    prefix, slash, name = value.rpartition("/")
    if slash and not prefix:
        return "prefix part must be non-empty"
    if slash and (wrong := subdomain(prefix)):
        return f"prefix part {wrong}"
    if not name:
        return "name part must be non-empty"
    wrong = _longest(name, 63) or _matches(
        _NAME_PART,
        name,
        f"must consist of alphanumeric characters, '-', '_' or '.', and {_EDGES}",
        ("MyName", "my.name", "123-abc"),
    )
    return f"name part {wrong}" if wrong else ""


@lru_cache(maxsize=4096)
def label_value(value: str) -> str:
    """The value of a label."""
    return _longest(value, 63) or _matches(
        _LABEL_VALUE,
        value,
        f"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and {_EDGES}",
        ("MyValue", "my_value", "12345"),
    )


def config_key(value: str) -> str:
    """A key of a config map or secret."""
    if value in (".", "..") or value.startswith(".."):
        return "must not be '.' or start with '..'"
    return _longest(value, 253) or _matches(
        _CONFIG_KEY,
        value,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        ("key.name", "KEY_NAME", "key-name"),
    )


def env_name(value: str) -> str:
    """The name of an environment variable."""
    if _ENV_NAME.fullmatch(value):
        return ""
    return "a valid environment variable name must consist only of printable ASCII characters other than '='"


def port_name(value: str) -> str:
    """An IANA service name: the name of a container's port."""
    if len(value) > 15:
        return "must be no more than 15 characters"
    if not re.fullmatch(r"[-a-z0-9]+", value):
        return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
    if not re.search(r"[a-z]", value):
        return "must contain at least one letter (a-z)"
    if "--" in value:
        return "must not contain consecutive hyphens"
    if value.startswith("-") or value.endswith("-"):
        return "must not begin or end with a hyphen"
    return ""


def percent(value: str) -> str:
    """``25%``."""
    text = "a valid percent string must be a numeric string followed by an ending '%'"
    return _matches(_PERCENT, value, text, ("1%", "93%"))


def ip_address(value: str) -> str:
    """An IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
    return ""


def network(value: str) -> str:
    """A range of IPv4 or IPv6 addresses."""
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
    return ""


def _longest(value: str, limit: int) -> str:
    return f"must be no more than {limit} bytes" if len(value) > limit else ""


def _matches(pattern: re.Pattern[str], value: str, text: str, examples: tuple[str, ...]) -> str:
    if pattern.fullmatch(value):
        return ""
    shown = ",  or ".join(f"'{example}'" for example in examples)
    return f"{text} (e.g. {shown}, regex used for validation is '{pattern.pattern}')"


def path_segment(value: str) -> str:
    """One step of a URL's path: names of roles, which may have colons."""
    if value in (".", ".."):
        return f"may not be '{value}'"
    for character in ("/", "%"):
        if character in value:
            return f"may not contain '{character}'"
    return ""

"""Which host names a tenant can bring, and how they are written. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import idna

from slipway.errors import Invalid

RECORD_PREFIX = "_slipway."
VALUE_PREFIX = "slipway-verification="
LONGEST_HOST = 253 - len(RECORD_PREFIX)
"""The record that verifies the host is a name as well."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """Hosts of the platform itself: everything at and below its domain, and its portal."""

    platform_domain: str
    portal: str = ""

    def has(self, host: str) -> bool:
        """Tell whether a host is the platform's."""
        return host in (self.platform_domain, self.portal) or host.endswith(f".{self.platform_domain}")


def host_of(text: str, reserved: Reserved, field: str = "host") -> str:
    """Return the host as DNS has it: lower case, without a final dot, other scripts as Punycode. Raises Invalid."""
    written = text.strip().removesuffix(".")
    if "*" in written:
        raise Invalid("domain.wildcard", {"host": written}, field=field)
    if any(mark in written for mark in ":/@? "):
        raise Invalid("domain.not_a_name", {"host": written}, field=field)
    try:
        host = idna.encode(written, uts46=True).decode().lower()
    except idna.IDNAError as error:
        raise Invalid("domain.malformed", {"host": written}, field=field) from error
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or len(host) > LONGEST_HOST:
        raise Invalid("domain.not_a_name", {"host": written}, field=field)
    if reserved.has(host):
        raise Invalid("domain.of_platform", {"host": host, "domain": reserved.platform_domain}, field=field)
    return host


def shown(host: str) -> str:
    """Return the host as people write it."""
    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host


def record_name(host: str) -> str:
    """Return the name of the TXT record that verifies a host."""
    return f"{RECORD_PREFIX}{host}"


def record_value(token: str) -> str:
    """Return what the TXT record says."""
    return f"{VALUE_PREFIX}{token}"

"""What a Gateway offers for leading visitors of own domains from http to https. Pure.

A host is led to https only where the Gateway tells that it serves the host by TLS: elsewhere visitors would be led away
from what works. Routes refer to listeners by name, so that the redirect is at those for http alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from slipway.applications.views import Redirect
from slipway.cluster import Obj

OWN_LISTENER = "own-"
"""How names of listeners begin that the platform adds to the Gateway."""
HTTPS_PORT = 443


def listener_of(domain_id: str) -> str:
    """Return the name of a domain's listener; a changed host is another domain."""
    return f"{OWN_LISTENER}{domain_id.lower()}"


@dataclass(frozen=True, slots=True)
class Doors:
    """Names of a Gateway's listeners: those for http, which its owner made, and ours that serve by TLS now."""

    plain: tuple[str, ...]
    secure: frozenset[str]
    tls_port: int = HTTPS_PORT
    """Where the latter are reached, as users type it."""

    def led(self, redirects: tuple[Redirect, ...]) -> tuple[Redirect, ...]:
        """Return the hosts that can be led to https."""
        return tuple(each for each in redirects if self.plain and listener_of(each.domain_id) in self.secure)


def doors_of(gateway: Obj, tls_port: int) -> Doors:
    """Return the listeners of a Gateway as it is in the cluster."""
    wanted = gateway["spec"].get("listeners") or ()
    plain = [each["name"] for each in wanted if each["protocol"] == "HTTP"]
    told = (gateway.get("status") or {}).get("listeners") or ()
    secure = [each["name"] for each in told if each["name"].startswith(OWN_LISTENER) and _serves(each)]
    return Doors(tuple(plain), frozenset(secure), tls_port)


def _serves(listener: Obj) -> bool:
    return any((each["type"], each["status"]) == ("Programmed", "True") for each in listener.get("conditions") or ())

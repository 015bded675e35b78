"""Who asks: by client certificate of our authority or by bearer token. All who are known are administrators."""

from __future__ import annotations

import secrets
import ssl
from dataclasses import dataclass

from aiohttp import web

from localkube.apiserver.certificates import Identity
from localkube.objects.errors import Unauthorized

OPEN_PATHS = frozenset({"/livez", "/readyz", "/healthz", "/version"})
"""Answered to anybody, as a Kubernetes API server does by default."""


@dataclass(frozen=True, slots=True)
class User:
    """The one who asks; ``groups`` as in the certificate's organizations."""

    name: str
    groups: tuple[str, ...]


def server_context(identity: Identity) -> ssl.SSLContext:
    """The TLS context of the server: client certificates are welcome, not required."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(identity.server_cert, identity.server_key)
    context.load_verify_locations(identity.ca_cert)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.set_alpn_protocols(["http/1.1"])
    return context


def user_of(request: web.Request, token: str) -> User:
    """Raise Unauthorized unless the request carries what proves who it is."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        if secrets.compare_digest(given.strip().encode(), token.encode()):
            return User("admin", ("system:masters",))
        raise Unauthorized("Unauthorized")
    transport = request.transport
    certificate = transport.get_extra_info("peercert") if transport else None
    if certificate:
        subject = [pair for part in certificate.get("subject", ()) for pair in part]
        names = [value for key, value in subject if key == "commonName"]
        groups = tuple(value for key, value in subject if key == "organizationName")
        if names:
            return User(names[0], groups)
    raise Unauthorized("Unauthorized")

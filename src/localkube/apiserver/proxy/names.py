"""Names of what is asked by the proxy: ``NAME``, ``NAME:PORT`` or ``SCHEME:NAME:PORT``. Pure."""

from __future__ import annotations

from typing import NamedTuple

from localkube.objects.errors import BadRequest

SCHEMES = ("http", "https")


class Proxied(NamedTuple):
    """``scheme`` and ``port`` are empty when the name has none."""

    scheme: str
    name: str
    port: str


def split(text: str, kind: str) -> Proxied:
    """Take a name apart. Raises BadRequest; ``kind`` is ``pod``, ``service`` or ``node``."""
    match text.split(":"):
        case [name] if name:
            return Proxied("", name, "")
        case [name, port] if name:
            return Proxied("", name, port)
        case [scheme, name, port] if name and scheme in ("", *SCHEMES):
            return Proxied(scheme, name, port)
    raise BadRequest(f'invalid {kind} request "{text}"')

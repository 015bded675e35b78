"""Go where a registry, or whoever it sends us to, is: resolve once, look whether that is allowed, connect to just that.

Limits of time and size hold for every answer, because tenants choose who answers.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

from slipway.errors import BadGateway, Invalid, Unavailable
from slipway.images.reach import Inside

SECONDS = 15
CONNECT_SECONDS = 5
MOST_BYTES = 4 * 1024 * 1024
SECURE_PORT, PLAIN_PORT = 443, 80

Origin = tuple[str, str, int]
"""Scheme, host and port: who is told a secret, and nobody else."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Way:
    """How far the platform goes. ``inside`` is None where administrators chose the registry: then anywhere."""

    insecure: bool
    inside: Inside | None

    async def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Ask once; redirects are the caller's to follow. Raises Unavailable, Invalid, BadGateway."""
        parts = urlsplit(url)
        scheme, host, port = origin_of(url)
        plain = self.insecure and scheme == "http"
        if "@" in parts.netloc or not (plain or scheme == "https"):
            raise BadGateway("registry.sends_elsewhere", {"address": parts.netloc})
        try:
            async with asyncio.timeout(SECONDS):
                found = await _resolve(host, port)
                if self.inside is not None and not self.inside.permits(parts.netloc, found):
                    raise Invalid("registry.address_refused", {"address": parts.netloc}, field="address")
                # IPv4 first: hosts without a way for IPv6 resolve its addresses all the same.
                target = min(found, key=lambda each: ":" in each)
                return await _ask(httpx2.URL(url).copy_with(host=target, port=port), parts.netloc, host, headers)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, UnicodeError) as error:
            reason = str(error) or type(error).__name__
            raise Unavailable("registry.unreachable", {"address": parts.netloc, "reason": reason}) from error


def origin_of(url: str) -> Origin:
    """Return of which origin an address is, however it is spelt. Raises BadGateway for what is no address."""
    parts = urlsplit(url)
    try:
        host, given = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadGateway("registry.not_one", {"address": parts.netloc}) from error
    return parts.scheme, host, given or (SECURE_PORT if parts.scheme == "https" else PLAIN_PORT)


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]).partition("%")[0] for *_, address in found]


async def _ask(url: httpx2.URL, netloc: str, host: str, headers: Mapping[str, str]) -> Answer:
    """Connect to the address that was looked at; the certificate has to be that of the name."""
    request_headers = {"Host": netloc, "User-Agent": "slipway", "Accept-Encoding": "identity", **headers}
    timeout = httpx2.Timeout(SECONDS, connect=CONNECT_SECONDS)
    context = ssl.create_default_context()
    # Not through a proxy of the environment: it would resolve the name again.
    async with httpx2.AsyncClient(verify=context, timeout=timeout, trust_env=False, follow_redirects=False) as http:
        options = {"sni_hostname": host}
        async with http.stream("GET", url, headers=request_headers, extensions=options) as answer:
            body = bytearray()
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise BadGateway("registry.answer_too_large", {"address": netloc})
            return Answer(answer.status_code, answer.headers, bytes(body))

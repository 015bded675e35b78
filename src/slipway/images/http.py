"""Go where a registry, or whoever it sends us to, is: resolve once, look whether that is allowed, connect to just that.

Limits of time and size hold for every answer, because tenants choose who answers.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
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


class Connections:
    """Connections that stay open from one question to the next, for whoever has thousands of them.

    Each name has its own: on a connection to the same address that another name had opened, nobody would have looked
    whether the certificate is the asked one's.
    """

    def __init__(self) -> None:
        self._context = ssl.create_default_context()
        self._clients: dict[str, httpx2.AsyncClient] = {}

    def to(self, host: str) -> httpx2.AsyncClient:
        """Return what asks a host."""
        if host not in self._clients:
            self._clients[host] = _client(self._context)
        return self._clients[host]

    async def close(self) -> None:
        """End all of them."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()


@dataclass(frozen=True, slots=True)
class Way:
    """How far the platform goes. ``inside`` is None where administrators chose the registry: then anywhere."""

    insecure: bool
    inside: Inside | None
    kept: Connections | None = None
    """Without it each question opens a connection of its own."""

    async def ask(self, method: str, url: str, headers: Mapping[str, str]) -> Answer:
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
                target = httpx2.URL(url).copy_with(host=min(found, key=lambda each: ":" in each), port=port)
                async with _connected(self.kept, host) as http:
                    named = {"sni_hostname": host}  # whose the certificate has to be
                    asked = http.build_request(
                        method, target, headers=_headers(parts.netloc, headers), extensions=named
                    )
                    return await _read(http, asked, parts.netloc)
        except socket.gaierror as error:
            raise Unavailable("registry.unknown_host", {"address": parts.netloc}) from error
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


def _headers(netloc: str, headers: Mapping[str, str]) -> dict[str, str]:
    return {"Host": netloc, "User-Agent": "slipway", "Accept-Encoding": "identity", **headers}


def _client(context: ssl.SSLContext) -> httpx2.AsyncClient:
    # Not through a proxy of the environment: it would resolve the name again.
    timeout = httpx2.Timeout(SECONDS, connect=CONNECT_SECONDS)
    return httpx2.AsyncClient(verify=context, timeout=timeout, trust_env=False, follow_redirects=False)


@asynccontextmanager
async def _connected(kept: Connections | None, host: str) -> AsyncIterator[httpx2.AsyncClient]:
    if kept is not None:
        yield kept.to(host)
        return
    async with _client(ssl.create_default_context()) as http:
        yield http


async def _read(http: httpx2.AsyncClient, request: httpx2.Request, netloc: str) -> Answer:
    """Send, and read the answer to its end."""
    answer = await http.send(request, stream=True)
    try:
        body = bytearray()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise BadGateway("registry.answer_too_large", {"address": netloc})
        return Answer(answer.status_code, answer.headers, bytes(body))
    finally:
        await answer.aclose()

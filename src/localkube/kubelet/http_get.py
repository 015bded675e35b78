"""One small HTTP/1.1 GET, for probes and hooks: only the status counts, so no client library is loaded for it."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

_LONGEST_HEAD = 65536
_MOST_REDIRECTS = 10
_REDIRECTIONS = (301, 302, 303, 307, 308)


class NoAnswer(Exception):  # noqa: N818 - says what happened
    """Nobody answered, or not in HTTP."""


@dataclass(frozen=True, slots=True)
class Get:
    """What to ask for."""

    host: str
    port: int
    path: str = "/"
    tls: bool = False
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """For people."""
        return f"{'https' if self.tls else 'http'}://{_bracketed(self.host)}:{self.port}{self.path}"


async def get_status(get: Get, timeout_seconds: float) -> int:
    """The status code, after redirections within the same host. Raises NoAnswer."""
    try:
        async with asyncio.timeout(timeout_seconds):
            for _ in range(_MOST_REDIRECTS):
                status, location = await _ask(get)
                further = _redirected(get, location) if status in _REDIRECTIONS else None
                if further is None:
                    return status
                get = further
            raise ValueError(f"stopped after {_MOST_REDIRECTS} redirects")
    except TimeoutError:
        raise NoAnswer(f'Get "{get.url}": context deadline exceeded (no answer in {timeout_seconds:g} s)') from None
    except ConnectionRefusedError:
        at = f"{_bracketed(get.host)}:{get.port}"
        raise NoAnswer(f'Get "{get.url}": dial tcp {at}: connect: connection refused') from None
    except (OSError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
        raise NoAnswer(f'Get "{get.url}": {error}') from error


def _redirected(get: Get, location: str) -> Get | None:
    """Where to ask next; None when that is no HTTP or another host, which is not what is probed."""
    target = urlsplit(urljoin(get.url, location))
    if not location or target.scheme not in ("http", "https") or target.hostname != get.host:
        return None
    tls = target.scheme == "https"
    path = target.path or "/"
    if target.query:
        path += f"?{target.query}"
    return replace(get, port=target.port or (443 if tls else 80), path=path, tls=tls)


async def _ask(get: Get) -> tuple[int, str]:
    """The status and the ``Location``, if there is one."""
    context = _any_certificate() if get.tls else None
    reader, writer = await asyncio.open_connection(get.host, get.port, ssl=context, limit=_LONGEST_HEAD)
    try:
        given = {name.lower() for name, _ in get.headers}
        headers = [
            ("Host", f"{_bracketed(get.host)}:{get.port}"),
            ("User-Agent", "kube-probe/localkube"),
            ("Accept", "*/*"),
        ]
        lines = [f"{name}: {value}" for name, value in headers if name.lower() not in given]
        lines += [f"{name}: {value}" for name, value in get.headers]
        head = "\r\n".join([f"GET {get.path} HTTP/1.1", *lines, "Connection: close", "", ""])
        writer.write(head.encode())
        await writer.drain()
        status = (await reader.readuntil(b"\r\n")).decode("latin-1").split(" ", 2)
        if len(status) < 2 or not status[0].startswith("HTTP/"):
            raise ValueError("malformed HTTP response")
        code = int(status[1])
        return code, await _location(reader) if code in _REDIRECTIONS else ""
    finally:
        writer.close()


async def _location(reader: asyncio.StreamReader) -> str:
    while (line := (await reader.readuntil(b"\r\n")).decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        if name.lower() == "location":
            return value.strip()
    return ""


def _any_certificate() -> ssl.SSLContext:
    """Probes look at health, not at identity: pods have certificates of their own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host

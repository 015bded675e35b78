"""Passes requests on to pods and services, and their answers back, without looking into either.

Who asked has been let in by then: credentials for the API go no further. Redirections to the same place are led through
the proxy again. WebSockets are passed on message by message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote, unquote, urlsplit

import aiohttp
from aiohttp import web
from yarl import URL

from localkube.apiserver.paths import Target, beyond_proxy
from localkube.apiserver.proxy.backends import Backend, Backends
from localkube.objects.errors import ServiceUnavailable

_CONNECT_SECONDS = 30.0
_PIECE = 64 * 1024
_RAW = "surrogateescape"
_SAFE = "/:@!$&'()*+,;=~"
_HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te"),
        *("trailer", "transfer-encoding", "upgrade"),
    }
)
"""Headers about one connection only. Source: RFC 9110, 7.6.1."""
_SOCKET = frozenset(
    {"sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-protocol"}
)
_BEARER_PROTOCOL = "base64url.bearer.authorization.k8s.io."


class Relay:
    """``close`` when it is no longer used."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._session: aiohttp.ClientSession | None = None

    async def serve(self, request: web.Request, target: Target) -> web.StreamResponse:
        """Answer what the pod or service answers. Raises ApiError; ServiceUnavailable when nothing answers there."""
        backend = self._backends.of(target)
        raw = request.raw_path.partition("?")[0]
        rest = beyond_proxy(raw)
        url = _url(backend, rest or "", request.raw_path.partition("?")[2])
        upgrade = request.headers.get("Upgrade", "").lower() == "websocket"
        try:
            if upgrade:
                return await self._socket(request, url)
            if rest is None and request.method in ("GET", "HEAD"):
                return _with_slash(request, raw)
            return await self._exchange(request, url, backend, raw if rest is None else raw[: len(raw) - len(rest) - 1])
        except (aiohttp.ClientConnectionError, aiohttp.InvalidURL, TimeoutError) as error:
            raise ServiceUnavailable(f"error trying to reach service: {error}") from error
        except aiohttp.WSServerHandshakeError as error:
            raise ServiceUnavailable(f"unable to upgrade connection: the answer was {error.status}") from error
        except aiohttp.ClientError as error:
            raise ServiceUnavailable(f"error trying to reach service: no HTTP is spoken there: {error}") from error

    async def close(self) -> None:
        """Close connections that wait for further requests."""
        if self._session is not None:
            await self._session.close()

    async def _exchange(self, request: web.Request, url: URL, backend: Backend, prefix: str) -> web.StreamResponse:
        asked = self._client().request(
            request.method,
            url,
            headers=_passed_on(request),
            data=request.content if request.body_exists else None,
            allow_redirects=False,
            ssl=False,
        )
        async with asked as answer:
            response = web.StreamResponse(status=answer.status, reason=answer.reason)
            for name, value in _kept(answer.headers):
                response.headers.add(name, _led_back(value, backend, prefix) if name.lower() == "location" else value)
            await response.prepare(request)
            try:
                async for piece in answer.content.iter_chunked(_PIECE):
                    await response.write(piece)
            except (aiohttp.ClientError, ConnectionError):
                # Too late to say so: that the answer is not whole can only be seen by the end of the connection.
                if request.transport is not None:
                    request.transport.close()
            return response

    async def _socket(self, request: web.Request, url: URL) -> web.WebSocketResponse:
        offered = [word.strip() for word in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
        protocols = [word for word in offered if word and not word.startswith(_BEARER_PROTOCOL)]
        headers = [(name, value) for name, value in _passed_on(request) if name.lower() not in _SOCKET]
        connecting = self._client().ws_connect(
            url, protocols=protocols, headers=headers, ssl=False, max_msg_size=0, autoping=False
        )
        async with connecting as inner:
            chosen = (inner.protocol,) if inner.protocol else ()
            outer = web.WebSocketResponse(protocols=chosen, max_msg_size=0, autoping=False, compress=False)
            await outer.prepare(request)
            ways = [asyncio.create_task(_pass(outer, inner)), asyncio.create_task(_pass(inner, outer))]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
                await outer.close()
            return outer

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
                timeout=timeout,
                trust_env=False,
            )
        return self._session


_Socket = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


async def _pass(source: _Socket, destination: _Socket) -> None:
    """Pass messages on until either side ends; how it ended is told as well."""
    while True:
        message = await source.receive()
        match message.type:
            case aiohttp.WSMsgType.TEXT:
                await destination.send_str(message.data)
            case aiohttp.WSMsgType.BINARY:
                await destination.send_bytes(message.data)
            case aiohttp.WSMsgType.PING:
                await destination.ping(message.data)
            case aiohttp.WSMsgType.PONG:
                await destination.pong(message.data)
            case aiohttp.WSMsgType.CLOSE:
                await destination.close(code=message.data or 1000, message=(message.extra or "").encode())
                return
            case _:
                return


def _url(backend: Backend, rest: str, query: str) -> URL:
    """Where to ask. Official clients quote the slashes of the whole path, so it is quoted anew."""
    path = quote(unquote(rest, errors=_RAW), safe=_SAFE, errors=_RAW)
    return URL(f"{backend.origin}/{path}{'?' if query else ''}{query}", encoded=True)


def _with_slash(request: web.Request, raw: str) -> web.Response:
    query = request.raw_path.partition("?")[2]
    location = f"{raw}/?{query}" if query else f"{raw}/"
    return web.Response(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": location})


def _passed_on(request: web.Request) -> list[tuple[str, str]]:
    """The headers without those for the API, and with where the request came from."""
    forwarded = [*request.headers.getall("X-Forwarded-For", []), request.remote or ""]
    added = {
        "X-Forwarded-For": ", ".join(filter(None, forwarded)),
        "X-Forwarded-Host": request.host,
        "X-Forwarded-Proto": request.scheme,
        "X-Forwarded-Uri": request.raw_path.partition("?")[0],
    }
    ours = {"host", "authorization", *(name.lower() for name in added)}
    return [
        *(
            (name, value)
            for name, value in _kept(request.headers)
            if name.lower() not in ours and not _impersonates(name)
        ),
        *added.items(),
    ]


def _impersonates(header: str) -> bool:
    return header.lower().startswith("impersonate-")


def _kept(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Those that are not about this one connection."""
    named = {word.strip().lower() for word in headers.get("Connection", "").split(",")}
    return [(name, value) for name, value in headers.items() if name.lower() not in _HOP_BY_HOP | named]


def _led_back(location: str, backend: Backend, prefix: str) -> str:
    """Where a redirection leads, through the proxy when it stays with the one who was asked."""
    parts = urlsplit(location)
    here = urlsplit(backend.origin)
    if parts.netloc and (parts.scheme or here.scheme, parts.netloc) != (here.scheme, here.netloc):
        return location
    if not parts.netloc and not parts.path.startswith("/"):
        return location
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{prefix}/{parts.path.lstrip('/')}{query}{fragment}"

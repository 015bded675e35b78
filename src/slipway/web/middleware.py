"""What surrounds every request: its id, a size limit, security headers, one log line, and the last safety net.

Plain ASGI, so that event streams and WebSockets pass through unbuffered.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slipway.errors import SlipwayError, TooLarge
from slipway.web.context import RequestContext, current_request, set_current_request
from slipway.web.errors import response_of

log = structlog.get_logger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_UPLOAD = re.compile(r"/api/v1/containers/[^/]+/[^/]+/[^/]+/files")
UPLOAD_BYTES = 1024**3
"""The largest body of a request that is passed on piece by piece, and never held."""
_QUIET_PATHS = ("/healthz", "/readyz")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}


class RequestMiddleware:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, *, max_body_bytes: int, secure: bool) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._headers = dict(SECURITY_HEADERS)
        if secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        context = RequestContext(_request_id(headers), (scope.get("client") or ("",))[0])
        set_current_request(context)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=context.request_id)
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        sent = _Sent(send, self._decorate(scope, context))
        began = time.perf_counter()
        try:
            await self._guarded(scope, headers, receive, sent)
        finally:
            _log_request(scope, sent.status, time.perf_counter() - began)

    async def _guarded(self, scope: Scope, headers: Headers, receive: Receive, sent: _Sent) -> None:
        try:
            most = UPLOAD_BYTES if _is_upload(scope) else self._max_body_bytes
            limited = _limited(receive, most)
            if int(_digits(headers.get("content-length"))) > most:
                await response_of(TooLarge("request.too_large"))(scope, receive, sent)
                return
            await self._app(scope, limited, sent)
        except Exception:  # the last net: whatever escapes is logged and answered without details
            if sent.status:
                raise
            log.exception("request failed", method=scope["method"], path=scope["path"])
            request_id = current_request().request_id
            await response_of(SlipwayError("internal.error", {"request_id": request_id}))(scope, receive, sent)

    def _decorate(self, scope: Scope, context: RequestContext) -> Callable[[Message], None]:
        def decorate(start: Message) -> None:
            headers = MutableHeaders(scope=start)
            headers["X-Request-Id"] = context.request_id
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            if scope["path"].startswith("/api/"):
                headers.setdefault("Cache-Control", "no-store")

        return decorate


class _Sent:
    """Passes messages on, decorates the answer's start and remembers its status (0 before)."""

    def __init__(self, send: Send, decorate: Callable[[Message], None]) -> None:
        self._send = send
        self._decorate = decorate
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._decorate(message)
        await self._send(message)


def _request_id(headers: Headers) -> str:
    """Accept the caller's id when it is harmless, so that one id follows a request through several programs."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _is_upload(scope: Scope) -> bool:
    return scope["method"] == "PUT" and _UPLOAD.fullmatch(scope["path"]) is not None


def _digits(value: str | None) -> str:
    return value if value and value.isascii() and value.isdigit() else "0"


def _limited(receive: Receive, limit: int) -> Receive:
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise HTTPException(413)
        return message

    return limited


def _log_request(scope: Scope, status: int, seconds: float) -> None:
    """One line for each request that changes or fails; reading is only worth a debug line."""
    loud = scope["method"] not in ("GET", "HEAD", "OPTIONS") or status >= 500
    if scope["path"] in _QUIET_PATHS:
        return
    write = log.info if loud else log.debug
    write("request", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000, 1))

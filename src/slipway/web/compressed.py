"""Make the API's larger answers smaller on the line: a list of rows shrinks to a tenth by gzip.

Only complete JSON answers to reading requests that bear the portal's proof header. Another site's page cannot make a
browser send that header, so it cannot make answers whose compressed size tells what they have in common with a guess
(BREACH). Event streams, downloads and everything else pass through as they are.
"""

from __future__ import annotations

import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROOF_HEADER = "x-slipway-request"
"""Pages of ours set it on each request; those of other sites cannot."""
SMALLEST = 1024
"""Bytes; less fits in one packet anyway."""
_LEVEL = 4


class Compressed:
    """Passes requests on, and compresses those answers that gain by it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._app(scope, receive, _Compressing(send) if _may_compress(scope) else send)


def _may_compress(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/api/"):
        return False
    headers = Headers(scope=scope)
    return PROOF_HEADER in headers and "gzip" in headers.get("accept-encoding", "")


class _Compressing:
    """Holds the answer's start back until its body is known to be complete."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_json(message):
            self._start = message
            return
        start, self._start = self._start, None
        if start is None:
            await self._send(message)
            return
        MutableHeaders(scope=start).add_vary_header("Accept-Encoding")
        await self._send_both(start, message)

    async def _send_both(self, start: Message, message: Message) -> None:
        body = message.get("body", b"")
        if len(body) >= SMALLEST and not message.get("more_body", False):
            smaller = gzip.compress(body, _LEVEL)
            headers = MutableHeaders(scope=start)
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(smaller))
            message = {**message, "body": smaller}
        await self._send(start)
        await self._send(message)


def _is_json(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    plain = "content-encoding" not in headers and "content-disposition" not in headers
    return plain and headers.get("content-type", "").partition(";")[0] == "application/json"

"""``nodes/NAME/proxy``: the pages of a node's kubelet and its log files, for who may ``get nodes/proxy``."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import quote, unquote

from aiohttp import web

from localkube.apiserver.paths import NO_SUCH_PATH, Target, beyond_proxy
from localkube.apiserver.proxy.names import split
from localkube.apiserver.registry import Registry
from localkube.objects.errors import MethodNotAllowed, NotFound, ServiceUnavailable
from localkube.objects.ports import LogDirectory, LogFile, NodePages

KUBELET_PORT = "10250"
LOGS = "logs"
_PIECE = 256 * 1024
_SNIFFED = 512
_RAW = "surrogateescape"
"""Names of files are bytes; those that are no text are kept as they are."""


class NodeProxy:
    """``pages`` finds what a node answers, by its name; it is there once kubelets run."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.pages: Callable[[str], NodePages | None] | None = None

    async def serve(self, request: web.Request, target: Target) -> web.StreamResponse:
        """Answer what the node answers. Raises ApiError."""
        pages = self._pages_of(target)
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed("the server does not allow this method on the requested resource")
        # Unquoted once and before it is cut into steps: official clients quote the slashes of the whole path.
        rest = unquote(beyond_proxy(request.raw_path.partition("?")[0]) or "", errors=_RAW)
        first, slash, below = rest.partition("/")
        if first == LOGS:
            return await _logs(request, pages, below if slash else None)
        page = await pages.page(rest.rstrip("/"), request.query)
        if page is None:
            raise NotFound(NO_SUCH_PATH)
        return web.Response(body=page.body, headers={"Content-Type": page.content_type})

    def _pages_of(self, target: Target) -> NodePages:
        name = node_of(target.name)
        self._registry.get("nodes", None, name)
        if self.pages is None:
            raise ServiceUnavailable("the kubelet is not running yet")
        found = self.pages(name)
        if found is None:
            raise ServiceUnavailable(f"error trying to reach service: no kubelet serves node {name}")
        return found


def node_of(text: str) -> str:
    """The node of ``NAME``, ``NAME:PORT`` or ``https:NAME:PORT``. Raises BadRequest, ServiceUnavailable."""
    asked = split(text, "node")
    if asked.scheme == "http" or asked.port not in ("", KUBELET_PORT):
        raise ServiceUnavailable(f"error trying to reach service: nothing listens at {text}")
    return asked.name


async def _logs(request: web.Request, pages: NodePages, below: str | None) -> web.StreamResponse:
    if below is None:
        return _moved(request)
    steps = tuple(below.split("/"))
    names_directory = steps[-1] == ""
    found = await asyncio.to_thread(pages.log, steps[:-1] if names_directory else steps)
    if isinstance(found, LogDirectory):
        return web.Response(body=_listing(found), content_type="text/html") if names_directory else _moved(request)
    with found.file:
        if names_directory:
            raise NotFound(NO_SUCH_PATH)
        return await _file(request, found)


def _moved(request: web.Request) -> web.Response:
    """Directories are named with a slash at their end."""
    path = quote(unquote(request.raw_path.partition("?")[0], errors=_RAW), errors=_RAW)
    return web.Response(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": f"{path}/"})


def _listing(directory: LogDirectory) -> bytes:
    # "./" so that a name with a colon is not taken for a scheme.
    links = [
        f'<a href="{"./" if ":" in name else ""}{quote(name, errors=_RAW)}">{html.escape(name)}</a>'
        for name in directory.names
    ]
    return "\n".join(
        ['<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>', *links, "</pre>\n"]
    ).encode(errors=_RAW)


async def _file(request: web.Request, log: LogFile) -> web.StreamResponse:
    """The file, or the part of it that was asked for (RFC 9110, Range Requests), as large as it is now."""
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Type": await asyncio.to_thread(_content_type, log),
        "Last-Modified": format_datetime(datetime.fromtimestamp(int(log.modified), UTC), usegmt=True),
        "X-Content-Type-Options": "nosniff",
    }
    chosen = _part(request, log.size)
    if chosen is None:
        headers["Content-Range"] = f"bytes */{log.size}"
        return web.Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    part, status = chosen
    if status == HTTPStatus.PARTIAL_CONTENT:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{log.size}"
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = len(part)
    await response.prepare(request)
    if request.method != "HEAD":
        await _send(response, log, part)
    return response


def _part(request: web.Request, size: int) -> tuple[range, HTTPStatus] | None:
    """The bytes that are wanted; None when there are none such. A range that cannot be read is not looked at."""
    try:
        asked = request.http_range
    except ValueError:
        return range(size), HTTPStatus.OK
    if size == 0 or (asked.start is None and asked.stop is None):
        return range(size), HTTPStatus.OK
    part = range(*asked.indices(size))
    return (part, HTTPStatus.PARTIAL_CONTENT) if part else None


async def _send(response: web.StreamResponse, log: LogFile, part: range) -> None:
    log.file.seek(part.start)
    left = len(part)
    while left:
        piece = await asyncio.to_thread(log.file.read, min(left, _PIECE))
        if not piece:  # it became shorter; what was promised cannot be kept
            response.force_close()
            return
        await response.write(piece)
        left -= len(piece)


def _content_type(log: LogFile) -> str:
    return "application/octet-stream" if b"\0" in log.file.read(_SNIFFED) else "text/plain; charset=utf-8"

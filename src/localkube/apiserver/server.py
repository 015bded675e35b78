"""The HTTPS server: who may come in, where a request goes, and errors as Status bodies."""

from __future__ import annotations

import asyncio
import logging

import msgspec
from aiohttp import web

from localkube.apiserver import authentication, bodies, discovery, gnostic, openapi
from localkube.apiserver.certificates import Identity
from localkube.apiserver.handlers import Handlers
from localkube.apiserver.paths import NO_SUCH_PATH, target_of
from localkube.apiserver.registry import Registry
from localkube.apiserver.subresources import Subresources
from localkube.objects.errors import ApiError, BadRequest, NotFound, ServiceUnavailable
from localkube.objects.ports import PodStreams

log = logging.getLogger(__name__)


class TooLargeError(ApiError):
    """413: the body is larger than what is accepted."""

    code, reason = 413, "RequestEntityTooLarge"


class ApiServer:
    """Serves a registry on one address. ``ready`` is what ``/readyz`` tells."""

    def __init__(self, registry: Registry, identity: Identity, listen: str, port: int) -> None:
        self._identity = identity
        self._listen = listen
        self._port = port
        self._closing = asyncio.Event()
        self._kinds = registry.kinds
        self._documents = openapi.Documents(registry.kinds)
        self._subresources = Subresources(registry)
        self._handlers = Handlers(registry, self._subresources, self._closing)
        self._runner: web.AppRunner | None = None
        self.ready = False

    def use_streams(self, streams: PodStreams) -> None:
        """From now on logs, exec and attach are served by ``streams``."""
        self._subresources.streams = streams

    async def start(self) -> None:
        """Listen. Raises OSError when the address cannot be had."""
        application = web.Application(client_max_size=bodies.LARGEST)
        application.router.add_route("*", "/{path:.*}", self._answer)
        # A watch whose client went away ends at once; writes are synchronous, so none is cut in half.
        self._runner = web.AppRunner(application, handler_cancellation=True, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        context = authentication.server_context(self._identity)
        site = web.TCPSite(self._runner, self._listen, self._port, ssl_context=context, backlog=1024)
        await site.start()

    async def stop(self) -> None:
        """End watches, then the server."""
        self.ready = False
        self._closing.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._route(request)
        except ApiError as error:
            return _failure(error)
        except web.HTTPRequestEntityTooLarge:
            return _failure(TooLargeError(f"the request is larger than {bodies.LARGEST} bytes"))
        except RecursionError:
            return _failure(BadRequest("the object provided is nested too deeply"))
        except (asyncio.CancelledError, ConnectionError):
            raise
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            return _failure(ApiError("Internal error occurred: see localkube's log"))

    async def _route(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        if path in authentication.OPEN_PATHS:
            return self._open(path)
        authentication.user_of(request, self._identity.token)
        if path.startswith("/openapi/"):
            return _openapi(request, self._documents)
        if path.startswith(("/readyz/", "/livez/")):
            return self._open(path[:7].rstrip("/"))
        if request.method == "GET" and (
            found := discovery.document(self._kinds, path, request.headers.get("Accept", ""))
        ):
            told, content_type = found
            return web.Response(body=msgspec.json.encode(told), headers={"Content-Type": content_type})
        return await self._handlers.handle(request, target_of(self._kinds, path))

    def _open(self, path: str) -> web.Response:
        if path == "/version":
            return web.Response(body=msgspec.json.encode(discovery.VERSION), content_type="application/json")
        if path == "/readyz" and not self.ready:
            return _failure(ServiceUnavailable("localkube is starting"))
        return web.Response(text="ok")


def _openapi(request: web.Request, documents: openapi.Documents) -> web.Response:
    path = request.path.removeprefix("/openapi/")
    if path == "v2":
        accept = request.headers.get("Accept", "")
        if any(form in accept for form in gnostic.ASKED_FOR):
            return web.Response(body=documents.v2_protobuf(), headers={"Content-Type": gnostic.CONTENT_TYPE})
        return web.Response(body=documents.v2(), content_type="application/json")
    if path == "v3":
        return web.Response(body=documents.v3_index(), content_type="application/json")
    try:
        return web.Response(body=documents.v3(path.removeprefix("v3/")), content_type="application/json")
    except KeyError as error:
        raise NotFound(NO_SUCH_PATH) from error


def _failure(error: ApiError) -> web.Response:
    response = web.Response(
        body=msgspec.json.encode(error.status()), status=error.code, content_type="application/json"
    )
    if error.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response

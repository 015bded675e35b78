"""The HTTPS server: who may come in, where a request goes, and errors as Status bodies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from time import perf_counter

import msgspec
from aiohttp import web

from localkube.apiserver import accounts, authentication, bodies, discovery, gnostic, metrics, openapi
from localkube.apiserver.accounts import Accounts
from localkube.apiserver.asking import all_asked_by
from localkube.apiserver.attributes import TARGET, USER, Attributes, attributes_of
from localkube.apiserver.audit import Auditor
from localkube.apiserver.audit import Settings as AuditSettings
from localkube.apiserver.authentication import Authenticator
from localkube.apiserver.certificates import Identity
from localkube.apiserver.handlers import Handlers
from localkube.apiserver.health import PATHS, Health
from localkube.apiserver.jwt import Signer
from localkube.apiserver.metrics import Metrics
from localkube.apiserver.paths import NO_SUCH_PATH, target_of
from localkube.apiserver.registry import Registry
from localkube.apiserver.reviews import Reviews
from localkube.apiserver.subresources import Subresources
from localkube.objects.errors import ApiError, BadRequest, NotFound
from localkube.objects.ports import NodePages, PodStreams
from localkube.objects.usage import UsageSource

log = logging.getLogger(__name__)

ANYWHERE = ("0.0.0.0", "")  # noqa: S104 - compared, not bound


class TooLargeError(ApiError):
    """413: the body is larger than what is accepted."""

    code, reason = 413, "RequestEntityTooLarge"


class ApiServer:
    """Serves a registry on one address. It is ready when ``ready`` is set and every check of ``health`` passes."""

    def __init__(
        self, registry: Registry, identity: Identity, listen: str, port: int, audit: AuditSettings | None = None
    ) -> None:
        self._identity = identity
        self._listen = listen
        self._port = port
        self._closing = asyncio.Event()
        self._kinds = registry.kinds
        self._documents = openapi.Documents(registry.kinds)
        self.accounts = Accounts(registry.store, Signer.of_file(identity.account_key))
        self._authorizer = registry.authorizer
        self._authenticator = Authenticator(identity.token, self.accounts, registry.authorizer)
        self._subresources = Subresources(registry, self.accounts)
        reviews = Reviews(self.accounts, registry.authorizer)
        self._handlers = Handlers(registry, self._subresources, reviews, self._closing)
        self._runner: web.AppRunner | None = None
        self._auditor = Auditor(audit)
        self._metrics = Metrics(registry.store, self._auditor)
        self.ready = False
        self.health = Health()
        self.health.add("ping", lambda: True, live=True)
        self.health.add("store", registry.store.answers, live=True)
        self.health.add("started", lambda: self.ready)
        self.health.add("shutdown", lambda: not self._closing.is_set())

    def use_streams(self, streams: PodStreams) -> None:
        """From now on logs, exec and attach are served by ``streams``."""
        self._subresources.streams = streams

    def use_nodes(self, pages: Callable[[str], NodePages | None], usage: UsageSource) -> None:
        """From now on the pages of nodes, found by their names, and ``metrics.k8s.io`` are served."""
        self._subresources.nodes.pages = pages
        self._handlers.measured.source = usage

    async def start(self) -> None:
        """Listen. Raises OSError when the address cannot be had."""
        application = web.Application(client_max_size=bodies.LARGEST)
        application.router.add_route("*", "/{path:.*}", self._observed)
        application.on_response_prepare.append(self._prepared)
        # A watch whose client went away ends at once; writes are synchronous, so none is cut in half.
        self._runner = web.AppRunner(
            application, handler_cancellation=True, access_log=None, auto_decompress=False, shutdown_timeout=2
        )
        await self._runner.setup()
        await self._listen_on(self._listen)

    async def listen_for_pods(self, address: str) -> None:
        """Answer at the machine's address in the pod network as well. Raises OSError when it cannot be had."""
        if self._listen not in ANYWHERE:
            await self._listen_on(address)

    async def _listen_on(self, address: str) -> None:
        assert self._runner is not None, "started before"
        context = authentication.server_context(self._identity)
        await web.TCPSite(self._runner, address, self._port, ssl_context=context, backlog=1024).start()

    async def stop(self) -> None:
        """End watches, then the server."""
        self.ready = False
        self._closing.set()
        if self._runner is not None:
            await self._runner.cleanup()
        await self._subresources.relay.close()
        self._auditor.close()

    async def _observed(self, request: web.Request) -> web.StreamResponse:
        """Answer; count and audit that."""
        received, began = datetime.now(UTC), perf_counter()
        response: web.StreamResponse | None = None
        asked = self._asked(request)
        self._metrics.begins(asked)
        try:
            response = await self._answer(request)
        finally:
            code = response.status if response else 0
            self._metrics.ends(asked, code, perf_counter() - began, bool(request.query.get("dryRun")))
            self._auditor.completed(request, asked, received, response)
        return response

    def _asked(self, request: web.Request) -> Attributes:
        with suppress(NotFound):  # discovery, metrics, or nothing at all
            request[TARGET] = target_of(self._kinds, request.path)
        return attributes_of(request)

    async def _prepared(self, request: web.Request, response: web.StreamResponse) -> None:
        if not isinstance(response, web.Response):
            self._auditor.started(request, attributes_of(request), datetime.now(UTC), response.status)

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
            return self._open(request)
        user = request[USER] = self._authenticator.user_of(request)
        if not user.is_administrator:
            for asked in all_asked_by(request.method, path, request.query):
                self._authorizer.check(user, asked)
        if path in (accounts.KEYS_PATH, accounts.CONFIGURATION_PATH) and request.method == "GET":
            return self._told_to_relying_parties(request)
        if path.startswith("/openapi/"):
            return _openapi(request, self._documents)
        if path == "/metrics":
            return web.Response(body=self._metrics.text().encode(), headers={"Content-Type": metrics.CONTENT_TYPE})
        if path.split("/")[1] in PATHS:
            return self._open(request)
        if request.method == "GET" and (
            found := discovery.document(self._kinds, path, request.headers.get("Accept", ""))
        ):
            told, content_type = found
            return web.Response(body=msgspec.json.encode(told), headers={"Content-Type": content_type})
        return await self._handlers.handle(request, request.get(TARGET) or target_of(self._kinds, path))

    def _told_to_relying_parties(self, request: web.Request) -> web.Response:
        """What others need to verify tokens of service accounts themselves (OpenID Connect Discovery)."""
        if request.path == accounts.KEYS_PATH:
            body = msgspec.json.encode(self.accounts.signer.key_set())
            return web.Response(body=body, content_type="application/jwk-set+json")
        body = msgspec.json.encode(accounts.configuration(f"https://{request.host}"))
        return web.Response(body=body, content_type="application/json")

    def _open(self, request: web.Request) -> web.Response:
        if request.path == "/version":
            return web.Response(body=msgspec.json.encode(discovery.VERSION), content_type="application/json")
        return self.health.answer(request.path, request.query, request.query.getall("exclude", []))


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

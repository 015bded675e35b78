"""Subresources that are no plain part of their object: scale, binding, eviction, finalize, and pods' streams."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import msgspec
from aiohttp import web

from localkube.apiserver import bodies, deletion, negotiation, scaling, streams, token_requests
from localkube.apiserver.accounts import Accounts
from localkube.apiserver.answers import answer
from localkube.apiserver.eviction import evict
from localkube.apiserver.log_options import log_options
from localkube.apiserver.paths import Target
from localkube.apiserver.proxy import Backends, NodeProxy, Relay
from localkube.apiserver.refusals import conflict
from localkube.apiserver.registry import Registry
from localkube.objects.access import Obj
from localkube.objects.errors import (
    BadRequest,
    MethodNotAllowed,
    ServiceUnavailable,
)
from localkube.objects.meta import clone, set_condition
from localkube.objects.ports import PodStreams

Handler = Callable[[web.Request, Target], Awaitable[web.StreamResponse]]


class Subresources:
    """Handlers by subresource. ``streams`` is set once the kubelet runs."""

    def __init__(self, registry: Registry, accounts: Accounts) -> None:
        self._registry = registry
        self._accounts = accounts
        self.streams: PodStreams | None = None
        self.nodes = NodeProxy(registry)
        self.relay = Relay(Backends(registry))

    def handler(self, target: Target, method: str) -> Handler | None:
        """The special handler of a subresource, or None when the generic path serves it (status)."""
        handlers: dict[str, tuple[Handler, tuple[str, ...]]] = {
            "scale": (self._scale, ("GET", "PUT", "PATCH")),
            "binding": (self._binding, ("POST",)),
            "eviction": (self._eviction, ("POST",)),
            "finalize": (self._finalize, ("PUT",)),
            "token": (self._token, ("POST",)),
            "log": (self._log, ("GET",)),
            "exec": (self._exec, ("GET", "POST")),
            "attach": (self._attach, ("GET", "POST")),
            "portforward": (self._port_forward, ("GET", "POST")),
            "proxy": (self._proxy, ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
        }
        found = handlers.get(target.subresource)
        if found is None:
            return None
        if method not in found[1]:
            raise MethodNotAllowed("the server does not allow this method on the requested resource")
        return found[0]

    async def _scale(self, request: web.Request, target: Target) -> web.Response:
        told, warnings = await scaling.handle(self._registry, request, target)
        return answer(negotiation.one_obj(scaling.KIND, negotiation.form_of(request), told), 200, warnings)

    # --- pods

    async def _binding(self, request: web.Request, target: Target) -> web.Response:
        body = await bodies.decoded_object(request)
        node = bodies.part(body, "target").get("name")
        if not node or not isinstance(node, str):
            raise BadRequest("target.name: Required value")
        dry_run = bodies.is_dry_run(request.query.getall("dryRun", []))

        def bind(pod: Obj) -> None:
            if pod["spec"].get("nodeName"):
                raise conflict(
                    target.kind,
                    target.name,
                    f'pod {target.name} is already assigned to node "{pod["spec"]["nodeName"]}"',
                    "binding",
                )
            pod["spec"]["nodeName"] = node
            set_condition(pod.setdefault("status", {}).setdefault("conditions", []), "PodScheduled", "True")

        if dry_run:
            bind(clone(self._registry.record(target.kind, target.namespace, target.name).obj))
        else:
            self._registry.mutate("pods", target.namespace, target.name, bind, "binding")
        return _success(201)

    async def _eviction(self, request: web.Request, target: Target) -> web.Response:
        options = bodies.part(await bodies.decoded_object(request), "deleteOptions")
        preconditions, seconds = bodies.part(options, "preconditions"), bodies.seconds_of(options)
        wanted = deletion.Request(
            preconditions.get("uid"),
            preconditions.get("resourceVersion"),
            seconds,
            dry_run=bodies.is_dry_run(options.get("dryRun") or request.query.getall("dryRun", [])),
        )
        assert target.namespace is not None, "pods have a namespace"
        evict(self._registry, target.namespace, target.name, wanted)
        return _success(201)

    async def _log(self, request: web.Request, target: Target) -> web.StreamResponse:
        pod = self._registry.record(target.kind, target.namespace, target.name).obj
        query = request.query
        options = log_options(query, container_of(pod, query.get("container", "")))
        async with aclosing(self._pod_streams().logs(pod, options)) as chunks:
            # The first piece is fetched before the answer begins, so that an error is still an error.
            first = await anext(chunks, b"") if not options.follow else b""
            response = web.StreamResponse(headers={"Content-Type": "text/plain"})
            await response.prepare(request)
            if first:
                await response.write(first)
            async for chunk in chunks:
                await response.write(chunk)
            return response

    async def _exec(self, request: web.Request, target: Target) -> web.StreamResponse:
        pod = self._registry.record(target.kind, target.namespace, target.name).obj
        query = request.query
        command = query.getall("command", [])
        if not command:
            raise BadRequest("you must specify at least one command for the container")
        options = streams.Options.of(query)
        container = container_of(pod, query.get("container", ""))
        return await streams.serve(
            request,
            options,
            lambda: self._pod_streams().exec(pod, container, command, stdin=options.stdin, tty=options.tty),
        )

    async def _attach(self, request: web.Request, target: Target) -> web.StreamResponse:
        pod = self._registry.record(target.kind, target.namespace, target.name).obj
        options = streams.Options.of(request.query)
        container = container_of(pod, request.query.get("container", ""))
        return await streams.serve(
            request, options, lambda: self._pod_streams().attach(pod, container, stdin=options.stdin, tty=options.tty)
        )

    async def _port_forward(self, request: web.Request, target: Target) -> web.StreamResponse:
        pod = self._registry.record(target.kind, target.namespace, target.name).obj
        words = [text for word in request.query.getall("ports", []) for text in word.split(",")]
        ports = [port for text in words if (port := _optional(text, "ports")) is not None]

        async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            reader, writer = await self._pod_streams().port_forward(pod, port)
            assert isinstance(reader, asyncio.StreamReader) and isinstance(writer, asyncio.StreamWriter), (
                "as the port says"
            )
            return reader, writer

        return await streams.forward(request, ports, connect)

    async def _proxy(self, request: web.Request, target: Target) -> web.StreamResponse:
        serve = self.nodes.serve if target.kind.plural == "nodes" else self.relay.serve
        return await serve(request, target)

    def _pod_streams(self) -> PodStreams:
        if self.streams is None:
            raise ServiceUnavailable("the kubelet is not running yet")
        return self.streams

    # --- service accounts

    async def _token(self, request: web.Request, target: Target) -> web.Response:
        given = await bodies.decoded_object(request)
        await bodies.check_fields(request, token_requests.KIND, given)
        assert target.namespace is not None, "service accounts have a namespace"
        told = token_requests.answer(self._registry, self._accounts, target.namespace, target.name, given)
        return web.Response(body=msgspec.json.encode(told), status=201, content_type="application/json")

    # --- namespaces

    async def _finalize(self, request: web.Request, target: Target) -> web.Response:
        body = await bodies.decoded_object(request)
        finalizers = bodies.part(body, "spec").get("finalizers") or []
        if not isinstance(finalizers, list) or not all(isinstance(each, str) for each in finalizers):
            raise BadRequest("spec.finalizers: must be a list of texts")

        def set_finalizers(namespace: Obj) -> None:
            namespace.setdefault("spec", {})["finalizers"] = finalizers

        return _json(self._registry.mutate("namespaces", None, target.name, set_finalizers, "finalize"))


def container_of(pod: Obj, name: str) -> str:
    """The container that a request means. Raises BadRequest in Kubernetes' words."""
    spec = pod["spec"]
    names = [c["name"] for c in spec["containers"]]
    inits = [c["name"] for c in spec.get("initContainers") or ()]
    if name:
        if name not in (*names, *inits, *(c["name"] for c in spec.get("ephemeralContainers") or ())):
            raise BadRequest(f"container {name} is not valid for pod {pod['metadata']['name']}")
        return name
    preferred = (pod["metadata"].get("annotations") or {}).get("kubectl.kubernetes.io/default-container")
    if preferred in names:
        return str(preferred)
    if len(names) > 1:
        hint = f" or one of the init containers: [{' '.join(inits)}]" if inits else ""
        raise BadRequest(
            f"a container name must be specified for pod {pod['metadata']['name']}, "
            f"choose one of: [{' '.join(names)}]{hint}"
        )
    return str(names[0])


def _optional(text: str | None, name: str) -> int | None:
    if text is None:
        return None
    try:
        return int(text)
    except ValueError as error:
        raise BadRequest(f"invalid {name} {text!r}") from error


def _json(obj: Obj) -> web.Response:
    return answer(msgspec.json.encode(obj))


def _success(status: int) -> web.Response:
    body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": status}
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json")

"""A small Kubernetes API over a real HTTP port, for tests of what talks to a cluster and how it copes with failures.

It keeps any object under its address, gives every change a revision, and serves lists, watches, server-side apply (as a
merge), logs and commands. It has no controllers: tests say what the cluster does.
"""

from __future__ import annotations

import asyncio
import copy
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from aiohttp import ClientConnectionResetError, WSMsgType, web

Obj = dict[str, Any]
Exec = Callable[[web.WebSocketResponse, web.Request], Awaitable[None]]


@dataclass(frozen=True)
class Address:
    """Where a request goes: ``/api/v1/namespaces/shop/pods/web-1/log``."""

    collection: str
    namespace: str = ""
    name: str = ""
    subresource: str = ""


def address_of(path: str) -> Address:
    """Take an address apart."""
    steps = path.strip("/").split("/")
    root = 2 if steps[0] == "api" else 3
    group, rest = "/".join(steps[:root]), steps[root:]
    namespace = ""
    if rest[0] == "namespaces" and len(rest) > 2:
        namespace, rest = rest[1], rest[2:]
    name, subresource = (*rest[1:], "", "")[:2]
    return Address(f"{group}/{rest[0]}", namespace, name, subresource)


@dataclass
class Log:
    """What one container has written; ``ended`` ends the followers."""

    lines: list[str] = field(default_factory=list)
    ended: bool = False


class Kubernetes:
    """The state of the pretended cluster, and what tests make it do."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str, str], Obj] = {}
        self.requests: list[tuple[str, str]] = []
        self.failures: deque[int] = deque()
        self.logs: dict[tuple[str, str], Log] = defaultdict(Log)
        self.lingering: set[str] = set()
        """Collections whose objects stay after a delete, with a deletion timestamp, until ``finish``."""
        self.files: dict[str, bytes] | None = None
        """The nodes' log files by their path, ``n1/pods/a.log``; None: the cluster does not offer them."""
        self.summaries: dict[str, Obj] = {}
        """What the nodes' kubelets tell at ``/stats/summary``."""
        self.budgets: dict[str, str] = {}
        """Pods that may not be evicted now, and what is said of that."""
        self.evicted: list[str] = []
        self.execute: Exec | None = None
        self.ports: dict[int, int] = {}
        """The pods' ports that something listens on: ports of this machine."""
        self.down = False
        self.oldest = 0
        self.url = ""
        self._revision = 1
        self._history: list[tuple[int, str, str, Obj]] = []
        self._changed = asyncio.Condition()
        self._ends = 0

    def find(self, path: str) -> Obj | None:
        """Return the object at an address."""
        at = address_of(path)
        return self.objects.get((at.collection, at.namespace, at.name))

    async def put(self, path: str, obj: Obj) -> Obj:
        """Make or replace the object at an address, as a controller would."""
        at = address_of(path)
        metadata = obj.setdefault("metadata", {})
        metadata["name"] = at.name
        if at.namespace:
            metadata["namespace"] = at.namespace
        return await self._store(at, obj)

    async def finish(self, path: str) -> None:
        """Remove an object for good."""
        at = address_of(path)
        old = self.objects.pop((at.collection, at.namespace, at.name))
        await self._note("DELETED", at.collection, old)

    async def end_watches(self) -> None:
        """End all open watches in the ordinary way."""
        async with self._changed:
            self._ends += 1
            self._changed.notify_all()

    async def write(self, namespace: str, pod: str, *lines: str, end: bool = False) -> None:
        """Have a container write lines."""
        async with self._changed:
            log = self.logs[namespace, pod]
            log.lines += lines
            log.ended = end
            self._changed.notify_all()

    async def _store(self, at: Address, obj: Obj) -> Obj:
        key = (at.collection, at.namespace, at.name)
        old = self.objects.get(key)
        metadata = obj["metadata"]
        metadata["uid"] = old["metadata"]["uid"] if old else f"uid-{self._revision}"
        metadata["resourceVersion"] = str(self._revision + 1)
        self.objects[key] = obj
        await self._note("MODIFIED" if old else "ADDED", at.collection, obj)
        return obj

    async def _note(self, change: str, collection: str, obj: Obj) -> None:
        async with self._changed:
            self._revision += 1
            noted = copy.deepcopy(obj)
            noted["metadata"]["resourceVersion"] = str(self._revision)
            self._history.append((self._revision, change, collection, noted))
            self._changed.notify_all()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one request."""
        self.requests.append((request.method, request.path_qs))
        if self.down:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if self.failures:
            return status(self.failures.popleft(), "told to fail")
        if request.path == "/version":
            return web.json_response({"major": "1", "minor": "30+"})
        at = address_of(request.path)
        if at.subresource:
            return await self._subresource(request, at)
        if request.method == "GET" and not at.name:
            return await (self._watch if "watch" in request.query else self._list)(request, at)
        return await getattr(self, f"_{request.method.lower()}")(request, at)

    def _matching(self, request: web.Request, at: Address) -> list[Obj]:
        def matches(obj: Obj) -> bool:
            labels = obj["metadata"].get("labels") or {}
            wanted = [part.partition("=") for part in request.query.get("labelSelector", "").split(",") if part]
            fields = [part.partition("=") for part in request.query.get("fieldSelector", "").split(",") if part]
            return all(key in labels and (not equals or labels[key] == value) for key, equals, value in wanted) and all(
                _field(obj, path) == value for path, _, value in fields
            )

        keys = [key for key in sorted(self.objects) if key[0] == at.collection and at.namespace in ("", key[1])]
        return [self.objects[key] for key in keys if matches(self.objects[key])]

    async def _list(self, request: web.Request, at: Address) -> web.Response:
        found = self._matching(request, at)
        first, limit = int(request.query.get("continue", 0)), int(request.query.get("limit", 500))
        metadata: Obj = {"resourceVersion": str(self._revision)}
        if first + limit < len(found):
            metadata["continue"] = str(first + limit)
        return web.json_response({"metadata": metadata, "items": found[first : first + limit]})

    async def _watch(self, request: web.Request, at: Address) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        sent, ends = int(request.query["resourceVersion"]), self._ends
        if sent < self.oldest:
            await response.write(json.dumps({"type": "ERROR", "object": {"code": 410, "message": "too old"}}).encode())
            await response.write(b"\n")
            return response
        while self._ends == ends and not self.down:
            for revision, change, collection, obj in [each for each in self._history if each[0] > sent]:
                if collection == at.collection:
                    await response.write(json.dumps({"type": change, "object": obj}).encode() + b"\n")
                sent = revision
            async with self._changed:
                if self._revision <= sent and self._ends == ends:
                    await self._changed.wait()
        return response

    async def _get(self, request: web.Request, at: Address) -> web.Response:
        obj = self.objects.get((at.collection, at.namespace, at.name))
        return web.json_response(obj) if obj else status(404, f"{at.name} not found")

    async def _post(self, request: web.Request, at: Address) -> web.Response:
        obj: Obj = await request.json()
        at = Address(at.collection, at.namespace, obj["metadata"]["name"])
        if (at.collection, at.namespace, at.name) in self.objects:
            return status(409, f"{at.name} already exists")
        return web.json_response(await self._store(at, obj), status=201)

    async def _put(self, request: web.Request, at: Address) -> web.Response:
        obj, old = await request.json(), self.objects.get((at.collection, at.namespace, at.name))
        if old is None:
            return status(404, f"{at.name} not found")
        if obj["metadata"].get("resourceVersion", "") not in ("", old["metadata"]["resourceVersion"]):
            return status(409, "the object has been modified")
        return web.json_response(await self._store(at, obj))

    async def _patch(self, request: web.Request, at: Address) -> web.Response:
        applied: Obj = await request.json()
        if at.namespace and ("api/v1/namespaces", "", at.namespace) not in self.objects:
            return status(404, f'namespaces "{at.namespace}" not found')
        old = self.objects.get((at.collection, at.namespace, at.name)) or {}
        if request.content_type == "application/merge-patch+json":
            if not old:
                return status(404, f"{at.name} not found")
            if applied.get("metadata", {}).pop("resourceVersion", None) not in (
                None,
                old["metadata"]["resourceVersion"],
            ):
                return status(409, "the object has been modified")
        merged = without_nulls(merge(copy.deepcopy(old), applied))
        if merged == old:
            return web.json_response(old)
        return web.json_response(await self._store(at, merged))

    async def _delete(self, request: web.Request, at: Address) -> web.Response:
        obj = self.objects.get((at.collection, at.namespace, at.name))
        if obj is None:
            return status(404, f"{at.name} not found")
        wanted = (await request.json()).get("preconditions", {}).get("uid")
        if wanted not in (None, obj["metadata"]["uid"]):
            return status(409, "the UID in the precondition does not match")
        if at.collection in self.lingering:
            obj["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
            await self._note("MODIFIED", at.collection, obj)
        else:
            await self.finish(request.path)
        return web.json_response({"kind": "Status", "status": "Success"})

    async def _subresource(self, request: web.Request, at: Address) -> web.StreamResponse:
        if (at.collection, at.namespace, at.name) not in self.objects:
            return status(404, f'pods "{at.name}" not found')
        if at.subresource == "eviction":
            return await self._evict(request, at)
        if request.path.endswith("/proxy/stats/summary"):
            told = self.summaries.get(at.name)
            return web.json_response(told) if told is not None else status(404, "no summary")
        if at.subresource == "proxy":
            return self._file(request, at.name)
        if at.subresource == "portforward":
            return await self._forward(request)
        return await (self._log if at.subresource == "log" else self._exec)(request, at)

    async def _evict(self, request: web.Request, at: Address) -> web.Response:
        """Pods that are under a budget stay; others leave at once, or linger with the collection."""
        if cause := self.budgets.get(at.name):
            causes = [{"reason": "DisruptionBudget", "message": cause}]
            body = {"kind": "Status", "code": 429, "message": "Cannot evict pod", "details": {"causes": causes}}
            return web.json_response(body, status=429)
        obj = self.objects[at.collection, at.namespace, at.name]
        if (await request.json())["deleteOptions"]["preconditions"]["uid"] != obj["metadata"]["uid"]:
            return status(409, "the UID in the precondition does not match")
        self.evicted.append(at.name)
        if at.collection in self.lingering:
            obj["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
            await self._note("MODIFIED", at.collection, obj)
        else:
            await self.finish(request.path.removesuffix("/eviction"))
        return web.json_response({"kind": "Status", "status": "Success"}, status=201)

    def _file(self, request: web.Request, node: str) -> web.Response:
        """A node's log files as kubelets serve them: directories as pages of links, files with ranges."""
        path = f"{node}/{request.path.partition('/proxy/logs/')[2]}"
        if self.files is None:
            return status(404, "the server could not find the requested resource")
        inside = {name.removeprefix(path) for name in self.files if name.startswith(path)}
        if path.endswith("/"):
            links = sorted({f"{first}{slash}" for first, slash, _ in (name.partition("/") for name in inside)})
            page = "".join(f'<a href="{link}">{link}</a>\n' for link in links)
            return web.Response(text=f"<pre>\n{page}</pre>\n", content_type="text/html")
        if path not in self.files:
            moved = any(name.startswith("/") for name in inside)
            return web.Response(status=301, headers={"Location": "./"}) if moved else status(404, "404 page not found")
        return _range(self.files[path], request.headers.get("Range", ""))

    async def _log(self, request: web.Request, at: Address) -> web.StreamResponse:
        log = self.logs[at.namespace, at.name]
        response = web.StreamResponse()
        await response.prepare(request)
        tail = request.query.get("tailLines")
        sent = max(0, len(log.lines) - int(tail)) if tail is not None else 0
        while True:
            pending, sent = log.lines[sent:], len(log.lines)
            if pending:
                await response.write("".join(f"{line}\n" for line in pending).encode())
            if log.ended or request.query.get("follow") != "true" or self.down:
                return response
            async with self._changed:
                if sent == len(log.lines) and not log.ended:
                    await self._changed.wait()

    async def _exec(self, request: web.Request, at: Address) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=["v5.channel.k8s.io"])
        await socket.prepare(request)
        assert self.execute is not None
        with suppress(ClientConnectionResetError):
            await self.execute(socket, request)
        await socket.close()
        return socket

    async def _forward(self, request: web.Request) -> web.StreamResponse:
        """Connect to a port as kubelets do: channels begin with its number, and a failure is told on the second."""
        socket = web.WebSocketResponse(protocols=["v4.channel.k8s.io"])
        await socket.prepare(request)
        port = int(request.query["ports"])
        for channel in (b"\0", b"\1"):
            await socket.send_bytes(channel + port.to_bytes(2, "little"))
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.ports.get(port, 1))
        except ConnectionRefusedError:
            await socket.send_bytes(b"\1" + f"error forwarding port {port}: connection refused".encode())
            await socket.close()
            return socket
        feeding = asyncio.create_task(_feed(socket, writer))
        with suppress(ClientConnectionResetError):
            while data := await reader.read(32768):
                await socket.send_bytes(b"\0" + data)
        writer.close()
        await socket.close()
        await feeding
        return socket


async def _feed(socket: web.WebSocketResponse, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionResetError, BrokenPipeError):
        async for message in socket:
            if message.type is WSMsgType.BINARY and message.data[:1] == b"\0":
                writer.write(message.data[1:])
                await writer.drain()
    writer.close()


def _field(obj: Obj, path: str) -> str:
    """What a field selector asks for."""
    value: object = obj
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return str(value or "")


def _range(content: bytes, wanted: str) -> web.Response:
    first, _, _ = wanted.removeprefix("bytes=").partition("-")
    begin = int(first) if first else max(0, len(content) - int(wanted.removeprefix("bytes=-") or 0))
    if begin >= len(content) and content:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    told = {"Content-Range": f"bytes {begin}-{len(content) - 1}/{len(content)}"}
    return web.Response(status=206, body=content[begin:], headers=told)


def status(code: int, message: str) -> web.Response:
    """Return an error as Kubernetes writes it."""
    return web.json_response({"kind": "Status", "status": "Failure", "code": code, "message": message}, status=code)


def merge(into: Obj, given: Obj) -> Obj:
    """Merge objects, replacing everything else."""
    for key, value in given.items():
        into[key] = merge(into[key], value) if isinstance(value, dict) and isinstance(into.get(key), dict) else value
    return into


def without_nulls(obj: Obj) -> Obj:
    """Drop what a merge patch removes."""
    kept = {key: value for key, value in obj.items() if value is not None}
    return {key: without_nulls(value) if isinstance(value, dict) else value for key, value in kept.items()}


async def echo(socket: web.WebSocketResponse, request: web.Request) -> None:
    """A command that writes its words, then its input, and ends with 3 when told to ``fail``, else with 0."""
    words = request.query.getall("command")
    await socket.send_bytes(b"\x01" + " ".join(words).encode())
    if request.query.get("stdin") == "true":
        await _echo_input(socket)
    outcome: Obj = {"status": "Success"}
    if "fail" in words:
        outcome = {"status": "Failure", "details": {"causes": [{"reason": "ExitCode", "message": "3"}]}}
    await socket.send_bytes(b"\x03" + json.dumps(outcome).encode())


async def _echo_input(socket: web.WebSocketResponse) -> None:
    async for message in socket:
        data = message.data if message.type is WSMsgType.BINARY else b""
        if data[:1] == b"\xff":
            return
        channel = b"\x02" if data[:1] == b"\x04" else b"\x01"
        await socket.send_bytes(channel + data[1:])


@asynccontextmanager
async def kubernetes_on(directory: Path) -> AsyncIterator[tuple[Kubernetes, Path]]:
    """Serve on a free port; give the cluster and the path of a kubeconfig for it."""
    cluster = Kubernetes()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", cluster.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    cluster.url = f"http://{host}:{port}"
    yield cluster, kubeconfig(directory / "kubeconfig", cluster.url)
    await runner.cleanup()


def kubeconfig(file: Path, server: str) -> Path:
    """Write a kubeconfig."""
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test", "namespace": "slipway-system"}}],
        "clusters": [{"name": "test", "cluster": {"server": server}}],
        "users": [{"name": "test", "user": {"token": "secret"}}],
    }
    file.write_text(yaml.safe_dump(config))
    return file

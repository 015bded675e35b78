"""The client of the Kubernetes API: few verbs over plain JSON objects, and our errors instead of HTTP's.

Every verb may be repeated safely, so a connection that broke is tried once more before the cluster counts as away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx2
import msgspec

from slipway.cluster.connection import Connection, connect
from slipway.cluster.failures import UNREACHABLE, refusal, unreachable
from slipway.cluster.kinds import POD, Kind, Obj, kind_of
from slipway.errors import NotFound, SlipwayError, Unavailable

FIELD_MANAGER = "slipway"
PAGE = "500"
PARTIAL_CONTENT, RANGE_NOT_SATISFIABLE = 206, 416

Params = Mapping[str, str]
Propagation = Literal["Background", "Foreground", "Orphan"]


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of a file from ``first`` on; no pieces when the file ends before that.

    File servers send those who ask for a directory to another address.
    """

    first: int
    pieces: AsyncIterator[bytes] | None
    is_directory: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """A part of a list, and the revision from which a watch goes on after the last one."""

    items: list[Obj]
    revision: str
    last: bool


class Cluster:
    """One Kubernetes cluster. Starts without it, and finds it whenever it is there."""

    name = "cluster"

    def __init__(self, kubeconfig: Path | None = None) -> None:
        self._kubeconfig = kubeconfig
        self._connection: Connection | None = None
        self._opening = asyncio.Lock()
        self._read_at: float | None = None
        self._version: tuple[int, int] | None = None

    async def start(self) -> None:
        """Nothing to do: the first request connects."""

    async def stop(self) -> None:
        """Close all connections."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.http.aclose()

    async def connection(self) -> Connection:
        """Return the open connection. Raises Unavailable when the kubeconfig cannot be read."""
        async with self._opening:
            if self._connection is None:
                self._read_at = self._modified()
                self._connection = await connect(self._kubeconfig)
            return self._connection

    async def namespace(self) -> str:
        """Return the namespace that Slipway itself is at home in."""
        return (await self.connection()).namespace

    async def apply(
        self, manifests: Sequence[Obj], field_manager: str = FIELD_MANAGER, *, force: bool = True
    ) -> list[Obj]:
        """Apply manifests in their order by server-side apply; return the objects as they are now."""
        params = {"fieldManager": field_manager, "force": str(force).lower()}
        return [
            await self.request(
                "PATCH",
                _path_of(manifest),
                params,
                body=manifest,
                content_type="application/apply-patch+yaml",
            )
            for manifest in manifests
        ]

    async def get(self, kind: Kind, name: str, namespace: str | None = None) -> Obj | None:
        """Return one object, or None when there is none."""
        try:
            return await self.request("GET", kind.path(namespace, name))
        except NotFound:
            return None

    async def list_all(
        self, kind: Kind, namespace: str | None = None, *, labels: str = "", fields: str = ""
    ) -> list[Obj]:
        """Return all objects that match."""
        items, _ = await self.list_revision(kind, namespace, labels=labels, fields=fields)
        return items

    async def list_revision(
        self, kind: Kind, namespace: str | None = None, *, labels: str = "", fields: str = ""
    ) -> tuple[list[Obj], str]:
        """Return all objects that match, and the revision from which a watch goes on."""
        items: list[Obj] = []
        revision = ""
        async with aclosing(self.pages(kind, namespace, labels=labels, fields=fields)) as pages:
            async for page in pages:
                items += page.items
                revision = page.revision
        return items, revision

    async def pages(
        self, kind: Kind, namespace: str | None = None, *, labels: str = "", fields: str = ""
    ) -> AsyncGenerator[ListPage, None]:
        """Give all objects that match, as they were at one moment, page by page: there is at least one."""
        params = {"limit": PAGE, **selectors(labels, fields)}
        while True:
            page = await self.request("GET", kind.path(namespace), params)
            metadata = page.get("metadata") or {}
            following = metadata.get("continue")
            yield ListPage(page.get("items") or [], str(metadata.get("resourceVersion", "")), last=not following)
            if not following:
                return
            params = {**params, "continue": following}

    async def create(self, manifest: Obj) -> Obj:
        """Create an object; Conflict when it exists."""
        path = kind_of(manifest).path(manifest["metadata"].get("namespace"))
        return await self.request("POST", path, {"fieldManager": FIELD_MANAGER}, body=manifest)

    async def replace(self, manifest: Obj) -> Obj:
        """Replace an object; Conflict when it changed since its ``resourceVersion``."""
        return await self.request("PUT", _path_of(manifest), {"fieldManager": FIELD_MANAGER}, body=manifest)

    async def patch(self, kind: Kind, name: str, changes: Obj, namespace: str | None = None) -> Obj:
        """Change what ``changes`` names, None removes; Conflict when it names a ``resourceVersion`` that is past."""
        merge = "application/merge-patch+json"
        params = {"fieldManager": FIELD_MANAGER}
        return await self.request("PATCH", kind.path(namespace, name), params, body=changes, content_type=merge)

    async def delete(
        self,
        kind: Kind,
        name: str,
        namespace: str | None = None,
        *,
        uid: str | None = None,
        propagation: Propagation = "Background",
    ) -> bool:
        """Delete an object, only if it is still the one with ``uid`` when given; tell whether there was one."""
        options: Obj = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": propagation}
        if uid is not None:
            options["preconditions"] = {"uid": uid}
        try:
            await self.request("DELETE", kind.path(namespace, name), body=options)
        except NotFound:
            return False
        return True

    async def evict(self, name: str, namespace: str, *, uid: str, grace_seconds: int | None = None) -> None:
        """Evict a pod if it is still the one with ``uid``. Raises NotDisruptable, or NotFound when it is gone."""
        options: Obj = {"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": uid}}
        if grace_seconds is not None:
            options["gracePeriodSeconds"] = grace_seconds
        metadata = {"name": name, "namespace": namespace}
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata, "deleteOptions": options}
        await self.request("POST", f"{POD.path(namespace, name)}/eviction", body=body)

    async def version(self) -> tuple[int, int]:
        """Return the server's version as (major, minor), as first told."""
        if self._version is None:
            told = await self.request("GET", "/version")
            self._version = (_digits(told.get("major")), _digits(told.get("minor")))
        return self._version

    async def reachable(self) -> bool:
        """Tell whether the API answers now."""
        try:
            await self.request("GET", "/version")
        except SlipwayError:
            return False
        return True

    async def request(
        self,
        method: str,
        path: str,
        params: Params | None = None,
        *,
        body: Obj | None = None,
        content_type: str = "application/json",
    ) -> Obj:
        """Send one request and return the decoded answer."""
        content = msgspec.json.encode(body) if body is not None else b""
        return _decode(await self._send(method, path, params, content, content_type))

    async def raw(self, path: str) -> bytes:
        """Return the answer to a GET as it came: for what is too large to be decoded between pages."""
        return await self._send("GET", path, None, b"", "application/json")

    async def _send(self, method: str, path: str, params: Params | None, content: bytes, content_type: str) -> bytes:
        headers = {"Content-Type": content_type, "Accept": "application/json"}

        async def send() -> httpx2.Response:
            http = (await self.connection()).http
            return await http.request(method, path, params=params, content=content, headers=headers)

        try:
            answer = await self._twice(send)
        except UNREACHABLE as error:
            raise unreachable(error) from error
        if answer.status_code >= 400:
            raise refusal(answer.status_code, answer.content)
        return answer.content

    @asynccontextmanager
    async def stream(
        self, path: str, params: Params, silence: float | None = None
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """Open a GET whose answer is read piece by piece; ``silence`` is the longest that is waited for a piece."""
        connection = await self.connection()
        patience = httpx2.Timeout(10.0, read=silence)
        try:
            async with connection.http.stream("GET", path, params=params, timeout=patience) as answer:
                if answer.status_code >= 400:
                    raise refusal(answer.status_code, await answer.aread())
                yield answer.aiter_bytes()
        except UNREACHABLE as error:
            await self._forget_if_outdated()
            raise unreachable(error) from error

    @asynccontextmanager
    async def part(self, path: str, wanted: str) -> AsyncIterator[FilePart]:
        """Open a GET for a part of a file, ``wanted`` as in an HTTP Range; servers may send the whole instead."""
        connection = await self.connection()
        headers = {"Range": wanted, "Accept-Encoding": "identity"}
        try:
            async with connection.http.stream("GET", path, headers=headers) as answer:
                if answer.status_code >= 400 and answer.status_code != RANGE_NOT_SATISFIABLE:
                    raise refusal(answer.status_code, await answer.aread())
                yield _part_of(answer)
        except UNREACHABLE as error:
            await self._forget_if_outdated()
            raise unreachable(error) from error

    async def _twice(self, send: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
        """Send again when an idle connection turns out to be closed, or when our credentials have been renewed."""
        try:
            answer = await send()
        except httpx2.TimeoutException:
            raise
        except UNREACHABLE:
            await self._forget_if_outdated()
            return await send()
        if answer.status_code == 401 and await self._forget_if_outdated():
            return await send()
        return answer

    async def _forget_if_outdated(self) -> bool:
        """Drop the connection when its kubeconfig has been written again: address or certificates may be new."""
        if self._kubeconfig is None or self._modified() == self._read_at:
            return False
        await self.stop()
        return True

    def _modified(self) -> float | None:
        try:
            return self._kubeconfig.stat().st_mtime if self._kubeconfig else None
        except OSError:
            return None


def selectors(labels: str, fields: str) -> dict[str, str]:
    """Return query parameters for label and field selectors."""
    given = {"labelSelector": labels, "fieldSelector": fields}
    return {name: value for name, value in given.items() if value}


def _part_of(answer: httpx2.Response) -> FilePart:
    if answer.status_code == RANGE_NOT_SATISFIABLE:
        return FilePart(0, None)
    first = 0
    if answer.status_code == PARTIAL_CONTENT:
        told = answer.headers.get("content-range", "").removeprefix("bytes ").partition("-")[0]
        first = int(told) if told.isdecimal() else 0
    return FilePart(first, answer.aiter_bytes(), is_directory=300 <= answer.status_code < 400)


def _path_of(manifest: Obj) -> str:
    metadata = manifest["metadata"]
    return kind_of(manifest).path(metadata.get("namespace"), metadata["name"])


def _decode(content: bytes) -> Obj:
    try:
        decoded: Obj = msgspec.json.decode(content, type=dict)
    except msgspec.DecodeError as error:
        raise Unavailable("cluster.unavailable", {"reason": f"not a Kubernetes API: {error}"}) from error
    return decoded


def _digits(value: object) -> int:
    """``"30+"`` is how some providers write their minor version."""
    digits = "".join(char for char in str(value or "") if char.isdigit())
    return int(digits or 0)

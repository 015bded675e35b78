"""The only door to the Kubernetes API: follows Node objects, and keeps the agent's report.

lightkube reads the configuration and authenticates; objects are plain JSON.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import yaml
from lightkube.config.client_adapter import user_auth, verify_cluster
from lightkube.config.kubeconfig import KubeConfig
from lightkube.config.models import User
from lightkube.core.exceptions import ConfigError

Obj = dict[str, Any]

TIMEOUT = httpx2.Timeout(10.0)
KEEP_ALIVE = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 15),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
]
"""A watch is silent for long; so an API that vanished is noticed within half a minute."""
UNREADABLE = (ConfigError, OSError, KeyError, ValueError, msgspec.ValidationError, yaml.YAMLError)
PAGE = "500"


class ApiError(Exception):
    """The API does not answer, or refuses. Says why."""


class Expired(ApiError):  # noqa: N818 - the API's own word
    """The revision from which a watch was to go on is no longer kept."""


class Forbidden(ApiError):  # noqa: N818 - the API's own word
    """The agent's account may not do that."""


class Missing(ApiError):  # noqa: N818 - what it is
    """There is no such object."""


class Api:
    """One cluster. Connects with the first request, and anew after each failure, lest credentials grow stale."""

    def __init__(self, kubeconfig: Path | None, namespace: str | None) -> None:
        self._kubeconfig = kubeconfig
        self._namespace = namespace
        self._http: httpx2.AsyncClient | None = None

    async def close(self) -> None:
        """Close all connections."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def list_nodes(self) -> tuple[list[Obj], str]:
        """Return all Node objects, and the revision from which a watch goes on."""
        params = {"limit": PAGE}
        nodes: list[Obj] = []
        while True:
            page = await self.request("GET", "/api/v1/nodes", params)
            nodes += page.get("items") or []
            metadata = page.get("metadata") or {}
            if not metadata.get("continue"):
                return nodes, str(metadata.get("resourceVersion", ""))
            params = {**params, "continue": metadata["continue"]}

    async def watch_nodes(self, revision: str, seconds: int) -> AsyncGenerator[Obj, None]:
        """Yield the events after a revision, until the server ends the watch."""
        params = {
            "watch": "true",
            "resourceVersion": revision,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": str(seconds),
        }
        patience = httpx2.Timeout(10.0, read=seconds + 30.0)
        async with self._answer("GET", "/api/v1/nodes", params=params, timeout=patience) as answer:
            async for line in answer.aiter_lines():
                if line:
                    yield _event(line)

    async def apply_report(self, name: str, manifest: Obj) -> None:
        """Make a config map of the agent's namespace what the manifest says."""
        path = f"/api/v1/namespaces/{await self.namespace()}/configmaps/{name}"
        params = {"fieldManager": "noderouter", "force": "true"}
        await self.request("PATCH", path, params, manifest, "application/apply-patch+yaml")

    async def read_report(self, name: str) -> Obj | None:
        """Return the config map, None when there is none."""
        path = f"/api/v1/namespaces/{await self.namespace()}/configmaps/{name}"
        try:
            return await self.request("GET", path)
        except Missing:
            return None

    async def delete_report(self, name: str) -> None:
        """Delete the config map; one that is not there is no failure."""
        path = f"/api/v1/namespaces/{await self.namespace()}/configmaps/{name}"
        try:
            await self.request("DELETE", path)
        except Missing:
            return

    async def namespace(self) -> str:
        """Return the namespace of the reports."""
        if self._namespace is None:
            await self._client()
        return self._namespace or "default"

    async def request(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: Obj | None = None,
        content_type: str = "application/json",
    ) -> Obj:
        """Send one request and return the decoded answer. Raises ApiError."""
        content = msgspec.json.encode(body) if body is not None else None
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        async with self._answer(method, path, params=params, content=content, headers=headers) as answer:
            return _decoded(await answer.aread())

    @asynccontextmanager
    async def _answer(self, method: str, path: str, **request: Any) -> AsyncIterator[httpx2.Response]:
        try:
            http = await self._client()
            async with http.stream(method, path, **request) as answer:
                if answer.status_code >= 400:
                    raise _refusal(answer.status_code, await answer.aread())
                yield answer
        except httpx2.HTTPError as error:
            await self.close()
            raise ApiError(f"{type(error).__name__}: {error}".rstrip(": ")) from error
        except UNREADABLE as error:
            await self.close()
            raise ApiError(str(error)) from error

    async def _client(self) -> httpx2.AsyncClient:
        if self._http is None:
            http, namespace = await asyncio.to_thread(_connect, self._kubeconfig)
            self._http, self._namespace = http, self._namespace or namespace
            return http
        return self._http


def _connect(kubeconfig: Path | None) -> tuple[httpx2.AsyncClient, str]:
    found = KubeConfig.from_file(kubeconfig) if kubeconfig else KubeConfig.from_env()
    config = found.get()
    if config is None:
        raise ConfigError("the kubeconfig has no current context")
    user = config.user or User()
    server = config.cluster.server.rstrip("/")
    tls = verify_cluster(config.cluster, user, config.abs_file) if server.startswith("https:") else True
    transport = httpx2.AsyncHTTPTransport(verify=tls, socket_options=KEEP_ALIVE)
    http = httpx2.AsyncClient(base_url=server, auth=user_auth(user), timeout=TIMEOUT, transport=transport)
    return http, config.namespace


def _event(line: str) -> Obj:
    event = _decoded(line.encode())
    if event.get("type") == "ERROR":
        status = event.get("object") or {}
        raise _refusal(int(status.get("code") or 500), msgspec.json.encode(status))
    return event


def _decoded(content: bytes) -> Obj:
    try:
        decoded: Obj = msgspec.json.decode(content, type=dict)
    except msgspec.DecodeError as error:
        raise ApiError(f"not a Kubernetes API: {error}") from error
    return decoded


def _refusal(status: int, body: bytes) -> ApiError:
    try:
        said = str(msgspec.json.decode(body, type=dict).get("message") or "")
    except msgspec.DecodeError:
        said = ""
    return {403: Forbidden, 404: Missing, 410: Expired}.get(status, ApiError)(said or f"HTTP {status}")

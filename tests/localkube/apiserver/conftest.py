"""A real API server over TLS on a free port, its registry, and a client."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from localkube.apiserver import ApiServer, Identity, Registry, ensure_identity
from localkube.objects.access import Obj
from localkube.store import Store
from tests.running import free_port

SERVICE_RANGE = "10.96.0.0/16"


@dataclass
class Api:
    """What tests need of a running server."""

    server: ApiServer
    registry: Registry
    http: httpx.AsyncClient
    url: str
    identity: Identity

    async def token(self, account: str, **spec: object) -> str:
        """A token of a service account of the namespace default, which is made when it is missing."""
        path = "/api/v1/namespaces/default/serviceaccounts"
        await self.http.post(path, json={"metadata": {"name": account}})
        made = await self.create(f"{path}/{account}/token", {"spec": spec})
        text: str = made["status"]["token"]
        return text

    async def ask(self, token: str, method: str, path: str, body: Obj | None = None, **headers: str) -> httpx.Response:
        """Ask as the owner of a token."""
        headers = {"Authorization": f"Bearer {token}", **headers}
        return await self.http.request(method, path, json=body, headers=headers)

    async def create(self, path: str, obj: Obj, **params: str) -> Obj:
        answer = await self.http.post(path, json=obj, params=params)
        assert answer.status_code == 201, answer.text
        body: Obj = answer.json()
        return body

    async def get(self, path: str, **params: str) -> Obj:
        answer = await self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        body: Obj = answer.json()
        return body


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "objects.sqlite")


@pytest.fixture
async def api(tmp_path: Path, store: Store) -> AsyncIterator[Api]:
    registry = Registry(store, SERVICE_RANGE)
    registry.create("namespaces", None, {"metadata": {"name": "default"}})
    identity = ensure_identity(tmp_path / "pki", ["127.0.0.1", "localhost"])
    port = free_port()
    server = ApiServer(registry, identity, "127.0.0.1", port)
    await server.start()
    server.ready = True
    url = f"https://127.0.0.1:{port}"
    context = ssl.create_default_context(cafile=str(identity.ca_cert))
    headers = {"Authorization": f"Bearer {identity.token}"}
    async with httpx.AsyncClient(base_url=url, verify=context, headers=headers, timeout=60) as http:
        yield Api(server, registry, http, url, identity)
    await server.stop()
    store.close()

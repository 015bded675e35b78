"""The world through which tests walk along every route, and how they ask."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from slipway.access import Role
from slipway.web import API_PREFIX
from tests.slipway.factory import Factory
from tests.slipway.isolation import PASSWORD, PLAN, Entry, Ids

SECRET = "Secret-Of-A-Variable"
ENV = {"DB_PASSWORD": SECRET, "CACHE": f"redis://me:{SECRET}@cache", "PLAIN": "shown to everybody"}


class World:
    """Two tenants with one of everything, and clients of their users."""

    def __init__(self, factory: Factory, address: str) -> None:
        self._factory = factory
        self.address = address
        self.tenants: dict[str, Any] = {}

    async def populate(self, name: str) -> Ids:
        """Make a tenant that has used everything that the platform offers."""
        tenant = self.tenants[name] = await self._factory.tenant(name)
        user = await self._factory.user(Role.TENANT_ADMIN, tenant, f"{name}-admin")
        async with httpx.AsyncClient(base_url=self.address, headers=await self._credentials(user)) as client:
            services = [{"name": f"{name}-web", "image": f"{name}:1", "env": ENV, "ports": [{"port": 80}]}]
            sets = [{"name": Ids.set_name, "kind": "secret", "entries": {"A": f"{name}-{SECRET}"}}]
            shop = {"name": f"{name}-shop", "description": f"{name}'s own"}
            body = {**shop, "configuration": sets, "services": services}
            made = (await client.post(f"{API_PREFIX}/applications", json=body)).json()
            await client.post(f"{API_PREFIX}/applications/{made['id']}/publish")
            upgrade = {"image": f"{name}:2", "env": {"API_KEY": SECRET}}
            await client.post(f"{API_PREFIX}/services/{made['services'][0]['id']}/upgrade", json=upgrade)
            offer = {"service_id": made["services"][0]["id"], "receiver": f"{name}-friend"}
            opening = (await client.post(f"{API_PREFIX}/openings", json=offer)).json()
            await self._factory.offering(Ids.offering_id, "offered", plans=[PLAN])
            wanted = {"name": f"{name}-cache", "offering_id": Ids.offering_id, "plan": PLAN["name"]}
            managed = (await client.post(f"{API_PREFIX}/managed-services", json=wanted)).json()
            accounts = f"{API_PREFIX}/managed-services/{managed['id']}/accounts"
            account = (await client.post(accounts, json={"username": f"{name}-app"})).json()
            claim = {"host": f"{name}.example.org"}
            domain = (await client.post(f"{API_PREFIX}/domains", json=claim)).json()
            token = (await client.post(f"{API_PREFIX}/tokens", json={"name": f"{name}-ci"})).json()
            done = (await client.get(f"{API_PREFIX}/operations")).json()["items"]
            login = await self.open_session(user.username)
        partition = await self._factory.partition(f"{name}-part", tenant, hosts=[Ids.host] if name == "alfa" else [])
        service_id = made["services"][0]["id"]
        return Ids(
            *(tenant.id, user.id, token["id"], made["id"], service_id, done[0]["id"], login, partition.id),
            opening_id=opening["id"],
            registry_id=(await self._factory.registry("registry.invalid:9", tenant)).id,
            domain_id=domain["id"],
            managed_id=managed["id"],
            managed_account_id=account["id"],
        )

    async def user(self, role: Role, name: str) -> Any:
        """Return a new user, of the tenant where the role is one of tenants."""
        return await self._factory.user(role, None if role.of_platform else self.tenants[name])

    async def client(self, role: Role, name: str) -> httpx.AsyncClient:
        """Return a client of a new user; the caller closes it."""
        user = await self.user(role, name)
        return httpx.AsyncClient(base_url=self.address, headers=await self._credentials(user), timeout=60)

    async def open_session(self, username: str) -> str:
        """Log a browser in that is named after the user; return the session's id."""
        async with httpx.AsyncClient(base_url=self.address, headers={"User-Agent": username}) as browser:
            await browser.post(f"{API_PREFIX}/session", json={"username": username, "password": PASSWORD})
            return str((await browser.get(f"{API_PREFIX}/me/sessions")).json()["items"][0]["id"])

    async def _credentials(self, user: Any) -> dict[str, str]:
        inside = await self._factory.client_of(user)
        return {"Authorization": inside.headers["Authorization"]}


async def ask(client: httpx.AsyncClient, name: str, entry: Entry, ids: Ids) -> tuple[int, str]:
    """Return status and text of an answer, without what is different in every one."""
    status, text = await answer_of(client, name, entry, ids)
    for kind, value in asdict(ids).items():
        text = text.replace(value, f"<{kind}>") if isinstance(value, str) else text
    return status, text


async def answer_of(client: httpx.AsyncClient, name: str, entry: Entry, ids: Ids) -> tuple[int, str]:
    """Return status and text of an answer."""
    method, _, template = name.partition(" ")
    path = f"{API_PREFIX}{template.format(**asdict(ids))}"
    query = entry.query(ids) if entry.query else {}
    if method == "WEBSOCKET":
        return await _open(client, f"{path}?{urlencode(query)}")
    body = entry.body(ids) if entry.body else None
    return await _request(client, client.build_request(method, path, params=query, json=body))


async def _request(client: httpx.AsyncClient, request: httpx.Request) -> tuple[int, str]:
    answer = await client.send(request, stream=True)
    try:
        endless = answer.headers.get("content-type", "").startswith("text/event-stream")
        text = "" if endless else (await answer.aread()).decode()
        return answer.status_code, text.replace(answer.headers["X-Request-Id"], "<request>")
    finally:
        await answer.aclose()


async def _open(client: httpx.AsyncClient, path: str) -> tuple[int, str]:
    """Try to open a WebSocket."""
    address = str(client.base_url).rstrip("/").replace("http", "ws", 1) + path
    headers = {key: value for key, value in client.headers.items() if key == "authorization"}
    try:
        async with connect(address, additional_headers=headers):
            return 101, ""
    except InvalidStatus as error:
        detail = json.loads(error.response.body or b"")["error"]
        return error.response.status_code, json.dumps({**detail, "request_id": ""})


def error_of(text: str) -> tuple[str, dict[str, Any]]:
    """Return code and params of a refusal."""
    body = json.loads(text)
    error = body.get("error", body)
    return error["code"], error["params"]

"""A managed service that a developer of ``acme`` opened, and the ways to its accounts and connections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]
URL = "/api/v1/managed-services"
PLAN = {"name": "small", "cpu": "100m", "memory": "64Mi", "storage": "64Mi"}


@dataclass(frozen=True)
class Opened:
    """One managed service, as a client sees it."""

    client: httpx.AsyncClient
    id: str
    application_id: str

    async def ask(self, method: str, path: str, code: int, body: Json | None = None, **query: Any) -> Any:
        """Return what is answered, with that status."""
        answer = await self.client.request(method, f"{URL}/{self.id}{path}", json=body, params=query)
        assert answer.status_code == code, answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: Json | None = None, **query: Any) -> tuple[int, str]:
        """Return how it is refused."""
        answer = await self.client.request(method, f"{URL}/{self.id}{path}", json=body, params=query)
        return answer.status_code, answer.json()["error"]["code"]

    async def account(self, username: str = "shop", **fields: Any) -> Json:
        """Make an account."""
        made: Json = await self.ask("POST", "/accounts", 201, {"username": username, **fields})
        return made

    async def password(self, account: Json) -> str:
        """Return an account's password."""
        told = await self.ask("GET", f"/accounts/{account['id']}/access", 200)
        return str(told["password"])

    async def accounts(self) -> dict[str, Json]:
        """Return all accounts by name."""
        return {each["username"]: each for each in await self.ask("GET", "/accounts", 200)}


async def open_service(
    admin: httpx.AsyncClient, client: httpx.AsyncClient, engine: str = "mysql", name: str = "orders-db"
) -> Opened:
    """Offer an engine, and open one of it."""
    offer = await admin.post("/api/v1/managed-offerings", json={"name": f"{name}-s", "engine": engine, "plans": [PLAN]})
    assert offer.status_code == 201, offer.text
    wanted = {"name": name, "offering_id": offer.json()["id"], "plan": "small"}
    made = await client.post(URL, json=wanted)
    assert made.status_code == 201, made.text
    return Opened(client, made.json()["id"], made.json()["application_id"])

"""Two tenants: ``acme`` has an application with ports, ``beta`` has nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.tenants import Tenant
from tests.slipway.applications.client import Applications, service
from tests.slipway.factory import Factory

URL = "/api/v1/openings"
Json = dict[str, Any]
REDIS = service("redis", ports=[{"port": 6379}, {"port": 53, "protocol": "UDP"}, {"port": 53, "name": "dns"}])


@dataclass
class Sides:
    """The two tenants and their administrators."""

    acme: Tenant
    beta: Tenant
    giver: httpx.AsyncClient
    receiver: httpx.AsyncClient
    application: Json

    @property
    def service_id(self) -> str:
        """Of the service that has ports."""
        found: str = self.application["by_name"]["redis"]["id"]
        return found

    async def offer(self, receiver: str = "beta", **fields: Any) -> Json:
        """Offer the service."""
        answer = await self.giver.post(URL, json={"service_id": self.service_id, "receiver": receiver, **fields})
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    async def accepted(self) -> Json:
        """Offer the service, and have it accepted."""
        return await act(self.receiver, await self.offer(), "accept")


async def act(client: httpx.AsyncClient, opening: Json, action: str) -> Json:
    """Accept, refuse or withdraw."""
    answer = await client.post(f"{URL}/{opening['id']}/{action}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def show(client: httpx.AsyncClient, opening: Json) -> Json:
    """Return the opening as it is now."""
    answer = await client.get(f"{URL}/{opening['id']}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def logged(client: httpx.AsyncClient) -> list[Json]:
    """Return the operations on openings that the client may see, the oldest first."""
    page = (await client.get("/api/v1/operations", params={"object_kind": "opening"})).json()
    return list(reversed(page["items"]))


@pytest.fixture
async def sides(factory: Factory, tenant: Tenant) -> Sides:
    """Both of them."""
    beta = await factory.tenant("beta")
    giver, receiver = await factory.client(Role.TENANT_ADMIN, tenant), await factory.client(Role.TENANT_ADMIN, beta)
    application = await Applications(giver).create({"name": "shop", "services": [REDIS, service("silent")]})
    return Sides(tenant, beta, giver, receiver, application)

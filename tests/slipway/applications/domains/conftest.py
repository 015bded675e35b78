"""Two tenants that bring domains, and the name server that the platform asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.settings import Settings
from slipway.tenants import Tenant
from tests.slipway.applications.client import Applications, service
from tests.slipway.applications.domains.name_server import NameServer, name_server
from tests.slipway.factory import Factory

URL = "/api/v1/domains"
HOST = "www.example.org"
Json = dict[str, Any]


@dataclass
class Side:
    """A tenant's developer, and an application with a service that has a port."""

    tenant: Tenant
    client: httpx.AsyncClient
    application: Json

    @property
    def service_id(self) -> str:
        """Of the service that has a port."""
        return str(self.application["by_name"]["web"]["id"])

    async def claim(self, host: str = HOST, **fields: Any) -> Json:
        """Bring a host."""
        answer = await self.client.post(URL, json={"host": host, **fields})
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    async def verify(self, domain: Json) -> Json:
        """Have it looked up."""
        answer = await self.client.post(f"{URL}/{domain['id']}/verify")
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def show(self, domain: Json) -> Json:
        """Return it as it is now."""
        answer = await self.client.get(f"{URL}/{domain['id']}")
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found


@pytest.fixture
async def names() -> AsyncIterator[NameServer]:
    """The name server."""
    async with name_server() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, names: NameServer) -> Settings:
    """Settings by which the platform asks that name server."""
    changed = {"dns_servers": f"127.0.0.1:{names.port}", "public_addresses": "192.0.2.1"}
    return settings.model_copy(update=changed)


async def _side(factory: Factory, tenant: Tenant) -> Side:
    client = await factory.client(Role.DEVELOPER, tenant)
    services = [service("web", ports=[{"port": 80}], domain=f"shop-{tenant.name}"), service("silent")]
    return Side(tenant, client, await Applications(client).create({"name": "shop", "services": services}))


@pytest.fixture
async def acme(factory: Factory, tenant: Tenant) -> Side:
    """One tenant."""
    return await _side(factory, tenant)


@pytest.fixture
async def beta(factory: Factory) -> Side:
    """Another one."""
    return await _side(factory, await factory.tenant("beta"))

"""Two tenants with an application each, on a platform whose services run, or do not, as a test says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.tenants import Tenant
from tests.slipway.applications.client import Applications, service
from tests.slipway.applications.conftest import InstantStatuses, platform, statuses
from tests.slipway.factory import Factory

Json = dict[str, Any]
URL = "/api/v1/overview"
ACTIVITIES = "/api/v1/activities"


@dataclass
class Side:
    """One tenant with a published application ``NAME-shop`` of ``NAME-web`` and ``NAME-db``."""

    tenant: Tenant
    client: httpx.AsyncClient
    application: Json

    async def overview(self) -> Json:
        """What its developer sees."""
        return await told(self.client, URL)

    async def activities(self) -> list[Json]:
        """What its developer is told is going on."""
        return list((await told(self.client, ACTIVITIES))["items"])


async def told(client: httpx.AsyncClient, path: str) -> Json:
    """Return an answer."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def side(factory: Factory, name: str) -> Side:
    """Make a tenant with its application."""
    tenant = await factory.tenant(name)
    client = await factory.client(Role.DEVELOPER, tenant)
    services = [
        service(f"{name}-web", f"{name}-db", ports=[{"port": 80}], domain=f"{name}-shop"),
        service(f"{name}-db", replicas=2),
    ]
    applications = Applications(client)
    made = await applications.create({"name": f"{name}-shop", "services": services})
    await applications.publish(made)
    return Side(tenant, client, made)


@pytest.fixture
async def alfa(factory: Factory) -> Side:
    """One tenant."""
    return await side(factory, "alfa")


@pytest.fixture
async def bravo(factory: Factory) -> Side:
    """Another one."""
    return await side(factory, "bravo")


__all__ = ["InstantStatuses", "platform", "statuses"]  # fixtures, found by their names

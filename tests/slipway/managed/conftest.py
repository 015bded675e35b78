"""Fixtures of the tests of managed services: a platform whose statuses follow at once, and an offering of Redis."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.slipway.applications.client import refusal
from tests.slipway.applications.conftest import InstantStatuses, developer, platform, statuses

__all__ = ["InstantStatuses", "developer", "platform", "statuses"]  # fixtures, found by their names

OFFERINGS = "/api/v1/managed-offerings"
SERVICES = "/api/v1/managed-services"
Json = dict[str, Any]

SMALL = {"name": "small", "cpu": "100m", "memory": "64Mi", "storage": "64Mi"}
LARGE = {"name": "large", "cpu": "200m", "memory": "128Mi", "storage": "1Gi"}


class Managed:
    """One client's managed services."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def open(self, offering: Json, **fields: Any) -> Json:
        """Open one in the small plan."""
        answer = await self.client.post(SERVICES, json=wanted(offering, **fields))
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    async def refused(self, offering: Json, **fields: Any) -> tuple[int, str, str | None]:
        """Try to open what cannot be opened."""
        return refusal(await self.client.post(SERVICES, json=wanted(offering, **fields)))

    async def get(self, service: Json) -> Json:
        """Show it as it is now."""
        found: Json = (await self.client.get(f"{SERVICES}/{service['id']}")).json()
        return found

    async def act(self, service: Json, action: str) -> httpx.Response:
        """Start, stop or restart it."""
        return await self.client.post(f"{SERVICES}/{service['id']}/{action}")

    async def change(self, service: Json, body: Json, **query: Any) -> httpx.Response:
        """Change it."""
        return await self.client.patch(f"{SERVICES}/{service['id']}", json=body, params=query)

    async def config(self, service: Json) -> Json:
        """Return how what stands behind it is configured."""
        found: Json = (await self.client.get(f"/api/v1/services/{service['service_id']}")).json()["config"]
        return found

    async def actions(self) -> list[str]:
        """Return what the operation log tells, the newest first."""
        items = (await self.client.get("/api/v1/operations")).json()["items"]
        return [each["action"] for each in items]


def wanted(offering: Json, **fields: Any) -> Json:
    """Return what opens a managed service."""
    return {"name": "cache", "offering_id": offering["id"], "plan": "small", **fields}


@pytest.fixture
async def offering(admin: httpx.AsyncClient) -> Json:
    """An offering of Redis in two plans."""
    body = {"name": "redis", "engine": "redis", "version": "7.2", "plans": [SMALL, LARGE]}
    answer = await admin.post(OFFERINGS, json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


@pytest.fixture
def managed(developer: httpx.AsyncClient) -> Managed:
    """The developer's way to managed services."""
    return Managed(developer)

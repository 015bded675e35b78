"""Short ways to say what tests of applications do again and again, by HTTP."""

from __future__ import annotations

from typing import Any

import httpx

URL = "/api/v1/applications"
SERVICES = "/api/v1/services"
Json = dict[str, Any]


def service(name: str, *depends_on: str, **fields: Any) -> Json:
    """Return a service as a file declares it."""
    return {"name": name, "image": "web:1", "depends_on": list(depends_on), **fields}


def shop(**fields: Any) -> Json:
    """Return an application with ``web → api → redis``."""
    services = [
        service("web", "api", ports=[{"port": 80}], domain="shop"),
        service("api", "redis", ports=[{"port": 8080, "name": "http"}]),
        service("redis", ports=[{"port": 6379}]),
    ]
    return {"name": "shop", "services": services, **fields}


def refusal(answer: httpx.Response) -> tuple[int, str, str | None]:
    """Return status, code and field of an error."""
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["field"]


class Applications:
    """One client's applications."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def create(self, body: Json) -> Json:
        """Make an application; return it with its services by name in ``by_name``."""
        return await self._named(await self.client.post(URL, json=body))

    async def apply(self, body: Json, **query: Any) -> Json:
        """Apply a file."""
        answer = await self.client.post(f"{URL}/apply", json=body, params=query)
        assert answer.status_code == 200, answer.text
        result: Json = answer.json()
        return result

    async def refused_apply(self, body: Json, **query: Any) -> tuple[int, str, str | None]:
        """Apply a file that is not acceptable."""
        return refusal(await self.client.post(f"{URL}/apply", json=body, params=query))

    async def get(self, application: Json) -> Json:
        """Show an application as it is now."""
        return await self._named(await self.client.get(f"{URL}/{application['id']}"))

    async def publish(self, application: Json) -> Json:
        """Publish it."""
        answer = await self.client.post(f"{URL}/{application['id']}/publish")
        assert answer.status_code == 202, answer.text
        status: Json = answer.json()
        return status

    async def act(self, service: Json, action: str, body: Json | None = None, **query: Any) -> httpx.Response:
        """Do something to a service."""
        return await self.client.post(f"{SERVICES}/{service['id']}/{action}", json=body, params=query)

    async def published(self, application: Json) -> set[str]:
        """Return the names of the published services."""
        return {one["name"] for one in (await self.get(application))["services"] if one["published"]}

    async def everything(self) -> list[Json]:
        """Return all applications with their services, to see that nothing changed."""
        items = (await self.client.get(URL)).json()["items"]
        return [await self.get(item) for item in items]

    async def _named(self, answer: httpx.Response) -> Json:
        assert answer.status_code in (200, 201), answer.text
        found: Json = answer.json()
        found["by_name"] = {one["name"]: one for one in found["services"]}
        return found

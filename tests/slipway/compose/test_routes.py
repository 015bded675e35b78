"""Conversion and export over HTTP."""

from __future__ import annotations

import httpx
import pytest
import yaml

from slipway.access import Role
from slipway.tenants import Tenant
from tests.slipway.applications.client import Applications, refusal, service
from tests.slipway.compose.files import BLOG
from tests.slipway.factory import Factory

URL = "/api/v1/compose/convert"
APPLY = "/api/v1/applications/apply"


@pytest.fixture
async def developer(factory: Factory, tenant: Tenant) -> httpx.AsyncClient:
    """A client that acts as a developer of ``acme``."""
    return await factory.client(Role.DEVELOPER, tenant)


async def test_a_compose_file_becomes_an_application(developer: httpx.AsyncClient) -> None:
    """Nothing is saved by converting; what comes out is applied as it is."""
    request = {"content": BLOG, "name": "blog", "variables": {"DB_PASSWORD": "correct horse"}}
    answer = await developer.post(URL, json=request)
    converted = answer.json()
    assert answer.status_code == 200, answer.text
    assert (await developer.get("/api/v1/applications")).json()["total"] == 0
    assert {"compose.volume", "compose.domain"} <= {note["code"] for note in converted["notes"]}
    assert all(note["message"] and note["message_zh"] for note in converted["notes"])

    made = (await developer.post(APPLY, json=converted["application"], params={"publish": True})).json()

    assert made["created"] and {one["name"] for one in made["application"]["services"]} == {"wordpress", "db"}
    again = (await developer.post(APPLY, json=yaml.safe_load(converted["file"]))).json()
    assert again["changes"] == []


async def test_what_is_wrong_names_its_place(developer: httpx.AsyncClient) -> None:
    """In the Compose file."""
    answer = await developer.post(URL, json={"content": "services: {a: {image: x, ports: {}}}"})
    assert refusal(answer) == (422, "compose.wrong_type", "services.a.ports")

    answer = await developer.post(URL, json={"content": "services: {a: {image: x, mem_limit: 1k}}"})
    assert refusal(answer) == (422, "service.quantity_too_small", "services.a.deploy.resources.memory")
    assert "services[" not in answer.text

    answer = await developer.post(URL, json={"content": "a: [", "file": "x"})
    assert refusal(answer)[:2] == (422, "request.invalid")


async def test_an_application_is_written_as_a_file(
    developer: httpx.AsyncClient, factory: Factory, tenant: Tenant
) -> None:
    """Applying it changes nothing; who may not see secrets gets them masked."""
    api = Applications(developer)
    body = {
        "name": "shop",
        "description": "ours",
        "services": [service("web", "db", ports=[{"port": 80}], env={"API_KEY": "k", "A": "yes"}), service("db")],
    }
    made = await api.create({**body, "services": [{**one, "replicas": 2} for one in body["services"]]})
    answer = await developer.get(f"/api/v1/applications/{made['id']}/file")

    assert answer.headers["content-type"].startswith("text/plain")
    written = yaml.safe_load(answer.text)
    web = next(one for one in written["services"] if one["name"] == "web")
    assert web == {
        "name": "web",
        "image": "web:1",
        "replicas": 2,
        "env": {"API_KEY": "k", "A": "yes"},
        "ports": [{"port": 80}],
        "depends_on": ["db"],
    }
    assert (await api.apply(written))["changes"] == []

    viewer = await factory.client(Role.VIEWER, tenant)
    masked = yaml.safe_load((await viewer.get(f"/api/v1/applications/{made['id']}/file")).text)
    assert next(one for one in masked["services"] if one["name"] == "web")["env"] == {"API_KEY": "***", "A": "yes"}

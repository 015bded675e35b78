"""The example application of the first steps."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from slipway.access import Role
from slipway.settings import Settings
from tests.slipway.applications.client import Applications
from tests.slipway.factory import Factory
from tests.slipway.overview.conftest import told

URL = "/api/v1/example"
DEMO = Path(__file__).parents[3] / "demo" / "app.yaml"


async def test_the_example_can_be_published_by_every_tenant(factory: Factory) -> None:
    """At an address of each one's own."""
    urls = []
    for name in ("acme", "beta"):
        client = await factory.client(Role.DEVELOPER, await factory.tenant(name))
        applied = await Applications(client).apply(await told(client, URL), publish=True)
        urls += [each["config"]["domain"] for each in applied["application"]["services"] if each["config"]["domain"]]
        overview = await told(client, "/api/v1/overview")
        assert (overview["counts"]["services"], overview["counts"]["services_wanted"]) == (2, 2)

    assert urls == ["example-acme", "example-beta"]


async def test_an_administrator_says_for_whom(admin: httpx.AsyncClient, factory: Factory) -> None:
    """And gets it with that tenant's domain; others get it for their own tenant only."""
    tenant, other = await factory.tenant("acme"), await factory.tenant("a-tenant-with-quite-a-long-name-indeed")
    assert (await admin.get(URL)).json()["error"]["code"] == "application.tenant_missing"
    found = await told(admin, f"{URL}?tenant_id={other.id}")
    assert found["services"][-1]["domain"] == "example-a-tenant-with-quite-a-long-name"
    developer, viewer = await factory.client(Role.DEVELOPER, tenant), await factory.client(Role.VIEWER, tenant)
    assert (await developer.get(URL, params={"tenant_id": other.id})).status_code == 404
    assert (await viewer.get(URL)).status_code == 403


async def test_a_file_in_the_data_directory_is_the_example(factory: Factory, settings: Settings) -> None:
    """As ``up --demo`` puts one there."""
    (settings.data_dir / "example.yaml").write_text(DEMO.read_text())
    client = await factory.client(Role.DEVELOPER, await factory.tenant("acme"))

    found = await told(client, URL)

    assert (found["name"], found["services"][-1]["domain"]) == ("demo", "demo-acme")


@pytest.mark.parametrize("text", ["name: [", "name: shop\nservices: 3", "- 1", "\x00"])
async def test_a_file_that_is_none_is_told_in_words(factory: Factory, settings: Settings, text: str) -> None:
    """With what is wrong."""
    (settings.data_dir / "example.yaml").write_text(text)
    client = await factory.client(Role.DEVELOPER, await factory.tenant("acme"))

    answer = await client.get(URL)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "application.example_invalid")
    assert answer.json()["error"]["params"]["reason"]

"""Applications that are connected to managed services."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.tenants import Tenant
from tests.slipway.applications.client import Applications, service
from tests.slipway.factory import Factory
from tests.slipway.managed.opened import URL, Opened

Json = dict[str, Any]


@pytest.fixture
async def shop(api: Applications) -> Json:
    """An application with two services, one of which is published."""
    made = await api.create({"name": "shop", "services": [service("web"), service("worker")]})
    await api.act(made["by_name"]["web"], "publish")
    return made


async def _set(database: Opened, application: Json, name: str = "orders-db") -> Json:
    answer = await database.client.get(f"/api/v1/applications/{application['id']}/configuration/{name}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def test_an_application_gets_a_set_and_an_account_of_its_own(database: Opened, shop: Json) -> None:
    """Secret, with everything that a client needs, under names that tell which database it is."""
    made = await database.ask("POST", "/connections", 201, {"application_id": shop["id"]})

    keys = [f"ORDERS_DB_{key}" for key in ("DATABASE", "HOST", "PASSWORD", "PORT", "URL", "USERNAME")]
    assert (made["set"], made["username"], made["keys"], made["used_by"]) == ("orders-db", "shop", keys, [])
    found, password = await _set(database, shop), await database.password({"id": made["account_id"]})
    assert found["kind"] == "secret"
    assert found["entries"] == {
        "ORDERS_DB_DATABASE": "shop",
        "ORDERS_DB_HOST": "orders-db",
        "ORDERS_DB_PASSWORD": password,
        "ORDERS_DB_PORT": "3306",
        "ORDERS_DB_URL": f"mysql://shop:{password}@orders-db:3306/shop",
        "ORDERS_DB_USERNAME": "shop",
    }
    assert (await database.accounts())["shop"]["connections"] == ["shop"]
    assert await database.ask("GET", "/connections", 200) == [made]
    shown = await database.ask("GET", "", 200)
    assert shown["connections"] == [{"application_id": shop["id"], "application_name": "shop", "set": "orders-db"}]


async def test_services_that_are_named_use_the_set_at_once(database: Opened, shop: Json, api: Applications) -> None:
    """A new revision of each, and none of the others."""
    body = {"application_id": shop["id"], "services": ["web"]}
    made = await database.ask("POST", "/connections", 201, body)

    assert made["used_by"] == ["web"]
    services = (await api.get(shop))["by_name"]
    assert services["web"]["config"]["env_from"] == [{"set": "orders-db", "prefix": "", "keys": None}]
    assert (services["web"]["revision"], services["worker"]["revision"]) == (2, 1)


async def test_an_unknown_service_connects_nothing(database: Opened, shop: Json) -> None:
    """It is all or nothing."""
    body = {"application_id": shop["id"], "services": ["web", "nosuch"]}
    answer = await database.client.post(f"{URL}/{database.id}/connections", json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "configuration.service_unknown")
    assert answer.json()["error"]["field"] == "services[1]"
    assert await database.ask("GET", "/connections", 200) == []
    assert await database.accounts() == {}


async def test_an_account_that_is_there_may_be_used(database: Opened, shop: Json) -> None:
    """Several applications may share one; the set may have another name."""
    account = await database.account("reports", access="read_only")
    body = {"application_id": shop["id"], "account_id": account["id"], "set": "numbers"}

    made = await database.ask("POST", "/connections", 201, body)

    assert (made["username"], made["set"]) == ("reports", "numbers")
    assert (await _set(database, shop, "numbers"))["entries"]["ORDERS_DB_USERNAME"] == "reports"


async def test_an_application_is_connected_once(database: Opened, shop: Json, api: Applications) -> None:
    """By one set, whose name has to be free."""
    await database.ask("POST", "/connections", 201, {"application_id": shop["id"]})
    again = {"application_id": shop["id"], "set": "other"}
    assert await database.refused("POST", "/connections", again) == (409, "managed.already_connected")

    other = await api.create({"name": "other", "services": []})
    taken = f"/api/v1/applications/{other['id']}/configuration"
    assert (await database.client.post(taken, json={"name": "orders-db"})).status_code == 201
    body = {"application_id": other["id"]}
    assert await database.refused("POST", "/connections", body) == (409, "configuration.name_taken")
    assert "other" not in await database.accounts()


async def test_a_connected_account_and_service_stay(database: Opened, shop: Json) -> None:
    """Until nobody is connected any more."""
    made = await database.ask("POST", "/connections", 201, {"application_id": shop["id"], "services": ["web"]})
    account, connection = f"/accounts/{made['account_id']}", f"/connections/{shop['id']}"

    assert await database.refused("DELETE", account) == (409, "managed.account_connected")
    assert await database.refused("DELETE", "") == (409, "managed.connected")
    assert await database.refused("DELETE", connection) == (409, "configuration.in_use")

    await database.ask("DELETE", connection, 204, release=True)
    assert await database.ask("GET", "/connections", 200) == []
    await database.ask("DELETE", account, 202)
    await database.ask("DELETE", "", 204)


async def test_a_released_service_goes_on_without_the_set(database: Opened, shop: Json, api: Applications) -> None:
    """With what it had of others."""
    url = f"/api/v1/applications/{shop['id']}/configuration"
    assert (await database.client.post(url, json={"name": "own", "entries": {"A": "b"}})).status_code == 201
    web = shop["by_name"]["web"]
    config = {**web["config"], "env_from": [{"set": "own"}]}
    assert (await database.client.put(f"/api/v1/services/{web['id']}", json={"config": config})).status_code == 200
    await database.ask("POST", "/connections", 201, {"application_id": shop["id"], "services": ["web"]})

    await database.ask("DELETE", f"/connections/{shop['id']}", 204, release=True)

    sources = (await api.get(shop))["by_name"]["web"]["config"]["env_from"]
    assert [each["set"] for each in sources] == ["own"]


async def test_closing_may_disconnect(database: Opened, shop: Json) -> None:
    """Sets that nobody uses go with it; one that a service uses stays, as the application's own."""
    await database.ask("POST", "/connections", 201, {"application_id": shop["id"], "services": ["web"]})
    other = await Applications(database.client).create({"name": "other", "services": []})
    await database.ask("POST", "/connections", 201, {"application_id": other["id"]})

    await database.ask("DELETE", "", 204, disconnect=True)

    sets = [
        (await database.client.get(f"/api/v1/applications/{each['id']}/configuration")).json() for each in (shop, other)
    ]
    assert [[one["name"] for one in each] for each in sets] == [["orders-db"], []]


async def test_a_file_neither_has_nor_changes_the_set(database: Opened, shop: Json, api: Applications) -> None:
    """It says what held when it was written; the set says what gets in now."""
    body = {"application_id": shop["id"], "services": ["web"]}
    await database.ask("POST", "/connections", 201, body)
    before = await _set(database, shop)

    file = (await database.client.get(f"/api/v1/applications/{shop['id']}/file")).text
    assert "set: orders-db" in file and "ORDERS_DB_PASSWORD" not in file
    web = service("web", env_from=[{"set": "orders-db"}])
    await api.apply({"name": "shop", "configuration": [{"name": "own"}], "services": [web]})
    mine = {"name": "orders-db", "kind": "secret", "entries": {"ORDERS_DB_PASSWORD": "old"}}
    refused = await api.refused_apply({"name": "shop", "configuration": [mine]})

    assert refused == (409, "configuration.given", "configuration[0].name")
    assert (await _set(database, shop))["entries"] == before["entries"]
    assert [each["set"] for each in await database.ask("GET", "/connections", 200)] == ["orders-db"]


async def test_whoever_deletes_the_set_or_the_application_ends_the_connection(
    database: Opened, shop: Json, api: Applications
) -> None:
    """Nothing of it is left that would keep the account."""
    made = await database.ask("POST", "/connections", 201, {"application_id": shop["id"]})
    url = f"/api/v1/applications/{shop['id']}/configuration/orders-db"
    assert (await database.client.delete(url)).status_code == 204
    assert await database.ask("GET", "/connections", 200) == []

    again = await database.ask("POST", "/connections", 201, {"application_id": shop["id"]})
    assert again["account_id"] == made["account_id"]
    assert (await database.client.delete(f"/api/v1/applications/{shop['id']}")).status_code == 204
    assert await database.ask("GET", "/connections", 200) == []
    await database.ask("DELETE", f"/accounts/{made['account_id']}", 202)


async def test_applications_of_others_are_not_connected(
    database: Opened, admin: httpx.AsyncClient, factory: Factory
) -> None:
    """Not even by an administrator, who knows both; nor those behind managed services."""
    beta = await factory.client(Role.DEVELOPER, await factory.tenant("beta"))
    foreign = await Applications(beta).create({"name": "foreign", "services": []})
    body = {"application_id": foreign["id"]}

    assert await database.refused("POST", "/connections", body) == (404, "application.not_found")
    by_staff = Opened(admin, database.id, database.application_id)
    assert await by_staff.refused("POST", "/connections", body) == (404, "application.not_found")
    assert await database.refused("POST", "/connections", {"application_id": database.application_id}) == (
        409,
        "application.kept",
    )


async def test_connections_are_written_down(database: Opened, shop: Json) -> None:
    """Who was connected and parted, without a password."""
    made = await database.ask("POST", "/connections", 201, {"application_id": shop["id"]})
    password = await database.password({"id": made["account_id"]})
    await database.ask("DELETE", f"/connections/{shop['id']}", 204)

    rows = (await database.client.get("/api/v1/operations", params={"object_kind": "managed"})).json()["items"]

    assert [each["action"] for each in rows][:2] == ["managed.disconnect", "managed.connect"]
    assert rows[1]["after"] == {"application": "shop", "set": "orders-db", "username": "shop"}
    everything = await database.client.get("/api/v1/operations", params={"page_size": 100})
    assert password not in everything.text


async def test_viewers_see_connections_and_change_none(
    database: Opened, shop: Json, factory: Factory, tenant: Tenant
) -> None:
    """And other tenants do not even see them."""
    await database.ask("POST", "/connections", 201, {"application_id": shop["id"]})
    viewer = Opened(await factory.client(Role.VIEWER, tenant), database.id, "")
    stranger = Opened(await factory.client(Role.TENANT_ADMIN, await factory.tenant("beta")), database.id, "")

    assert [each["set"] for each in await viewer.ask("GET", "/connections", 200)] == ["orders-db"]
    assert (await viewer.refused("POST", "/connections", {"application_id": shop["id"]}))[0] == 403
    assert (await viewer.refused("DELETE", f"/connections/{shop['id']}"))[0] == 403
    for method, path in (("GET", "/connections"), ("DELETE", f"/connections/{shop['id']}")):
        assert await stranger.refused(method, path) == (404, "managed.not_found")

"""Applications over HTTP: made, listed, changed, deleted."""

from __future__ import annotations

import httpx
import pytest

from slipway.access import Role
from slipway.applications import Application
from slipway.applications.views import all_ids, forget_application, forget_service, load_view
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.applications.client import SERVICES, URL, Applications, refusal, service, shop
from tests.slipway.factory import Factory


async def test_an_application_is_made_with_its_services(api: Applications, tenant: Tenant) -> None:
    """Nothing is published; services are sorted by name."""
    made = await api.create(shop(description="Sells things"))

    assert (made["tenant_name"], made["name"], made["description"]) == ("acme", "shop", "Sells things")
    assert [one["name"] for one in made["services"]] == ["api", "redis", "web"]
    assert made["status"]["state"] == "draft"
    web = made["by_name"]["web"]
    assert (web["published"], web["revision"], web["replicas"], web["tenant_id"]) == (False, 1, 1, tenant.id)
    assert web["config"]["depends_on"] == ["api"]


async def test_lists_have_status_but_no_services(api: Applications) -> None:
    """They are searched in names and descriptions."""
    await api.create(shop())
    await api.create({"name": "blog", "description": "words"})

    page = (await api.client.get(URL, params={"q": "words"})).json()

    assert (page["total"], [item["name"] for item in page["items"]]) == (1, ["blog"])
    assert page["items"][0]["services"] is None
    assert page["items"][0]["status"]["state"] == "draft"


async def test_administrators_name_the_tenant(admin: httpx.AsyncClient, factory: Factory, tenant: Tenant) -> None:
    """And may list one tenant's only."""
    other = await factory.tenant("other")

    missing = await admin.post(URL, json={"name": "shop"})
    unknown = await admin.post(URL, json={"name": "shop", "tenant_id": "nobody"})
    for owner in (tenant, other):
        assert (await admin.post(URL, json={"name": "shop", "tenant_id": owner.id})).status_code == 201
    page = (await admin.get(URL, params={"tenant_id": other.id})).json()

    assert refusal(missing) == (422, "application.tenant_missing", "tenant_id")
    assert refusal(unknown)[:2] == (404, "tenant.not_found")
    assert [item["tenant_name"] for item in page["items"]] == ["other"]


async def test_other_tenants_are_out_of_reach(api: Applications, factory: Factory) -> None:
    """Neither shown nor told apart from what does not exist."""
    made = await api.create(shop())
    other = await factory.tenant()
    stranger = await factory.client(Role.TENANT_ADMIN, other)
    address, web = f"{URL}/{made['id']}", f"{SERVICES}/{made['by_name']['web']['id']}"

    answers = [
        await stranger.get(address),
        await stranger.get(f"{address}/status"),
        await stranger.get(f"{address}/events"),
        await stranger.get(f"{address}/services"),
        await stranger.patch(address, json={"description": "mine"}),
        await stranger.delete(address),
        await stranger.post(f"{address}/publish"),
        await stranger.post(f"{address}/services", json=service("new")),
        await stranger.get(web),
        await stranger.get(f"{web}/revisions"),
        await stranger.get(f"{web}/variables"),
        await stranger.put(web, json={"config": {"image": "evil"}}),
        await stranger.post(f"{web}/scale", json={"replicas": 0}),
        await stranger.delete(web),
        await stranger.post(URL, json={"name": "x", "tenant_id": made["tenant_id"]}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert (await stranger.get(URL)).json()["total"] == 0
    assert (await stranger.get(URL, params={"tenant_id": made["tenant_id"]})).json()["total"] == 0


async def test_viewers_look_but_do_not_touch(api: Applications, factory: Factory, tenant: Tenant) -> None:
    """403, because they know that it exists."""
    made = await api.create(shop())
    viewer = await factory.client(Role.VIEWER, tenant)
    address, web = f"{URL}/{made['id']}", f"{SERVICES}/{made['by_name']['web']['id']}"

    assert (await viewer.get(address)).status_code == 200
    answers = [
        await viewer.patch(address, json={}),
        await viewer.delete(address),
        await viewer.post(f"{address}/publish"),
        await viewer.post(f"{URL}/apply", json=shop()),
        await viewer.post(URL, json={"name": "x"}),
        await viewer.post(f"{web}/restart"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert {answer.json()["error"]["code"] for answer in answers} == {"access.forbidden"}


async def test_an_auditor_is_refused_before_the_tenant_is_asked_for(factory: Factory) -> None:
    """What is missing in the request is none of their business."""
    auditor = await factory.client(Role.PLATFORM_AUDITOR)

    assert refusal(await auditor.post(URL, json={"name": "x"}))[:2] == (403, "access.forbidden")


async def test_a_name_is_taken_once_per_tenant(api: Applications) -> None:
    """The second is refused."""
    await api.create({"name": "shop"})

    assert refusal(await api.client.post(URL, json={"name": "shop"})) == (409, "application.name_taken", "name")


async def test_the_description_changes(api: Applications) -> None:
    """And nothing else does."""
    made = await api.create(shop())

    answer = await api.client.patch(f"{URL}/{made['id']}", json={"description": "New"})

    assert answer.json()["description"] == "New"
    assert answer.json()["updated_at"] > made["updated_at"]
    assert refusal(await api.client.patch(f"{URL}/{made['id']}", json={"name": "x"}))[2] == "name"


async def test_a_deleted_application_is_gone_for_users_at_once(
    api: Applications, platform: Platform, tenant: Tenant
) -> None:
    """Its name is free when the publisher has removed what ran; its domain is free at once."""
    made = await api.create(shop())
    await api.publish(made)

    assert (await api.client.delete(f"{URL}/{made['id']}")).status_code == 204

    assert refusal(await api.client.get(f"{URL}/{made['id']}"))[:2] == (404, "application.not_found")
    assert refusal(await api.client.get(f"{SERVICES}/{made['by_name']['web']['id']}"))[:2] == (404, "service.not_found")
    assert refusal(await api.client.post(URL, json=shop())) == (409, "application.being_deleted", "name")
    assert await api.refused_apply(shop()) == (409, "application.being_deleted", "name")
    async with platform.database.session() as session:
        view = await load_view(session, made["id"])
        assert view is not None
        assert view.deleting
        assert [(one.deleting, one.published) for one in view.services] == [(True, False)] * 3
        await forget_application(session, made["id"])
        assert await all_ids(session) == []
    await api.create(shop())


async def test_only_what_is_deleted_is_forgotten(api: Applications, platform: Platform) -> None:
    """A publisher that is mistaken loses nothing."""
    made = await api.create(shop())

    async with platform.database.session() as session:
        await forget_application(session, made["id"])
        await forget_service(session, made["by_name"]["web"]["id"])

    assert len((await api.get(made))["services"]) == 3


async def test_a_tenant_with_applications_is_not_deleted(
    admin: httpx.AsyncClient, api: Applications, tenant: Tenant
) -> None:
    """And counts them."""
    await api.create({"name": "shop"})

    answer = await admin.delete(f"/api/v1/tenants/{tenant.id}")

    assert refusal(answer)[:2] == (409, "tenant.not_empty")
    assert "application shop" in answer.json()["error"]["params"]["holds"]
    assert (await admin.get(f"/api/v1/tenants/{tenant.id}")).json()["applications"] == 1


async def test_every_change_is_in_the_operation_log(api: Applications) -> None:
    """With what it was before and after, secrets masked."""
    made = await api.create(shop())
    await api.client.patch(f"{URL}/{made['id']}", json={"description": "New"})
    await api.publish(made)
    web = made["by_name"]["web"]
    await api.act(web, "upgrade", {"env": {"DB_PASSWORD": "hunter2", "MODE": "fast"}})
    await api.act(web, "scale", {"replicas": 2})
    await api.act(web, "rollback", {"revision": 1})
    await api.act(web, "restart")
    await api.act(web, "unpublish")
    await api.client.delete(f"{SERVICES}/{web['id']}")
    await api.client.delete(f"{URL}/{made['id']}")

    rows = (await api.client.get("/api/v1/operations", params={"page_size": 100})).json()["items"]

    rows.reverse()
    assert [row["action"] for row in rows] == [
        "application.create",
        "application.change",
        "application.publish",
        "service.upgrade",
        "service.scale",
        "service.rollback",
        "service.restart",
        "service.unpublish",
        "service.delete",
        "application.delete",
    ]
    assert rows[3]["object_name"] == "shop/web"
    assert rows[3]["after"]["config"]["env"] == {"DB_PASSWORD": "***", "MODE": "fast"}
    assert (rows[2]["before"], rows[2]["after"]) == ({"published": []}, {"published": ["api", "redis", "web"]})
    assert (rows[4]["before"]["replicas"], rows[4]["after"]["replicas"]) == (1, 2)


@pytest.mark.parametrize("name", ["", "Shop", "1shop", "shop-", "a" * 41, "läden", "a_b", "a.b", "shop\n"])
async def test_invalid_names_are_refused(api: Applications, name: str) -> None:
    """By the field's name."""
    assert refusal(await api.client.post(URL, json={"name": name})) == (422, "request.invalid", "name")
    assert await api.everything() == []


async def test_all_ids_are_oldest_first(api: Applications, platform: Platform) -> None:
    """The publisher goes through them in a steady order."""
    made = [await api.create({"name": name}) for name in ("zoo", "abc")]

    async with platform.database.read() as session:
        assert await all_ids(session) == sorted(one["id"] for one in made)
        assert await load_view(session, "nothing") is None
        assert (await session.get(Application, made[0]["id"])) is not None

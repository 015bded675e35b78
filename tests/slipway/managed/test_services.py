"""What a tenant opens, changes and closes, and what stands behind it."""

from __future__ import annotations

from typing import Any

import httpx

from slipway.access import SYSTEM, Role
from slipway.applications import Occupant, Signals
from slipway.cluster import VOLUME_CLAIM, Cluster, WatchCache
from slipway.labels import MANAGED, MANAGED_BY, MANAGER, SERVICE, VOLUME
from slipway.server import Platform
from slipway.tenants import Tenant
from slipway.volumes import Claims, watched
from slipway.web import provide
from tests.slipway.applications.client import SERVICES as APPLICATION_SERVICES
from tests.slipway.applications.client import URL as APPLICATIONS
from tests.slipway.applications.client import refusal, service, shop
from tests.slipway.applications.conftest import InstantStatuses
from tests.slipway.factory import Factory
from tests.slipway.managed.conftest import LARGE, OFFERINGS, SERVICES, SMALL, Json, Managed


async def test_what_is_opened_starts_at_once(managed: Managed, offering: Json) -> None:
    made = await managed.open(offering, description="for the shop")

    assert (made["state"], made["ready"], made["replicas"]) == ("running", 1, 1)
    assert (made["host"], made["port"], made["plan"]) == ("cache", 6379, SMALL)
    assert (made["offering_name"], made["version"], made["description"]) == ("redis", "7.2", "for the shop")
    assert (await managed.actions())[0] == "managed.open"
    assert "application.create" not in await managed.actions()


async def test_its_state_and_reasons_are_those_of_what_runs(
    managed: Managed, offering: Json, statuses: InstantStatuses
) -> None:
    made = await managed.open(offering)
    statuses.broken.add("cache")
    await managed.open(offering, name="other")

    assert (await managed.get(made))["state"] == "degraded"
    listed = (await managed.client.get(SERVICES, params={"state": "degraded"})).json()
    assert [each["name"] for each in listed["items"]] == ["cache"]
    assert (await managed.client.get(SERVICES, params={"engine": "mysql"})).json()["total"] == 0
    assert (await managed.client.get(SERVICES, params={"q": "OTH"})).json()["items"][0]["name"] == "other"


async def test_it_is_stopped_and_started(managed: Managed, offering: Json) -> None:
    """Each is written down once, however often it is asked for."""
    made = await managed.open(offering)

    assert (await managed.act(made, "stop")).json()["state"] == "stopped"
    assert (await managed.act(made, "stop")).status_code == 202
    assert refusal(await managed.act(made, "restart"))[:2] == (409, "managed.stopped")
    assert (await managed.act(made, "start")).json()["state"] == "running"
    assert (await managed.act(made, "restart")).status_code == 202

    actions = [each for each in await managed.actions() if each.startswith("managed.")]
    assert actions == ["managed.restart", "managed.start", "managed.stop", "managed.open"]


async def test_a_larger_plan_is_told_before_it_is_taken(managed: Managed, offering: Json) -> None:
    """A dry run changes nothing; the real change resizes everything, and is a revision of what runs."""
    made = await managed.open(offering)
    before = await managed.config(made)

    tried = (await managed.change(made, {"plan": "large"}, dry_run=True)).json()

    assert tried["restarts"] and tried["service"]["plan"] == SMALL
    assert {each["field"]: each["after"] for each in tried["changes"]} == {
        "plan": "large",
        "cpu": "200m",
        "memory": "128Mi",
        "storage": "1Gi",
    }
    assert await managed.config(made) == before

    changed = (await managed.change(made, {"plan": "large", "description": "grown"})).json()

    assert (changed["service"]["plan"], changed["service"]["description"]) == (LARGE, "grown")
    config = await managed.config(made)
    assert config["resources"]["memory"] == "128Mi"
    assert [each["size"] for each in config["volumes"]] == ["1Gi"]
    assert "96mb" in config["args"]
    assert (await managed.actions())[0] == "managed.change"


async def test_more_storage_alone_restarts_nothing(admin: httpx.AsyncClient, managed: Managed, offering: Json) -> None:
    made = await managed.open(offering)
    plans = [SMALL, {**SMALL, "name": "roomy", "storage": "2Gi"}]
    await admin.patch(f"{OFFERINGS}/{offering['id']}", json={"plans": plans})

    changed = (await managed.change(made, {"plan": "roomy"})).json()

    assert not changed["restarts"]
    assert (await managed.config(made))["volumes"][0]["size"] == "2Gi"


async def test_storage_never_shrinks(managed: Managed, offering: Json) -> None:
    made = await managed.open(offering, plan="large")

    answer = await managed.change(made, {"plan": "small"})

    assert refusal(answer) == (422, "managed.storage_shrinks", "plan")
    assert (await managed.get(made))["plan"] == LARGE


async def test_a_plan_that_is_not_offered_is_refused(managed: Managed, offering: Json) -> None:
    made = await managed.open(offering)

    assert await managed.refused(offering, name="other", plan="huge") == (422, "managed.plan_unknown", "plan")
    assert refusal(await managed.change(made, {"plan": "huge"})) == (422, "managed.plan_unknown", "plan")


async def test_a_changed_offering_leaves_alone_what_was_opened(
    admin: httpx.AsyncClient, managed: Managed, offering: Json
) -> None:
    made = await managed.open(offering)
    await admin.patch(f"{OFFERINGS}/{offering['id']}", json={"image": "redis:8", "plans": [LARGE]})

    assert (await managed.get(made))["plan"] == SMALL
    assert (await managed.config(made))["image"] == offering["image"]
    assert (await managed.change(made, {"plan": "large"})).json()["service"]["plan"] == LARGE
    assert (await managed.config(made))["image"] == offering["image"]


async def test_it_shows_what_it_runs_and_takes_what_its_offering_has_on_request(
    admin: httpx.AsyncClient, managed: Managed, offering: Json
) -> None:
    """A dry run tells of the restart and changes nothing; the plan stays what it was."""
    made = await managed.open(offering)
    assert (made["version"], made["image"], made["offered"]) == ("7.2", offering["image"], None)
    await admin.patch(f"{OFFERINGS}/{offering['id']}", json={"version": "8", "image": "redis:8", "plans": [LARGE]})

    shown = await managed.get(made)
    assert (shown["version"], shown["image"]) == ("7.2", offering["image"])
    assert shown["offered"] == {"version": "8", "image": "redis:8"}

    tried = (await managed.change(made, {"update": True}, dry_run=True)).json()
    assert tried["restarts"] and tried["service"] == shown
    assert [(each["field"], each["after"]) for each in tried["changes"]] == [("version", "8"), ("image", "redis:8")]
    assert (await managed.config(made))["image"] == offering["image"]

    changed = (await managed.change(made, {"update": True})).json()["service"]
    assert (changed["version"], changed["image"], changed["offered"]) == ("8", "redis:8", None)
    assert changed["plan"] == SMALL
    assert (await managed.config(made))["image"] == "redis:8"
    assert (await managed.actions())[0] == "managed.change"
    again = (await managed.change(made, {"update": True})).json()
    assert (again["changes"], again["restarts"]) == ([], False)


async def test_another_word_for_the_same_image_restarts_nothing(
    admin: httpx.AsyncClient, managed: Managed, offering: Json
) -> None:
    made = await managed.open(offering)
    await admin.patch(f"{OFFERINGS}/{offering['id']}", json={"version": "7.2 LTS"})

    changed = (await managed.change(made, {"update": True})).json()

    assert (changed["service"]["version"], changed["restarts"]) == ("7.2 LTS", False)


async def test_names_are_those_of_services_and_applications(
    managed: Managed, offering: Json, developer: httpx.AsyncClient
) -> None:
    """It is a host name in the tenant's namespace."""
    await developer.post(APPLICATIONS, json=shop())
    await managed.open(offering)

    assert await managed.refused(offering) == (409, "service.name_taken", "name")
    assert await managed.refused(offering, name="redis") == (409, "service.name_taken", "name")
    assert await managed.refused(offering, name="shop") == (409, "application.name_taken", "name")
    assert await managed.refused(offering, name="kubernetes") == (422, "service.name_reserved", "name")
    taken = await developer.post(APPLICATIONS, json={"name": "new", "services": [service("cache")]})
    assert refusal(taken)[:2] == (409, "service.name_taken")


async def test_it_takes_of_the_quota(
    admin: httpx.AsyncClient, managed: Managed, offering: Json, tenant: Tenant
) -> None:
    """When it is opened, when it grows, and when it is started."""
    quota = (await admin.get(f"/api/v1/tenants/{tenant.id}")).json()["quota"]
    await admin.patch(f"/api/v1/tenants/{tenant.id}", json={"quota": {**quota, "memory": "100Mi"}})
    made = await managed.open(offering)

    assert await managed.refused(offering, name="second") == (422, "quota.exceeded", "plan")
    assert refusal(await managed.change(made, {"plan": "large"})) == (422, "quota.exceeded", "plan")
    assert refusal(await managed.change(made, {"plan": "large"}, dry_run=True)) == (422, "quota.exceeded", "plan")
    await managed.act(made, "stop")
    second = await managed.open(offering, name="second")
    assert refusal(await managed.act(made, "start"))[:2] == (422, "quota.exceeded")
    assert second["state"] == "running"


async def test_what_stands_behind_it_is_changed_by_nobody_else(
    managed: Managed, offering: Json, developer: httpx.AsyncClient
) -> None:
    """It is in no list unless asked for, can be looked at, and refuses every change in one way."""
    made = await managed.open(offering)
    at, of = f"{APPLICATIONS}/{made['application_id']}", f"{APPLICATION_SERVICES}/{made['service_id']}"
    shown = (await developer.get(at)).json()
    config = await managed.config(made)
    file = {"name": "cache", "services": []}
    tries = [
        developer.patch(at, json={"description": "mine"}),
        developer.delete(at),
        developer.post(f"{at}/publish"),
        developer.post(f"{at}/unpublish"),
        developer.post(f"{at}/restart"),
        developer.post(f"{at}/services", json=service("web")),
        developer.post(f"{at}/clone", json={"name": "copy"}),
        developer.post(f"{at}/configuration", json={"name": "mine"}),
        developer.patch(f"{at}/configuration/credentials", json={"entries": {"REDIS_PASSWORD": "known"}}),
        developer.delete(f"{at}/configuration/credentials"),
        developer.post(f"{APPLICATIONS}/apply", json=file),
        developer.put(of, json={"config": config}),
        developer.delete(of),
        developer.post(f"{of}/unpublish"),
        developer.post(f"{of}/scale", json={"replicas": 0}),
        developer.post(f"{of}/upgrade", json={"image": "redis:8"}),
        developer.post(f"{of}/rollback", json={"revision": 1}),
        developer.post(f"{of}/restart"),
        developer.post(f"{of}/canary", json={"image": "redis:8"}),
        developer.post(f"{of}/rollout/pause"),
        developer.put(f"{of}/autoscaling", json={"max": 2, "cpu": 80}),
        developer.post("/api/v1/domains", json={"host": "cache.example.org", "service_id": made["service_id"]}),
    ]

    assert shown["kept_by"] == "managed"
    assert [refusal(await each)[:2] for each in tries] == [(409, "application.kept")] * len(tries)
    assert (await developer.get(APPLICATIONS)).json()["total"] == 0
    kept = (await developer.get(APPLICATIONS, params={"kept": True})).json()
    assert [(each["name"], each["kept_by"]) for each in kept["items"]] == [("cache", "managed")]
    assert (await developer.get(at)).json() == shown


async def test_search_finds_it_and_not_what_stands_behind_it(
    managed: Managed, offering: Json, factory: Factory, admin: httpx.AsyncClient
) -> None:
    """As its own kind, for those who may see it; with the state that the search, which sees no cluster here, tells."""
    made = await managed.open(offering)
    stranger = await factory.client(Role.DEVELOPER, await factory.tenant("strangers"))

    for client in (managed.client, admin):
        found = (await client.get("/api/v1/search", params={"q": "cach"})).json()["groups"]
        (group,) = [each for each in found if each["known"]]
        (hit,) = group["items"]
        assert (group["kind"], hit["id"], hit["name"]) == ("managed", made["id"], "cache")
        assert (hit["within"], hit["state"], hit["tenant_name"]) == ("Redis 7.2", "starting", made["tenant_name"])
    theirs = (await stranger.get("/api/v1/search", params={"q": "cach"})).json()["groups"]
    assert [each for each in theirs if each["known"]] == []


async def test_the_password_is_told_to_builders_and_that_is_kept(
    managed: Managed, offering: Json, factory: Factory, tenant: Tenant
) -> None:
    """Each managed service has its own; the log of what was done has none."""
    made, other = await managed.open(offering), await managed.open(offering, name="other")
    viewer = await factory.client(Role.VIEWER, tenant)

    access = (await managed.client.get(f"{SERVICES}/{made['id']}/access")).json()

    password = access["password"]
    assert access["uri"] == f"redis://default:{password}@cache:6379/"
    assert len(password) >= 32
    assert password != (await managed.client.get(f"{SERVICES}/{other['id']}/access")).json()["password"]
    assert (await viewer.get(f"{SERVICES}/{made['id']}/access")).status_code == 403
    assert (await viewer.get(f"{SERVICES}/{made['id']}")).status_code == 200
    log = await managed.client.get("/api/v1/operations")
    assert (await managed.actions()).count("managed.access") == 2
    assert password not in log.text


async def test_a_closed_one_is_gone_at_once(managed: Managed, offering: Json) -> None:
    """Its name is free once the cluster has nothing of it any more."""
    made = await managed.open(offering)

    assert (await managed.client.delete(f"{SERVICES}/{made['id']}")).status_code == 204

    assert refusal(await managed.client.get(f"{SERVICES}/{made['id']}"))[:2] == (404, "managed.not_found")
    assert refusal(await managed.act(made, "start"))[:2] == (404, "managed.not_found")
    assert (await managed.client.get(SERVICES)).json()["total"] == 0
    assert (await managed.client.get(f"{APPLICATIONS}/{made['application_id']}")).status_code == 404
    assert await managed.refused(offering) == (409, "service.being_deleted", "name")
    actions = await managed.actions()
    assert actions[0] == "managed.close" and "application.delete" not in actions


async def test_it_stops_and_ends_with_its_tenant(
    admin: httpx.AsyncClient, managed: Managed, offering: Json, tenant: Tenant, platform: Platform
) -> None:
    """That others keep it does not stand in the way of a tenant that is disabled with what runs, or deleted."""
    made = await managed.open(offering)

    await admin.post(f"/api/v1/tenants/{tenant.id}/disable", params={"stop": True})
    stopped: Any = (await admin.get(f"{SERVICES}/{made['id']}")).json()

    assert stopped["state"] == "stopped"
    async with platform.database.session() as session:
        await Occupant(Signals()).remove(session, SYSTEM, await session.get_one(Tenant, tenant.id))
    assert (await admin.get(f"{SERVICES}/{made['id']}")).status_code == 404
    assert (await admin.get(SERVICES)).json()["total"] == 0


async def test_what_is_left_of_an_earlier_one_is_gone_on_with_by_its_engine_alone(
    admin: httpx.AsyncClient, managed: Managed, offering: Json, platform: Platform, tenant: Tenant
) -> None:
    """MySQL keeps its password with its data, so not even MySQL can."""
    body = {"name": "mysql", "engine": "mysql", "plans": [SMALL]}
    mysql = (await admin.post(OFFERINGS, json=body)).json()
    provide(platform.app, Claims, _left(tenant.namespace, {"cache-data": "redis", "orders-data": "mysql"}))

    assert await managed.refused(mysql) == (409, "managed.volume_left", "name")
    assert await managed.refused(mysql, name="orders") == (409, "managed.volume_left", "name")
    assert await managed.refused(offering, name="orders") == (409, "managed.volume_left", "name")
    assert (await managed.open(offering))["state"] == "running"


def _left(namespace: str, engines: dict[str, str]) -> Claims:
    """Return a cluster's volumes of engines, by their names."""
    every = watched()
    cache = WatchCache(Cluster(), every)
    for each in every:
        found = [_claim(namespace, name, engine) for name, engine in engines.items()]
        cache.listed(each, found if each.kind == VOLUME_CLAIM else [])
        cache.seen(each, seen=True)
    return Claims(cache)


def _claim(namespace: str, name: str, engine: str) -> Json:
    service = name.removesuffix("-data")
    labels = {MANAGED_BY: MANAGER, MANAGED: engine, SERVICE: service, VOLUME: "data"}
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "64Mi"}}}
    return {"metadata": {"name": name, "namespace": namespace, "labels": labels}, "spec": spec, "status": {}}


async def test_it_counts_among_services_and_not_among_applications(
    managed: Managed, offering: Json, tenant: Tenant
) -> None:
    """Its application is in no list of applications, to which that number leads."""
    await managed.open(offering)

    counts = (await managed.client.get("/api/v1/overview")).json()["counts"]
    shown = (await managed.client.get(f"/api/v1/tenants/{tenant.id}")).json()

    assert sum(counts["applications"].values()) == shown["applications"] == 0
    assert counts["services"] == 1

"""Services over HTTP: publish and unpublish in order, change, upgrade, roll back, scale, restart, delete."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from slipway.applications.models import Service
from slipway.applications.views import forget_service
from slipway.server import Platform
from tests.slipway.applications.client import SERVICES, URL, Applications, Json, refusal, service, shop
from tests.slipway.applications.conftest import InstantStatuses


@pytest.fixture
async def made(api: Applications) -> Json:
    """The shop, unpublished."""
    return await api.create(shop())


async def test_publishing_an_application_publishes_all(api: Applications, made: Json) -> None:
    """And answers with the status."""
    status = await api.publish(made)

    assert (status["state"], status["ready"], status["total"]) == ("running", 3, 3)
    assert await api.published(made) == {"web", "api", "redis"}
    answer = await api.client.post(f"{URL}/{made['id']}/unpublish")
    assert (answer.status_code, answer.json()["state"]) == (202, "draft")
    assert await api.published(made) == set()


async def test_publishing_a_service_publishes_what_it_needs(api: Applications, made: Json) -> None:
    """But not what needs it."""
    answer = await api.act(made["by_name"]["api"], "publish")

    assert (answer.status_code, answer.json()["name"], answer.json()["state"]) == (202, "api", "running")
    assert await api.published(made) == {"api", "redis"}


async def test_unpublishing_what_others_need_is_refused(api: Applications, made: Json) -> None:
    """Unless they are to go as well."""
    await api.publish(made)
    redis = made["by_name"]["redis"]

    answer = await api.act(redis, "unpublish")
    assert refusal(answer)[:2] == (409, "service.needed_by")
    assert answer.json()["error"]["params"]["needed_by"] == ["api", "web"]
    assert await api.published(made) == {"web", "api", "redis"}

    assert (await api.act(redis, "unpublish", cascade=True)).status_code == 202
    assert await api.published(made) == set()


async def test_unpublishing_what_only_unpublished_services_need(api: Applications, made: Json) -> None:
    """Nobody misses it."""
    await api.act(made["by_name"]["redis"], "publish")

    assert (await api.act(made["by_name"]["redis"], "unpublish")).status_code == 202
    assert await api.published(made) == set()


async def test_an_empty_application_is_not_published(api: Applications) -> None:
    """There is nothing to bring up."""
    made = await api.create({"name": "empty"})

    assert refusal(await api.client.post(f"{URL}/{made['id']}/publish"))[:2] == (409, "application.empty")


async def test_a_service_is_added(api: Applications, made: Json) -> None:
    """It may depend on those that are there; its name must be free in the tenant."""
    address = f"{URL}/{made['id']}/services"

    answer = await api.client.post(address, json=service("mail", "redis", replicas=2))

    assert answer.status_code == 201
    assert (answer.json()["replicas"], answer.json()["published"]) == (2, False)
    assert [one["name"] for one in (await api.client.get(address)).json()] == ["api", "mail", "redis", "web"]
    assert refusal(await api.client.post(address, json=service("mail"))) == (409, "service.name_taken", "name")


async def test_a_new_configuration_is_a_new_revision(api: Applications, made: Json) -> None:
    """The same one is not."""
    web = f"{SERVICES}/{made['by_name']['web']['id']}"
    config = {**made["by_name"]["web"]["config"], "image": "web:2"}

    first = (await api.client.put(web, json={"config": config, "note": "Faster"})).json()
    second = (await api.client.put(web, json={"config": config})).json()

    assert (first["revision"], first["config"]["image"]) == (2, "web:2")
    assert second["revision"] == 2
    revisions = (await api.client.get(f"{web}/revisions")).json()
    assert [(one["number"], one["current"], one["note"]) for one in revisions] == [(2, True, "Faster"), (1, False, "")]
    assert revisions[0]["created_by"].startswith("user-")


async def test_who_saw_an_older_revision_does_not_overwrite_a_newer_one(api: Applications, made: Json) -> None:
    """What somebody else has done meanwhile stays; without a revision everything is taken, as before."""
    web = f"{SERVICES}/{made['by_name']['web']['id']}"
    config = made["by_name"]["web"]["config"]
    others = {**config, "image": "web:2"}
    assert (await api.client.put(web, json={"config": others, "revision": 1})).json()["revision"] == 2

    late = await api.client.put(web, json={"config": {**config, "depends_on": []}, "revision": 1})

    assert refusal(late) == (409, "service.changed_meanwhile", None)
    assert late.json()["error"]["params"] == {"name": "web", "revision": 2}
    assert (await api.client.get(web)).json()["config"] == others
    assert (await api.client.put(web, json={"config": config, "revision": 2})).json()["revision"] == 3


async def test_an_upgrade_of_an_older_revision_is_refused_as_well(api: Applications, made: Json) -> None:
    """When it says which one it means."""
    web = made["by_name"]["web"]
    assert (await api.act(web, "upgrade", {"image": "web:2", "revision": 1})).status_code == 202

    late = await api.act(web, "upgrade", {"env": {"A": "1"}, "revision": 1})

    assert refusal(late) == (409, "service.changed_meanwhile", None)
    assert (await api.act(web, "upgrade", {"env": {"A": "1"}, "revision": 2})).status_code == 202


async def test_an_upgrade_merges_variables(api: Applications, made: Json) -> None:
    """And leaves the rest as it is."""
    api_service = made["by_name"]["api"]
    await api.act(api_service, "upgrade", {"env": {"A": "1", "B": "2"}})

    answer = await api.act(api_service, "upgrade", {"image": "api:2", "env": {"A": None, "C": "3"}})

    assert answer.status_code == 202
    after = (await api.get(made))["by_name"]["api"]
    assert (after["revision"], after["config"]["image"]) == (3, "api:2")
    assert after["config"]["env"] == {"B": "2", "C": "3"}
    assert after["config"]["ports"] == api_service["config"]["ports"]


async def test_a_rollback_is_a_new_revision(api: Applications, made: Json) -> None:
    """History is never rewritten."""
    web = made["by_name"]["web"]
    await api.act(web, "upgrade", {"image": "web:2"})

    answer = await api.act(web, "rollback", {"revision": 1})

    assert answer.status_code == 202
    after = (await api.get(made))["by_name"]["web"]
    assert (after["revision"], after["config"]) == (3, web["config"])
    revisions = (await api.client.get(f"{SERVICES}/{web['id']}/revisions")).json()
    assert [one["config"]["image"] for one in revisions] == ["web:1", "web:2", "web:1"]
    assert (revisions[0]["rolled_back_to"], revisions[1]["rolled_back_to"]) == (1, None)


async def test_a_rollback_must_still_fit(api: Applications, made: Json) -> None:
    """What the old configuration depended on is gone, or somebody else has its domain."""
    web = made["by_name"]["web"]
    config = {"image": "web:1", "ports": [{"port": 80}]}
    await api.client.put(f"{SERVICES}/{web['id']}", json={"config": config})
    await api.create({"name": "x", "services": [service("w", ports=[{"port": 80}], domain="shop")]})
    assert refusal(await api.act(web, "rollback", {"revision": 1})) == (409, "service.domain_taken", "revision.domain")

    await api.client.delete(f"{SERVICES}/{made['by_name']['api']['id']}")
    answer = await api.act(web, "rollback", {"revision": 1})
    assert refusal(answer) == (422, "service.dependency_unknown", "revision.depends_on[0]")


async def test_scaling_makes_no_revision(api: Applications, made: Json) -> None:
    """Zero is allowed."""
    for replicas in (3, 0):
        answer = await api.act(made["by_name"]["web"], "scale", {"replicas": replicas})
        assert (answer.status_code, answer.json()["desired"]) == (202, replicas)
    assert (await api.get(made))["by_name"]["web"]["revision"] == 1


async def test_only_what_is_published_restarts(api: Applications, made: Json) -> None:
    """A restart is no revision either."""
    web = made["by_name"]["web"]
    assert refusal(await api.act(web, "restart"))[:2] == (409, "service.not_published")

    await api.publish(made)
    assert (await api.act(web, "restart")).status_code == 202
    assert (await api.get(made))["by_name"]["web"]["revision"] == 1


async def test_a_restarted_application_restarts_what_is_published(
    api: Applications, made: Json, platform: Platform
) -> None:
    """All at one moment; what is not published stays so, and the operation log names both."""
    await api.act(made["by_name"]["api"], "publish")

    answer = await api.client.post(f"{URL}/{made['id']}/restart")

    assert (answer.status_code, answer.json()["name"]) == (202, "shop")
    assert await api.published(made) == {"api", "redis"}
    async with platform.database.read() as session:
        rows = {row.name: row for row in await session.scalars(select(Service))}
    assert rows["api"].restarted_at == rows["redis"].restarted_at is not None
    assert rows["web"].restarted_at is None
    assert [name for name, row in sorted(rows.items()) if row.restarts_in_turn] == ["api", "redis"]
    assert {row.revision for row in rows.values()} == {1}
    (done, *_) = (await api.client.get("/api/v1/operations")).json()["items"]
    assert (done["action"], done["object_name"], done["before"]) == ("application.restart", "shop", None)
    assert done["after"] == {"restarted": ["api", "redis"], "not_published": ["web"]}


async def test_a_later_restart_counts_for_all(api: Applications, made: Json, platform: Platform) -> None:
    """And one of a single service for that one, without a turn."""
    await api.publish(made)
    for _ in range(2):
        assert (await api.client.post(f"{URL}/{made['id']}/restart")).status_code == 202
    async with platform.database.read() as session:
        first = {row.name: row.restarted_at for row in await session.scalars(select(Service))}
    assert len(set(first.values())) == 1

    await api.act(made["by_name"]["redis"], "restart")

    async with platform.database.read() as session:
        rows = {row.name: row for row in await session.scalars(select(Service))}
    assert rows["redis"].restarted_at != first["redis"] and not rows["redis"].restarts_in_turn
    assert rows["api"].restarted_at == first["api"] and rows["api"].restarts_in_turn


async def test_what_waits_for_its_turn_is_spared_when_a_restart_is_ended(
    api: Applications, made: Json, platform: Platform, statuses: InstantStatuses
) -> None:
    """It is as before it was told; what has begun goes on; and there is nothing to end where nothing waits."""
    await api.publish(made)
    restart = f"{URL}/{made['id']}/restart"
    await api.client.post(restart)
    assert refusal(await api.client.delete(restart)) == (409, "application.not_restarting", None)
    earlier = datetime(2026, 1, 2, tzinfo=UTC)
    statuses.waiting = {"web": earlier, "api": None}

    assert (await api.client.delete(restart)).status_code == 202

    async with platform.database.read() as session:
        rows = {row.name: row for row in await session.scalars(select(Service))}
    assert (rows["web"].restarted_at, rows["web"].restarts_in_turn) == (earlier, False)
    assert (rows["api"].restarted_at, rows["api"].restarts_in_turn) == (None, False)
    assert rows["redis"].restarts_in_turn and rows["redis"].restarted_at is not None
    ended = (await api.client.get("/api/v1/operations")).json()["items"][0]
    assert (ended["action"], sorted(ended["after"]["not_restarted"])) == ("application.restart_end", ["api", "web"])


async def test_an_upgrade_takes_the_restart_along(api: Applications, made: Json, platform: Platform) -> None:
    """Its replicas are replaced at once, and so once, not again in its turn."""
    await api.publish(made)
    await api.client.post(f"{URL}/{made['id']}/restart")

    await api.act(made["by_name"]["web"], "upgrade", {"env": {"MODE": "fast"}})

    async with platform.database.read() as session:
        rows = {row.name: row for row in await session.scalars(select(Service))}
    assert not rows["web"].restarts_in_turn and rows["web"].restarted_at == rows["api"].restarted_at
    assert rows["api"].restarts_in_turn


async def test_an_application_that_is_not_published_has_nothing_to_restart(api: Applications, made: Json) -> None:
    """Nor has one without services."""
    empty = await api.create({"name": "empty"})

    for application in (made, empty):
        answer = await api.client.post(f"{URL}/{application['id']}/restart")
        assert refusal(answer)[:2] == (409, "application.not_published")
        error = answer.json()["error"]
        assert error["params"] == {"name": application["name"]}
        assert "not published" in error["message"] and "尚未发布" in error["message_zh"]


async def test_a_service_that_others_depend_on_stays(api: Applications, made: Json) -> None:
    """Published or not."""
    answer = await api.client.delete(f"{SERVICES}/{made['by_name']['redis']['id']}")

    assert refusal(answer)[:2] == (409, "service.needed_by")
    assert answer.json()["error"]["params"]["needed_by"] == ["api", "web"]


async def test_a_deleted_service_is_gone_for_users(api: Applications, made: Json, platform: Platform) -> None:
    """Its name is free when its objects are gone."""
    await api.publish(made)
    web = made["by_name"]["web"]

    assert (await api.client.delete(f"{SERVICES}/{web['id']}")).status_code == 204

    after = await api.get(made)
    assert set(after["by_name"]) == {"api", "redis"}
    assert [one["name"] for one in after["status"]["services"]] == ["api", "redis"]
    assert refusal(await api.client.get(f"{SERVICES}/{web['id']}"))[:2] == (404, "service.not_found")
    address = f"{URL}/{made['id']}/services"
    assert refusal(await api.client.post(address, json=service("web"))) == (409, "service.being_deleted", "name")
    async with platform.database.session() as session:
        await forget_service(session, web["id"])
    assert (await api.client.post(address, json=service("web"))).status_code == 201


async def test_a_new_dependency_of_a_published_service_is_published(api: Applications, made: Json) -> None:
    """By changing or rolling back as by publishing."""
    await api.act(made["by_name"]["redis"], "publish")
    await api.client.post(f"{URL}/{made['id']}/services", json=service("disk"))

    body = {"config": {"image": "redis", "depends_on": ["disk"]}}
    await api.client.put(f"{SERVICES}/{made['by_name']['redis']['id']}", json=body)

    assert await api.published(made) == {"redis", "disk"}


async def test_variables_are_shown_before_publishing(api: Applications, made: Json) -> None:
    """Those of direct dependencies."""
    answer = await api.client.get(f"{SERVICES}/{made['by_name']['web']['id']}/variables")

    assert [(one["name"], one["value"], one["provided_by"]) for one in answer.json()] == [
        ("API_SERVICE_HOST", "api", "api"),
        ("API_SERVICE_PORT", "8080", "api"),
        ("API_SERVICE_PORT_HTTP", "8080", "api"),
    ]


async def test_an_application_has_room_for_so_many_services(api: Applications) -> None:
    """As many as its file could declare."""
    made = await api.create({"name": "big", "services": [service(f"s{n}") for n in range(200)]})

    answer = await api.client.post(f"{URL}/{made['id']}/services", json=service("more"))

    assert refusal(answer)[:2] == (409, "application.full")


async def test_variables_of_services_that_nobody_depends_on_yet(api: Applications, made: Json) -> None:
    """So that an editor can show them as a dependency is chosen."""
    answer = await api.client.get(f"{URL}/{made['id']}/variables", params={"service": ["redis", "gone"]})

    assert [(one["name"], one["value"], one["provided_by"]) for one in answer.json()] == [
        ("REDIS_SERVICE_HOST", "redis", "redis"),
        ("REDIS_SERVICE_PORT", "6379", "redis"),
    ]


async def test_a_change_may_set_the_replicas_as_well(api: Applications, made: Json) -> None:
    """In one step with the configuration; another number alone makes no revision."""
    web = made["by_name"]["web"]

    both = await api.client.put(
        f"{SERVICES}/{web['id']}", json={"config": {**web["config"], "image": "web:2"}, "replicas": 4}
    )
    alone = await api.client.put(f"{SERVICES}/{web['id']}", json={"config": both.json()["config"], "replicas": 5})

    assert (both.json()["replicas"], both.json()["revision"]) == (4, 2)
    assert (alone.json()["replicas"], alone.json()["revision"]) == (5, 2)

"""Copies of applications: they speak to their own services, and take nothing from the original."""

from __future__ import annotations

from typing import Any

import httpx

from slipway.access import Role
from tests.slipway.applications.client import URL, Applications, Json, refusal, service, shop
from tests.slipway.factory import Factory


def original() -> Json:
    """``web → api → redis``, which name each other in variables, commands and configuration."""
    volumes = [{"name": "data", "mount_path": "/data", "size": "1Gi"}]
    services = [
        service("web", "api", ports=[{"port": 80}], domain="shop", env={"API_SERVICE_PORT": "1", "HOME": "/web"}),
        service(
            "api",
            "redis",
            ports=[{"port": 8080}],
            env={"CACHE": "redis", "CACHE_URL": "redis://:secret@redis:6379/0", "IMAGE": "redis:7", "NOTE": "a redis"},
            args=["--cache=redis:6379", "--log=redis.log"],
        ),
        service("redis", ports=[{"port": 6379}], volumes=volumes),
    ]
    entries = {"URL": "http://api:8080/v1", "OTHER": "http://api.example.org/"}
    sets = [{"name": "links", "kind": "secret", "entries": entries}]
    return {"name": "shop", "description": "sells", "services": services, "configuration": sets}


async def clone(api: Applications, of: Json, body: Json, **query: Any) -> Json:
    answer = await api.client.post(f"{URL}/{of['id']}/clone", json=body, params=query)
    assert answer.status_code == 201, answer.text
    result: Json = answer.json()
    return result


async def refused(client: httpx.AsyncClient, of: Json, body: Json) -> tuple[int, str, str | None]:
    return refusal(await client.post(f"{URL}/{of['id']}/clone", json=body))


async def test_a_copy_asks_its_own_services(api: Applications) -> None:
    """Where a name is a host; what only looks like one stays."""
    result = await clone(api, await api.create(original()), {"name": "test"})

    assert result["services"] == {"web": "test-web", "api": "test-api", "redis": "test-redis"}
    made = {each["name"]: each["config"] for each in result["application"]["services"]}
    assert made["test-web"]["depends_on"] == ["test-api"]
    assert made["test-web"]["env"] == {"API_SERVICE_PORT": "1", "HOME": "/web", "API_SERVICE_HOST": "test-api"}
    assert made["test-api"]["env"] == {
        "CACHE": "test-redis",
        "CACHE_URL": "redis://:secret@test-redis:6379/0",
        "IMAGE": "redis:7",
        "NOTE": "a redis",
        "REDIS_SERVICE_HOST": "test-redis",
        "REDIS_SERVICE_PORT": "6379",
    }
    assert made["test-api"]["args"] == ["--cache=test-redis:6379", "--log=redis.log"]
    file = (await api.client.get(f"{URL}/{result['application']['id']}/file")).text
    assert "URL: http://test-api:8080/v1" in file and "OTHER: http://api.example.org/" in file


async def test_what_differs_is_told_without_secrets(api: Applications) -> None:
    result = await clone(api, await api.create(original()), {"name": "test"}, dry_run=True)

    changes = {(each["service"], each["field"]): (each["before"], each["after"]) for each in result["changes"]}
    assert changes["test-api", "env.CACHE"] == ("redis", "test-redis")
    assert changes["test-web", "env.API_SERVICE_HOST"] == (None, "test-api")
    assert changes[None, "configuration.links.URL"] == ("***", "***")
    assert "secret@" not in str(result)
    assert result["left_out"] == [
        {"service": "redis", "what": "data", "name": "data"},
        {"service": "web", "what": "domain", "name": "shop"},
    ]


async def test_a_dry_run_stores_nothing(api: Applications) -> None:
    shop_ = await api.create(original())
    result = await clone(api, shop_, {"name": "test"}, dry_run=True)
    assert result["application"] is None
    assert [each["name"] for each in await api.everything()] == ["shop"]
    assert (await clone(api, shop_, {"name": "test"}))["application"]["name"] == "test"


async def test_a_copy_is_published_when_that_is_asked_for_and_recorded(api: Applications) -> None:
    result = await clone(api, await api.create(original()), {"name": "test"}, publish=True)
    assert await api.published(result["application"]) == {"test-web", "test-api", "test-redis"}
    rows = (await api.client.get("/api/v1/operations")).json()["items"]
    assert [(row["action"], row["object_name"]) for row in rows[:1]] == [("application.create", "test")]


async def test_names_can_be_chosen_and_are_free_in_another_tenant(api: Applications, factory: Factory) -> None:
    """With the same names nothing has to be written anew."""
    made = await api.create(shop())
    chosen = await clone(api, made, {"name": "test", "services": {"web": "front"}}, dry_run=True)
    assert chosen["services"]["web"] == "front"
    other = await factory.tenant("other")
    administrator = Applications(await factory.client())
    result = await clone(administrator, made, {"name": "shop", "tenant_id": other.id})
    assert result["application"]["tenant_name"] == "other"
    assert (result["services"]["api"], result["changes"]) == ("api", [])


async def test_what_cannot_be_copied_says_why(api: Applications, factory: Factory) -> None:
    made = await api.create(shop())
    client = api.client
    assert await refused(client, made, {"name": "shop"}) == (409, "application.name_taken", "name")
    unknown = {"name": "test", "services": {"nobody": "x"}}
    assert await refused(client, made, unknown) == (422, "application.clone_without_service", "services.nobody")
    long = {"name": "a" * 38}
    assert await refused(client, made, long) == (422, "application.clone_name_too_long", "services.api")
    doubled = {"name": "test", "services": {"web": "same", "api": "same"}}
    assert (await refused(client, made, doubled))[0] in (409, 422)
    other = await factory.tenant("other")
    foreign = {"name": "test", "tenant_id": other.id}
    assert (await refused(client, made, foreign))[0] == 404
    viewer = await factory.client(Role.VIEWER, await factory.tenant("third"))
    assert (await refused(viewer, made, {"name": "test"}))[0] == 404

"""The declarative file: what differs is changed, and nothing else."""

from __future__ import annotations

import pytest

from tests.slipway.applications.client import Applications, Json, refusal, service, shop

Found = tuple[str | None, str, str | None, str | None]


def changes(result: Json) -> list[Found]:
    """Return the changes as tuples."""
    return [(c["service"], c["field"], c["before"], c["after"]) for c in result["changes"]]


async def test_a_new_application_is_created_by_its_file(api: Applications) -> None:
    """All that the file says is a difference."""
    result = await api.apply({"name": "shop", "services": [service("web", ports=[{"port": 80}], env={"MODE": "fast"})]})

    assert result["created"]
    assert result["application"]["services"][0]["name"] == "web"
    found = changes(result)
    assert ("web", "image", None, "web:1") in found
    assert ("web", "env.MODE", None, "fast") in found
    assert ("web", "ports", None, '[{"port": 80, "name": null, "protocol": "TCP"}]') in found
    assert ("web", "replicas", None, "1") in found
    assert "published" not in {change[1] for change in found}


async def test_the_same_file_changes_nothing(api: Applications) -> None:
    """No revision, no operation, no new time."""
    first = (await api.apply(shop(), publish=True))["application"]

    again = await api.apply(shop())

    assert (again["created"], again["changes"]) == (False, [])
    assert again["application"] == first
    actions = (await api.client.get("/api/v1/operations")).json()["items"]
    assert [row["action"] for row in actions] == ["application.create"]


async def test_differences_are_changed(api: Applications) -> None:
    """Changed services get a revision, others do not; what is not in the file is removed."""
    await api.apply(shop())
    body = shop(description="New")
    body["services"][1] |= {"image": "api:2", "replicas": 3}
    body["services"][1]["depends_on"] = ["cache"]
    body["services"][2] = service("cache", ports=[{"port": 11211}])

    result = await api.apply(body)

    assert not result["created"]
    found = changes(result)
    assert found[0] == (None, "description", None, "New")
    assert [change for change in found if change[0] == "api"] == [
        ("api", "depends_on", '["redis"]', '["cache"]'),
        ("api", "image", "web:1", "api:2"),
        ("api", "replicas", "1", "3"),
    ]
    assert ("redis", "image", "web:1", None) in found
    assert ("cache", "image", None, "web:1") in found
    services = {one["name"]: one for one in result["application"]["services"]}
    assert {name: one["revision"] for name, one in services.items()} == {"api": 2, "cache": 1, "web": 1}
    assert services["api"]["replicas"] == 3


async def test_a_dry_run_tells_the_same_and_changes_nothing(api: Applications) -> None:
    """Of a new application and of one that is there."""
    tried = await api.apply(shop(), dry_run=True)
    assert (tried["created"], tried["application"]) == (True, None)
    assert await api.everything() == []

    done = await api.apply(shop())
    assert done["changes"] == tried["changes"]
    before = await api.everything()

    body = shop()
    body["services"] = [service("web", image="web:2", replicas=4)]
    tried = await api.apply(body, dry_run=True, publish=True)
    assert tried["application"] == {key: value for key, value in before[0].items() if key != "by_name"}
    assert await api.everything() == before
    assert (await api.client.get("/api/v1/operations")).json()["total"] == 1

    assert (await api.apply(body))["changes"] == tried["changes"]


async def test_apply_publishes_when_asked(api: Applications) -> None:
    """Also when nothing else differs; without being asked it does not."""
    made = (await api.apply(shop()))["application"]
    assert await api.published(made) == set()

    result = await api.apply(shop(), publish=True)

    assert result["changes"] == []
    assert await api.published(made) == {"web", "api", "redis"}
    assert result["application"]["status"]["state"] == "running"


async def test_what_published_services_come_to_need_is_published(api: Applications) -> None:
    """Otherwise their next wave would wait for ever."""
    made = (await api.apply(shop(), publish=True))["application"]
    body = shop()
    body["services"][0]["depends_on"] = ["api", "mail"]
    body["services"] += [service("mail"), service("idle")]

    await api.apply(body)

    assert await api.published(made) == {"web", "api", "redis", "mail"}


async def test_what_the_file_does_not_mention_stays(api: Applications) -> None:
    """A hand-scaled service keeps its replicas; a file without a list of services removes none."""
    made = await api.create(shop(description="Mine"))
    await api.act(made["by_name"]["api"], "scale", {"replicas": 5})

    scaled = await api.apply(shop())
    bare = await api.apply({"name": "shop"})

    assert scaled["changes"] == bare["changes"] == []
    after = await api.get(made)
    assert (after["description"], after["by_name"]["api"]["replicas"]) == ("Mine", 5)


async def test_an_empty_list_removes_all_services(api: Applications) -> None:
    """It was said."""
    await api.apply(shop())

    result = await api.apply({"name": "shop", "services": []})

    assert result["application"]["services"] == []


async def test_secrets_are_masked_in_shown_changes(api: Applications) -> None:
    """A changed secret is told of without being told."""
    url = "amqp://ann:hunter2@mq/"
    first = service("web", env={"DB_PASSWORD": "hunter2", "QUEUE": url, "MODE": "fast"})
    await api.apply({"name": "shop", "services": [first]})
    second = service("web", env={"DB_PASSWORD": "hunter3", "MODE": "slow"})

    result = await api.apply({"name": "shop", "services": [second]}, dry_run=True)

    assert changes(result) == [
        ("web", "env.DB_PASSWORD", "***", "***"),
        ("web", "env.MODE", "fast", "slow"),
        ("web", "env.QUEUE", "amqp://***@mq/", None),
    ]


async def test_services_of_a_file_hand_domains_to_each_other(api: Applications) -> None:
    """Swapping two is one change, and so is renaming the service that has one."""
    ports = [{"port": 80}]
    one, two = service("one", domain="a", ports=ports), service("two", domain="b", ports=ports)
    await api.apply({"name": "shop", "services": [one, two]})

    swapped = [{**one, "domain": "b"}, {**two, "domain": "a"}]
    await api.apply({"name": "shop", "services": swapped})
    renamed = [{**one, "name": "three", "domain": "a"}]
    result = await api.apply({"name": "shop", "services": renamed})

    assert [(s["name"], s["config"]["domain"]) for s in result["application"]["services"]] == [("three", "a")]


async def test_a_removed_services_name_waits_for_the_cluster(api: Applications) -> None:
    """Its objects would be taken for the new one's."""
    await api.apply(shop())
    await api.apply({"name": "shop", "services": []})

    assert await api.refused_apply(shop()) == (409, "service.being_deleted", "services[0].name")


async def test_an_application_without_services_is_not_published(api: Applications) -> None:
    """And is not created either, because a refused file changes nothing."""
    assert await api.refused_apply({"name": "shop", "services": []}, publish=True) == (409, "application.empty", None)
    assert await api.everything() == []


@pytest.mark.parametrize("dry_run", [False, True])
async def test_names_of_other_applications_services_are_taken(api: Applications, dry_run: bool) -> None:
    """One tenant is one namespace; the answer says who has the name."""
    await api.create(shop())
    body = {"name": "blog", "services": [service("words"), service("api")]}

    answer = await api.client.post("/api/v1/applications/apply", json=body, params={"dry_run": dry_run})

    assert refusal(answer) == (409, "service.name_taken", "services[1].name")
    assert answer.json()["error"]["message"] == "The application shop already has a service called api"
    assert [one["name"] for one in await api.everything()] == ["shop"]

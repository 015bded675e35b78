"""Sets of an application: versions, locking, what services may use, and who sees what."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import text

from slipway.access import Role
from slipway.db import add_key, rotate_keys
from slipway.server import Platform
from slipway.settings import Settings
from slipway.tenants import Tenant
from tests.slipway.applications.client import SERVICES, URL, Applications, Json, refusal, service
from tests.slipway.factory import Factory

PLAIN = {"name": "settings", "entries": {"LOG_LEVEL": "info", "app.conf": "debug = no\n"}}
SECRET = {"name": "db", "kind": "secret", "entries": {"password": "correct-horse"}}
WEB = service(
    "web",
    env_from=[{"set": "settings", "keys": {"LOG_LEVEL": "LEVEL"}}, {"set": "db", "prefix": "DB_"}],
    files=[{"set": "settings", "mount_path": "/etc/app", "keys": {"app.conf": "conf.d/app.conf"}, "mode": "0440"}],
)
OTHER = service("other")


class Sets:
    """The sets of one application, by HTTP."""

    def __init__(self, client: httpx.AsyncClient, application_id: str) -> None:
        self.client = client
        self.url = f"{URL}/{application_id}/configuration"

    async def get(self, name: str = "", **query: Any) -> Any:
        answer = await self.client.get(f"{self.url}/{name}" if name else self.url, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def put(self, name: str, version: int, entries: Json, **query: Any) -> httpx.Response:
        body = {"entries": entries, "version": version, "note": "why"}
        return await self.client.put(f"{self.url}/{name}", json=body, params=query)

    async def patch(self, name: str, entries: Json, **more: Any) -> httpx.Response:
        return await self.client.patch(f"{self.url}/{name}", json={"entries": entries, **more})


@pytest.fixture
async def shop(api: Applications) -> Json:
    """An application whose one service uses both of its sets."""
    return await api.create({"name": "shop", "configuration": [PLAIN, SECRET], "services": [WEB, OTHER]})


@pytest.fixture
def sets(api: Applications, shop: Json) -> Sets:
    """Its sets."""
    return Sets(api.client, shop["id"])


async def test_every_change_is_a_version(sets: Sets) -> None:
    """With who, why and what differs; the same again is none."""
    changed = (await sets.put("settings", 1, {"LOG_LEVEL": "debug", "app.conf": "debug = no\n"})).json()
    again = (await sets.put("settings", 2, {"LOG_LEVEL": "debug", "app.conf": "debug = no\n"})).json()

    assert changed["changes"] == [{"key": "LOG_LEVEL", "before": "info", "after": "debug"}]
    assert (again["changes"], again["set"]["version"]) == ([], 2)
    versions = await sets.get("settings/versions")
    assert [(each["number"], each["note"], each["current"]) for each in versions] == [(2, "why", True), (1, "", False)]
    assert changed["set"]["updated_by"] == versions[0]["created_by"] != ""
    assert (await sets.get("settings/versions/1"))["entries"] == PLAIN["entries"]
    assert await sets.get("settings/versions/1/changes") == changed["changes"]
    assert await sets.get("settings/versions/2/changes", to=2) == []


async def test_a_change_tells_which_published_services_restart(api: Applications, shop: Json, sets: Sets) -> None:
    """Only those that use the set; a dry run tells it as well, and changes nothing."""
    draft = (await sets.put("settings", 1, {"LOG_LEVEL": "warn", "app.conf": ""}, dry_run=True)).json()
    await api.publish(shop)
    tried = (await sets.put("settings", 1, {"LOG_LEVEL": "warn", "app.conf": ""}, dry_run=True)).json()

    assert (draft["restarts"], tried["restarts"]) == ([], ["web"])
    assert tried["changes"] == draft["changes"] != []
    assert (tried["set"]["version"], tried["set"]["entries"]) == (1, PLAIN["entries"])
    assert [each["version"] for each in await sets.get()] == [1, 1]
    operations = (await api.client.get("/api/v1/operations")).json()["items"]
    assert not [each for each in operations if each["action"] == "configuration.change"]


async def test_an_old_version_is_not_replaced(sets: Sets) -> None:
    """Who has not seen the current one hears which it is."""
    assert (await sets.patch("settings", {"LOG_LEVEL": "debug"}, version=1)).status_code == 200

    for answer in (await sets.put("settings", 1, {}), await sets.patch("settings", {"A": "b"}, version=1)):
        assert refusal(answer) == (409, "configuration.changed_meanwhile", "version")
        assert answer.json()["error"]["params"]["current"] == 2


async def test_some_entries_are_changed_and_removed(sets: Sets) -> None:
    """The others stay."""
    changed = (await sets.patch("settings", {"NEW": "1", "LOG_LEVEL": "debug"})).json()
    removed = (await sets.patch("settings", {"NEW": None, "never": None})).json()

    assert changed["set"]["entries"] == {**PLAIN["entries"], "LOG_LEVEL": "debug", "NEW": "1"}
    assert removed["changes"] == [{"key": "NEW", "before": "1", "after": None}]


async def test_restoring_is_a_new_version(api: Applications, sets: Sets) -> None:
    """It says which it repeats."""
    await sets.patch("settings", {"LOG_LEVEL": "debug"})
    restored = (await api.client.post(f"{sets.url}/settings/restore", json={"version": 1})).json()

    assert (restored["set"]["version"], restored["set"]["entries"]) == (3, PLAIN["entries"])
    assert (await sets.get("settings/versions"))[0]["restored_from"] == 1
    answer = await api.client.post(f"{sets.url}/settings/restore", json={"version": 9})
    assert refusal(answer)[:2] == (404, "configuration.version_unknown")


async def test_the_last_fifty_versions_are_kept(sets: Sets) -> None:
    """History has an end."""
    for number in range(52):
        assert (await sets.patch("settings", {"NUMBER": str(number)})).status_code == 200

    assert [each["number"] for each in await sets.get("settings/versions")] == list(range(53, 3, -1))


async def test_what_a_service_uses_cannot_go(api: Applications, sets: Sets) -> None:
    """Neither set nor key, nor may a key become what is no variable; unused ones may."""
    deleted = await api.client.delete(f"{sets.url}/db")
    assert refusal(deleted)[:2] == (409, "configuration.in_use")
    assert deleted.json()["error"]["params"]["users"] == ["web"]
    for name, entries in (("settings", {"LOG_LEVEL": None}), ("settings", {"app.conf": None}), ("db", {"k": "a\0b"})):
        answer = await sets.patch(name, entries)
        assert refusal(answer)[:2] == (409, "configuration.key_in_use")
        assert answer.json()["error"]["params"]["service"] == "web"

    assert (await api.client.post(sets.url, json={"name": "spare"})).status_code == 201
    assert (await api.client.delete(f"{sets.url}/spare")).status_code == 204
    assert [(each["name"], each["used_by"]) for each in await sets.get()] == [("db", ["web"]), ("settings", ["web"])]


@pytest.mark.parametrize(
    ("use", "code", "field"),
    [
        ({"env_from": [{"set": "none"}]}, "configuration.unknown", "config.env_from[0].set"),
        ({"files": [{"set": "none", "mount_path": "/a"}]}, "configuration.unknown", "config.files[0].set"),
        ({"env_from": [{"set": "db", "keys": {"x": "X"}}]}, "configuration.key_unknown", "config.env_from[0]"),
        ({"files": [{"set": "db", "mount_path": "/a", "key": "x"}]}, "configuration.key_unknown", "config.files[0]"),
        (
            {"env_from": [{"set": "db", "prefix": "A_", "keys": {"password": "X"}}]},
            "configuration.prefix_with_keys",
            "config.env_from[0].prefix",
        ),
        (
            {"files": [{"set": "db", "mount_path": "/a/../b"}]},
            "configuration.path_invalid",
            "config.files[0].mount_path",
        ),
        ({"files": [{"set": "db", "mount_path": "/"}]}, "request.invalid", "config.files[0].mount_path"),
        (
            {"files": [{"set": "db", "mount_path": "/a"}, {"set": "settings", "mount_path": "/a/"}]},
            "configuration.path_doubled",
            "config.files[1].mount_path",
        ),
        (
            {"files": [{"set": "db", "mount_path": "/a", "keys": {"password": "../../etc/passwd"}}]},
            "configuration.path_invalid",
            "config.files[0].keys.password",
        ),
        (
            {"files": [{"set": "db", "mount_path": "/a", "key": "password", "keys": {"password": "p"}}]},
            "configuration.key_and_keys",
            "config.files[0].keys",
        ),
    ],
)
async def test_services_cannot_use_what_is_not_there(
    api: Applications, shop: Json, use: Json, code: str, field: str
) -> None:
    """Each refusal names the place."""
    other = shop["by_name"]["other"]
    answer = await api.client.put(f"{SERVICES}/{other['id']}", json={"config": {"image": "web:1", **use}})

    assert refusal(answer) == (422, code, field)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "Bad"}, "request.invalid"),
        ({"name": "a", "kind": "other"}, "request.invalid"),
        ({"name": "a", "entries": {"a b": "x"}}, "request.invalid"),
        ({"name": "a", "entries": {"..": "x"}}, "request.invalid"),
        ({"name": "a", "entries": {"a": 5}}, "request.invalid"),
        ({"name": "a", "note": "a\0b"}, "request.invalid"),
        ({"name": "a", "entries": {"a": {"base64": "?"}}}, "configuration.not_encoded"),
        ({"name": "a", "entries": {"a": "***"}}, "configuration.value_masked"),
        ({"name": "a", "entries": {"a": "x" * 1024 * 1024, "b": "x"}}, "configuration.too_large"),
    ],
)
async def test_bad_sets_are_refused(sets: Sets, body: Json, code: str) -> None:
    """Always with a code."""
    answer = await sets.client.post(sets.url, json=body)

    assert refusal(answer)[:2] == (422, code)


async def test_numbers_that_no_version_has_are_refused(sets: Sets) -> None:
    """Also those that no database can take."""
    huge = 2**70
    for path in (f"versions/{huge}", f"versions/{huge}/changes", f"versions/1/changes?to={huge}"):
        assert refusal(await sets.client.get(f"{sets.url}/db/{path}"))[:2] == (422, "request.invalid")
    restored = await sets.client.post(f"{sets.url}/db/restore", json={"version": huge})
    assert refusal(restored) == (422, "request.invalid", "version")


async def test_a_name_is_taken_once(sets: Sets) -> None:
    """Within the application."""
    assert refusal(await sets.client.post(sets.url, json=PLAIN)) == (409, "configuration.name_taken", "name")


async def test_binary_content_comes_back(sets: Sets) -> None:
    """What is a text after all becomes one."""
    content = {"logo": {"base64": base64.b64encode(b"\xff\x00").decode()}, "hello": {"base64": "aGVsbG8="}}
    made = await sets.client.post(sets.url, json={"name": "files", "entries": content})

    assert made.json()["entries"] == {**content, "hello": "hello"}
    assert made.json()["keys"] == [
        {"key": "hello", "size": 5, "text": True},
        {"key": "logo", "size": 2, "text": False},
    ]


async def test_values_are_sealed_in_the_database(platform: Platform, sets: Sets) -> None:
    """Of plain sets as well."""
    async with platform.database.read() as session:
        rows = list(await session.scalars(text("SELECT entries FROM configuration_versions")))

    assert len(rows) == 2
    assert not [row for row in rows if "correct-horse" in row or "debug" in row]


async def test_a_change_of_the_keys_reaches_sets(platform: Platform, settings: Settings, sets: Sets) -> None:
    """All versions, while the platform runs."""
    new = add_key(settings.default_key_file)

    assert await rotate_keys(platform.database, settings.default_key_file) == 2

    async with platform.database.read() as session:
        rows = list(await session.scalars(text("SELECT entries FROM configuration_versions")))
    assert all(row.startswith(f"{new}.") for row in rows)
    assert (await sets.get("db"))["entries"] == SECRET["entries"]


async def test_viewers_see_no_secret(factory: Factory, tenant: Tenant, api: Applications, sets: Sets) -> None:
    """Neither now nor in history; names of keys and of variables are no secret."""
    await sets.patch("db", {"password": "battery-staple"})
    viewer = Sets(await factory.client(Role.VIEWER, tenant), sets.url.split("/")[-2])

    assert (await viewer.get("db"))["entries"] == {"password": "***"}
    assert (await viewer.get("db/versions/1"))["entries"] == {"password": "***"}
    assert (await viewer.get("settings"))["entries"] == PLAIN["entries"]
    assert (await sets.get("db/versions/1"))["entries"] == SECRET["entries"]
    for who in (viewer, sets):
        assert await who.get("db/versions/1/changes") == [{"key": "password", "before": "***", "after": "***"}]
    told = (await viewer.client.get("/api/v1/operations")).text + (await viewer.client.get(f"{URL}")).text
    assert "battery" not in told
    shown = (await viewer.client.get(viewer.url.removesuffix("/configuration"))).json()
    web = next(each for each in shown["services"] if each["name"] == "web")
    assert web["config"]["env_from"][0]["keys"] == {"LOG_LEVEL": "LEVEL"}
    assert refusal(await viewer.patch("db", {"password": "x"}))[:2] == (403, "access.forbidden")


async def test_the_operation_log_names_what_changed(api: Applications, sets: Sets) -> None:
    """The keys, and values that are no secret."""
    await sets.patch("settings", {"LOG_LEVEL": "debug"})
    found = (await api.client.get("/api/v1/operations", params={"kind": "configuration"})).json()["items"]
    operation = (await api.client.get(f"/api/v1/operations/{found[0]['id']}")).json()

    assert (operation["action"], operation["object_name"]) == ("configuration.change", "shop/settings")
    assert operation["before"] == {"version": 1, "entries": {"LOG_LEVEL": "info"}}
    assert operation["after"] == {"version": 2, "entries": {"LOG_LEVEL": "debug"}}


async def test_another_tenant_finds_nothing(factory: Factory, sets: Sets) -> None:
    """It is answered like a set that does not exist."""
    stranger = await factory.client(Role.TENANT_ADMIN, await factory.tenant("globex"))

    for name in ("", "/db", "/db/versions", "/db/versions/1"):
        assert (await stranger.get(sets.url + name)).status_code == 404
    assert (await stranger.patch(f"{sets.url}/db", json={"entries": {"password": "x"}})).status_code == 404
    assert (await sets.get("db"))["version"] == 1


async def test_a_file_carries_the_whole_application(api: Applications, shop: Json, sets: Sets) -> None:
    """Exported and applied again, nothing changes; a change tells its keys; what the file leaves out goes."""
    file = yaml.safe_load((await api.client.get(f"{URL}/{shop['id']}/file")).text)
    assert (await api.apply(file))["changes"] == []

    file["configuration"][0]["entries"]["password"] = "changed"
    file["configuration"][1]["entries"]["LOG_LEVEL"] = "debug"
    tried = await api.apply(file, dry_run=True)
    assert [each["version"] for each in await sets.get()] == [1, 1]
    assert (await api.apply(file))["changes"] == tried["changes"]
    assert [(each["field"], each["before"], each["after"]) for each in tried["changes"]] == [
        ("configuration.db.password", "***", "***"),
        ("configuration.settings.LOG_LEVEL", "info", "debug"),
    ]

    without = {**file, "configuration": file["configuration"][1:]}
    assert await api.refused_apply(without) == (422, "configuration.unknown", "services[1].env_from[1].set")
    only_sets = {"name": "shop", "configuration": file["configuration"][1:]}
    assert (await api.refused_apply(only_sets))[:2] == (409, "configuration.in_use")
    for each in without["services"]:
        each["env_from"] = []
    await api.apply(without)
    assert [each["name"] for each in await sets.get()] == ["settings"]


async def test_a_masked_file_is_refused(factory: Factory, tenant: Tenant, api: Applications, shop: Json) -> None:
    """What a viewer exported cannot be applied."""
    viewer = await factory.client(Role.VIEWER, tenant)
    file = yaml.safe_load((await viewer.get(f"{URL}/{shop['id']}/file")).text)

    assert file["configuration"][0]["entries"] == {"password": "***"}
    expected = (422, "configuration.value_masked", "configuration[0].entries.password")
    assert await api.refused_apply(file) == expected


async def test_rolling_back_needs_the_set_of_then(api: Applications, shop: Json, sets: Sets) -> None:
    """A revision names sets; one that has gone since is told."""
    web = shop["by_name"]["web"]
    assert (await api.client.put(f"{SERVICES}/{web['id']}", json={"config": {"image": "web:2"}})).status_code == 200
    assert (await api.client.delete(f"{sets.url}/db")).status_code == 204

    answer = await api.act(web, "rollback", {"revision": 1})

    assert refusal(answer) == (422, "configuration.unknown", "revision.env_from[1].set")


async def test_sets_go_with_their_application(platform: Platform, api: Applications, shop: Json) -> None:
    """Once its rows go."""
    await api.client.delete(f"{URL}/{shop['id']}")
    async with platform.database.session() as session:
        await session.execute(text("DELETE FROM applications"))
        assert await session.scalar(text("SELECT count(*) FROM configuration_versions")) == 0

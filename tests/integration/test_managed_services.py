"""A managed service on a real cluster: a Redis that is opened, keeps what it is given, grows, and is closed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.conftest import ClusterUnderTest
from tests.integration.inside import shell
from tests.running import Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine

Json = dict[str, Any]
SMALL = {"name": "small", "cpu": "50m", "memory": "64Mi", "storage": "64Mi"}
LARGE = {"name": "large", "cpu": "100m", "memory": "96Mi", "storage": "96Mi"}
CLIENT = 'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli '
AS_A_USER = "redis-cli --no-auth-warning --user app --pass known "


@pytest.fixture
def offering(api: Api, cluster: ClusterUnderTest) -> Iterator[Json]:
    """A Redis in two plans, until the test has closed what it opened."""
    body = {
        "name": f"redis-{uuid.uuid4().hex[:8]}",
        "engine": "redis",
        "image": f"{cluster.image_prefix}redis:1",
        "plans": [SMALL, LARGE],
    }
    made = api.post("/managed-offerings", json=body)
    assert made.status_code == 201, made.text
    found: Json = made.json()
    yield found
    wait_until(
        lambda: api.delete(f"/managed-offerings/{found['id']}").status_code == 204, 120, "its last instance's end"
    )


def test_a_redis_keeps_its_data_until_it_is_closed_with_it(
    api: Api, platform: PlatformProcess, offering: Json, tenant: dict[str, str]
) -> None:
    """Over a stop, a larger plan and another version; so do the users beside the platform's own."""
    body = {"name": "cache", "offering_id": offering["id"], "plan": "small", "tenant_id": tenant["id"]}
    opened = api.post("/managed-services", json=body)
    assert opened.status_code == 201, opened.text
    place, volume = f"/managed-services/{opened.json()['id']}", f"/volumes/{tenant['id']}/cache-data"
    _wait(api, place, "running")
    inside = shell(platform, api, tenant, "cache/cache")

    assert "NOAUTH" in inside("redis-cli get colour 2>&1")
    assert inside(f"{CLIENT} set colour blue") == "OK"
    assert inside(f"{CLIENT} acl setuser app on '>known' '~*' '+@all'") == "OK"
    assert inside(f"{CLIENT} acl save") == "OK"
    access = api.get(f"{place}/access").json()
    assert inside(f"redis-cli --no-auth-warning -u redis://default:{access['password']}@cache:6379 ping") == "PONG"

    assert api.post(f"{place}/stop").status_code == 202
    _wait(api, place, "stopped")
    assert api.post(f"{place}/start").status_code == 202
    _wait(api, place, "running")
    wait_until(lambda: inside(f"{CLIENT} get colour") == "blue", 60, "what was kept over a stop")
    assert inside(f"{AS_A_USER} get colour") == "blue"

    tried = api.patch(place, json={"plan": "large"}, params={"dry_run": True}).json()
    assert tried["restarts"] and tried["service"]["plan"]["name"] == "small"
    assert api.patch(place, json={"plan": "large"}).status_code == 200
    wait_until(lambda: inside(f"{CLIENT} config get maxmemory").endswith(str(72 * 2**20)), 120, "the larger plan")
    _wait(api, place, "running")
    wait_until(lambda: inside(f"{CLIENT} get colour") == "blue", 60, "what was kept over a larger plan")
    wait_until(lambda: api.get(volume).json()["size"] == "96Mi", 60, "the larger volume", pause=0.5)

    place_of_offering, newer = f"/managed-offerings/{offering['id']}", offering["image"].removesuffix("1") + "2"
    assert api.patch(place_of_offering, json={"image": newer, "version": "two"}).status_code == 200
    shown = api.get(place).json()
    assert (shown["image"], shown["offered"]) == (offering["image"], {"image": newer, "version": "two"})
    assert api.patch(place, json={"update": True}).status_code == 200
    wait_until(lambda: _images(api, place) == {newer}, 120, "the container of the newer version", pause=0.5)
    _wait(api, place, "running")
    wait_until(lambda: inside(f"{CLIENT} get colour") == "blue", 60, "what was kept over another version")
    shown = api.get(place).json()
    assert (shown["image"], shown["version"], shown["offered"]) == (newer, "two", None)

    wait_until(lambda: _metered(api, tenant) == {"managed_service", "volume"}, 90, "its metering", pause=1)

    assert api.delete(place, params={"delete_volumes": True}).status_code == 204
    wait_until(lambda: api.get(volume).status_code == 404, 120, "the end of the volume", pause=0.5)
    assert api.get(place).status_code == 404


def _wait(api: Api, place: str, state: str) -> None:
    last: Json = {}

    def reached() -> bool:
        last.update(api.get(place).json())
        return bool(last["state"] == state)

    try:
        wait_until(reached, 120, f"state {state}", pause=0.2)
    except AssertionError as error:
        raise AssertionError(f"{error}: {last}") from error


def _images(api: Api, place: str) -> set[str]:
    service = api.get(place).json()["service_id"]
    return {row["image"] for row in api.get(f"/services/{service}/containers").json()["items"]}


def _metered(api: Api, tenant: dict[str, str]) -> set[str]:
    query = {"tenant_id": tenant["id"], "resource": "all", "group_by": "resource"}
    return {row["resource"] for row in api.get("/metering/report", params=query).json()["rows"]}

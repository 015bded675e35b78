"""Lists and watches by resource version. Source: "Kubernetes API Concepts"."""

from __future__ import annotations

import base64
import json

import pytest

from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, config_map
from tests.localkube.apiserver.test_watching import watch


async def fill(api: Api, *names: str) -> str:
    """Make config maps; the revision after them."""
    for name in names:
        await api.create(CONFIG_MAPS, config_map(name))
    return str((await api.get(CONFIG_MAPS))["metadata"]["resourceVersion"])


def names(listed: dict[str, object]) -> list[str]:
    items = listed["items"]
    assert isinstance(items, list)
    return [item["metadata"]["name"] for item in items]


async def test_pages_show_the_state_of_the_first_page(api: Api) -> None:
    revision = await fill(api, "a", "b", "c", "d")
    first = await api.get(CONFIG_MAPS, limit="2")
    assert first["metadata"]["remainingItemCount"] == 2

    await api.http.delete(f"{CONFIG_MAPS}/c")
    await api.create(CONFIG_MAPS, config_map("e"))
    await api.http.put(f"{CONFIG_MAPS}/d", json=config_map("d", key="new"))
    second = await api.get(CONFIG_MAPS, limit="5", **{"continue": first["metadata"]["continue"]})

    assert names(first) + names(second) == ["a", "b", "c", "d"]
    assert first["metadata"]["resourceVersion"] == second["metadata"]["resourceVersion"] == revision
    assert second["items"][1].get("data") != {"key": "new"}


async def test_old_page_is_expired_and_its_token_goes_on_with_the_present(api: Api) -> None:
    await fill(api, "a", "b", "c")
    first = await api.get(CONFIG_MAPS, limit="1")
    await api.create(CONFIG_MAPS, config_map("d"))
    api.registry.store._compacted = api.registry.store.revision

    expired = await api.http.get(CONFIG_MAPS, params={"limit": "5", "continue": first["metadata"]["continue"]})
    assert expired.status_code == 410
    status = expired.json()
    assert status["reason"] == "Expired"

    rest = await api.get(CONFIG_MAPS, **{"continue": status["metadata"]["continue"]})
    assert names(rest) == ["b", "c", "d"]


async def test_exact_version_shows_the_past(api: Api) -> None:
    revision = await fill(api, "a", "b")
    await api.http.delete(f"{CONFIG_MAPS}/a")
    await api.create(CONFIG_MAPS, config_map("c"))

    then = await api.get(CONFIG_MAPS, resourceVersion=revision, resourceVersionMatch="Exact")
    now = await api.get(CONFIG_MAPS, resourceVersion=revision, resourceVersionMatch="NotOlderThan")
    pages = await api.get(CONFIG_MAPS, resourceVersion=revision, limit="5")

    assert names(pages) == ["a", "b"]
    assert (names(then), then["metadata"]["resourceVersion"]) == (["a", "b"], revision)
    assert names(now) == ["b", "c"]


@pytest.mark.parametrize(
    ("params", "code", "told"),
    [
        ({"resourceVersionMatch": "Exact"}, 422, "forbidden unless resourceVersion is provided"),
        ({"resourceVersion": "5", "resourceVersionMatch": "Near"}, 422, "Unsupported value"),
        ({"resourceVersion": "0", "resourceVersionMatch": "Exact"}, 422, "forbidden for resourceVersion"),
        ({"resourceVersion": "x"}, 400, "Invalid value"),
        ({"resourceVersion": "9" * 30}, 400, "Invalid value"),
        ({"resourceVersion": "99999999"}, 504, "Too large resource version"),
        ({"limit": "many"}, 400, "invalid limit"),
        ({"continue": "!"}, 400, "continue key is not valid"),
        ({"continue": base64.urlsafe_b64encode(b'[1,2,"x"]').decode()}, 400, "continue key is not valid"),
        ({"continue": base64.urlsafe_b64encode(b'["a","b",true]').decode()}, 400, "continue key is not valid"),
        ({"continue": "W10=", "resourceVersion": "5"}, 400, "not allowed when using continue"),
        ({"sendInitialEvents": "true"}, 422, "sendInitialEvents is forbidden for list"),
        ({"watch": "1", "resourceVersionMatch": "Exact"}, 422, "is forbidden for watch unless"),
        ({"watch": "1", "sendInitialEvents": "true"}, 422, "requires setting resourceVersionMatch"),
    ],
)
async def test_options_that_make_no_sense_are_refused(api: Api, params: dict[str, str], code: int, told: str) -> None:
    answer = await api.http.get(CONFIG_MAPS, params=params)

    assert answer.status_code == code, answer.text
    assert told in answer.json()["message"]


async def test_object_of_the_future_is_not_there_yet(api: Api) -> None:
    await fill(api, "a")

    answer = await api.http.get(f"{CONFIG_MAPS}/a", params={"resourceVersion": "99999999"})

    assert (answer.status_code, answer.json()["reason"]) == (504, "Timeout")


async def test_watch_can_begin_with_everything_at_any_version(api: Api) -> None:
    revision = await fill(api, "a", "b")
    options = {"sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan", "allowWatchBookmarks": "true"}

    async with watch(api, resourceVersion=revision, **options) as events:
        assert await events.names(2) == [("ADDED", "a"), ("ADDED", "b")]
        end = await events.next()
        assert end["type"] == "BOOKMARK"
        assert end["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
        await api.create(CONFIG_MAPS, config_map("c"))
        assert await events.names(1) == [("ADDED", "c")]


async def test_watch_can_begin_with_nothing(api: Api) -> None:
    await fill(api, "a")

    async with watch(api, sendInitialEvents="false", resourceVersionMatch="NotOlderThan") as events:
        await api.create(CONFIG_MAPS, config_map("b"))
        assert await events.names(1) == [("ADDED", "b")]


async def test_watch_of_the_future_ends_with_an_error(api: Api) -> None:
    answer = await api.http.get(CONFIG_MAPS, params={"watch": "1", "resourceVersion": "99999999"})

    event = json.loads(answer.text)
    assert (event["type"], event["object"]["code"]) == ("ERROR", 504)

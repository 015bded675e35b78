"""Watches: nothing is missed, nothing comes twice, and they end in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from localkube.objects.access import Obj
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, config_map


class Lines:
    """The events of one watch, in order."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> Obj:
        event: Obj = json.loads(await asyncio.wait_for(anext(self._lines), 60))
        return event

    async def names(self, count: int) -> list[tuple[str, str]]:
        events = [await self.next() for _ in range(count)]
        return [(event["type"], event["object"]["metadata"]["name"]) for event in events]

    async def ended(self) -> bool:
        return await asyncio.wait_for(anext(self._lines, ""), 60) == ""


@asynccontextmanager
async def watch(api: Api, **params: str) -> AsyncIterator[Lines]:
    async with api.http.stream("GET", CONFIG_MAPS, params={"watch": "true", **params}) as answer:
        assert answer.status_code == 200
        yield Lines(answer.aiter_lines())


async def test_without_a_revision_a_watch_begins_with_all_there_is(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one"))
    async with watch(api) as events:
        assert await events.names(1) == [("ADDED", "one")]
        await api.create(CONFIG_MAPS, config_map("two"))
        await api.http.put(f"{CONFIG_MAPS}/two", json=config_map("two", key="1"))
        await api.http.delete(f"{CONFIG_MAPS}/one")
        assert await events.names(3) == [("ADDED", "two"), ("MODIFIED", "two"), ("DELETED", "one")]


async def test_a_watch_goes_on_from_a_lists_revision(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one"))
    revision = (await api.get(CONFIG_MAPS))["metadata"]["resourceVersion"]
    await api.create(CONFIG_MAPS, config_map("two"))
    async with watch(api, resourceVersion=revision) as events:
        assert await events.names(1) == [("ADDED", "two")]


async def test_an_object_that_begins_or_ceases_to_match_is_added_or_deleted(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one", {"app": "no"}))
    revision = (await api.get(CONFIG_MAPS))["metadata"]["resourceVersion"]
    async with watch(api, labelSelector="app=yes", resourceVersion=revision) as events:
        await api.http.put(f"{CONFIG_MAPS}/one", json=config_map("one", {"app": "yes"}))
        await api.http.put(f"{CONFIG_MAPS}/one", json=config_map("one", {"app": "yes"}, key="1"))
        await api.http.put(f"{CONFIG_MAPS}/one", json=config_map("one", {"app": "no"}))
        assert [kind for kind, _ in await events.names(3)] == ["ADDED", "MODIFIED", "DELETED"]


async def test_a_revision_that_is_gone_is_told_as_410(api: Api) -> None:
    for number in range(5100):
        api.registry.store.put("leases.coordination.k8s.io", {"metadata": {"name": "l", "namespace": str(number % 7)}})
    async with watch(api, resourceVersion="2") as events:
        event = await events.next()
    assert event["type"] == "ERROR"
    assert (event["object"]["code"], event["object"]["reason"]) == (410, "Expired")


async def test_initial_events_end_with_a_bookmark(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one"))
    params = {"sendInitialEvents": "true", "allowWatchBookmarks": "true", "resourceVersionMatch": "NotOlderThan"}
    async with watch(api, **params) as events:
        assert (await events.next())["type"] == "ADDED"
        bookmark = await events.next()
    assert bookmark["type"] == "BOOKMARK"
    assert bookmark["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}


async def test_a_watch_ends_when_its_time_is_over(api: Api) -> None:
    async with watch(api, timeoutSeconds="1") as events:
        assert await events.ended()


async def test_stopping_the_server_ends_watches_at_once(api: Api) -> None:
    async with watch(api) as events:
        stopping = asyncio.create_task(api.server.stop())
        assert await events.ended()
        await asyncio.wait_for(stopping, 60)


async def test_a_client_that_goes_away_leaves_no_subscription(api: Api) -> None:
    async with watch(api) as events:
        await api.create(CONFIG_MAPS, config_map("one"))
        await events.next()
        assert len(api.registry.store._listeners["configmaps"]) == 1
    for _ in range(100):
        if not api.registry.store._listeners["configmaps"]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the watch's subscription stayed")


async def by_path(api: Api, path: str, count: int, **params: str) -> list[tuple[str, str]]:
    """The first events of a watch that the path itself asks for."""
    async with api.http.stream("GET", path, params=params) as answer:
        assert answer.status_code == 200, await answer.aread()
        return await Lines(answer.aiter_lines()).names(count)


async def test_older_paths_watch_collections_and_single_objects(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("one", {"app": "yes"}))
    await api.create(CONFIG_MAPS, config_map("two"))
    of_namespace = "/api/v1/watch/namespaces/default/configmaps"

    assert await by_path(api, "/api/v1/watch/configmaps", 2) == [("ADDED", "one"), ("ADDED", "two")]
    assert await by_path(api, of_namespace, 1, labelSelector="app!=yes") == [("ADDED", "two")]
    assert await by_path(api, "/api/v1/watch/namespaces", 1) == [("ADDED", "default")]
    assert await by_path(api, "/api/v1/watch/namespaces/default", 1) == [("ADDED", "default")]
    deployments = "/apis/apps/v1/watch/namespaces/default/deployments"
    async with api.http.stream("GET", deployments, params={"timeoutSeconds": "1"}) as answer:
        assert await Lines(answer.aiter_lines()).ended()
    async with api.http.stream("GET", f"{of_namespace}/two") as answer:
        events = Lines(answer.aiter_lines())
        assert await events.names(1) == [("ADDED", "two")]
        await api.http.delete(f"{CONFIG_MAPS}/one")
        await api.http.put(f"{CONFIG_MAPS}/two", json=config_map("two", key="1"))
        await api.http.delete(f"{CONFIG_MAPS}/two")
        assert await events.names(2) == [("MODIFIED", "two"), ("DELETED", "two")]


async def test_older_paths_refuse_what_cannot_be_watched(api: Api) -> None:
    one = "/api/v1/watch/namespaces/default/configmaps/one"

    other = await api.http.get(one, params={"fieldSelector": "metadata.name=two"})
    assert (other.status_code, "doesn't match requested name" in other.json()["message"]) == (400, True)
    assert (await api.http.post("/api/v1/watch/namespaces/default/configmaps", json={})).status_code == 405
    for path in ("/api/v1/watch", f"{one}/status", "/api/v1/watch/unknown", "/apis/metrics.k8s.io/v1beta1/watch/nodes"):
        assert (await api.http.get(path)).status_code == 404, path

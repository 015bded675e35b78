"""The cache: one order of states whatever comes first, an own write or the watch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from localkube.controllers import Controllers
from localkube.controllers.cache import BY_NAMESPACE, Cache, Change, by_namespace
from localkube.objects.access import Obj
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import pod
from tests.localkube.controllers.fake import FakeAccess


@pytest.fixture
async def followed(access: FakeAccess, until: Until) -> AsyncIterator[Cache]:
    """A cache of pods that follows the fake API."""
    cache = Cache("pods")
    cache.index(BY_NAMESPACE, by_namespace)
    task = asyncio.create_task(cache.follow(access))
    await until(cache.synced.is_set)
    yield cache
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def at(obj: Obj, version: int) -> Obj:
    return {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(version)}}


async def test_it_follows_creation_change_and_deletion(access: FakeAccess, followed: Cache, until: Until) -> None:
    access.create("pods", "shop", pod("a"))
    await until(lambda: followed.get("shop", "a"))
    access.mutate("pods", "shop", "a", lambda p: p["metadata"].update(labels={"x": "y"}))
    await until(lambda: (followed.get("shop", "a") or {})["metadata"]["labels"] == {"x": "y"})
    assert [p["metadata"]["name"] for p in followed.by(BY_NAMESPACE, "shop")] == ["a"]

    access.delete("pods", "shop", "a")

    await until(lambda: followed.get("shop", "a") is None)
    assert followed.by(BY_NAMESPACE, "shop") == []


def test_an_older_state_does_not_replace_a_newer_one() -> None:
    cache, a = Cache("pods"), pod("a")
    cache.absorb(at(a, 5))

    cache.absorb(at(a, 3))

    assert (cache.get("shop", "a") or {})["metadata"]["resourceVersion"] == "5"


def test_what_was_dropped_does_not_come_back_by_late_news() -> None:
    cache, a = Cache("pods"), pod("a")
    cache.absorb(at(a, 5))
    cache.drop(at(a, 6))

    cache.absorb(at(a, 5))

    assert cache.get("shop", "a") is None


def test_a_new_object_of_the_same_name_survives_the_end_of_the_old_one() -> None:
    cache, first, second = Cache("pods"), pod("a"), pod("a")
    changes: list[Change] = []
    cache.absorb(at(first, 1))
    cache.subscribe(changes.append)
    cache.absorb(at(second, 3))

    cache.drop(at(first, 2))

    assert (cache.get("shop", "a") or {})["metadata"]["uid"] == second["metadata"]["uid"]
    assert [(c.old is None, c.new is None) for c in changes] == [(False, True), (True, False)]


def test_the_index_follows_changed_values() -> None:
    cache, a = Cache("pods"), pod("a")
    cache.index("app", lambda p: [p["metadata"]["labels"]["app"]])
    cache.absorb(at(a, 1))

    cache.absorb(at({**a, "metadata": {**a["metadata"], "labels": {"app": "other"}}}, 2))

    assert cache.count("app", "web") == 0
    assert cache.count("app", "other") == 1


def test_a_failing_handler_does_not_keep_news_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    cache, seen = Cache("pods"), []

    def fail(_change: Change) -> None:
        raise ValueError("a fault")

    cache.subscribe(fail)
    cache.subscribe(seen.append)

    cache.absorb(pod("a"))

    assert len(seen) == 1
    assert "a handler of pods failed" in caplog.text


async def test_what_vanished_while_the_watch_was_broken_is_noticed(access: FakeAccess, until: Until) -> None:
    cache = Cache("pods")
    gone, kept = access.create("pods", "shop", pod("gone")), access.create("pods", "shop", pod("kept"))
    cache.absorb(gone)
    cache.absorb(kept)
    access.delete("pods", "shop", "gone")

    task = asyncio.create_task(cache.follow(access))
    await until(cache.synced.is_set)

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [p["metadata"]["name"] for p in cache.all()] == ["kept"]


async def test_a_broken_watch_is_resumed(access: FakeAccess, until: Until) -> None:
    access.failing_watches = 3
    running = Controllers(access)
    await running.start()
    try:
        await until(lambda: access.find("serviceaccounts", "shop", "default"))
    finally:
        await running.stop()

"""The watch cache over a cluster on the wire that breaks off, forgets, and is restored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster import CONFIG_MAP, POD, Change, Cluster, KindState, WatchCache, Watched, changes, plain
from slipway.cluster.failures import Expired
from slipway.startup import running
from tests.slipway.applications.publish.embedded import embedded
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

Obj = dict[str, Any]
PODS = "/api/v1/namespaces/shop/pods"


@pytest.fixture
async def cache(cluster: Cluster) -> AsyncIterator[WatchCache]:
    made = WatchCache(cluster, [Watched(POD, trim=plain)])
    async with running([made]):
        await until(lambda: made.synced and made.in_sight)
        yield made


def pod(**metadata: Any) -> Obj:
    return {"metadata": metadata, "spec": {"containers": []}}


def state(cache: WatchCache) -> KindState:
    (found,) = cache.kinds()
    return found


def lists(kubernetes: Kubernetes) -> int:
    """How often a list was begun."""
    begun = [path for _, path in kubernetes.requests if "watch=true" not in path and "continue=" not in path]
    return sum(path.startswith("/api/v1/pods") for path in begun)


async def test_broken_watch_goes_on_without_a_list(cache: WatchCache, kubernetes: Kubernetes) -> None:
    await kubernetes.put(f"{PODS}/a", pod())
    await kubernetes.put(f"{PODS}/b", pod())
    await until(lambda: len(cache.all(POD)) == 2)
    kubernetes.down = True
    await kubernetes.end_watches()
    await until(lambda: not cache.in_sight)
    await kubernetes.put(f"{PODS}/c", pod())
    await kubernetes.finish(f"{PODS}/a")
    kubernetes.down = False

    await until(lambda: cache.in_sight and cache.get(POD, "shop", "c"), 30)

    await until(lambda: cache.get(POD, "shop", "a") is None)
    assert lists(kubernetes) == 1
    tally = state(cache).tally
    assert (tally.lists, tally.resumes, tally.events) == (1, 1, 4)
    assert tally.breaks > 0


async def test_ordinary_end_of_a_watch_is_no_break(cache: WatchCache, kubernetes: Kubernetes) -> None:
    heard: list[Change] = []
    unsubscribe = cache.subscribe(heard.append)
    await kubernetes.end_watches()
    await until(lambda: state(cache).tally.resumes == 1, 30)
    unsubscribe()

    assert state(cache).tally.breaks == 0
    assert heard == []


async def test_expired_revision_is_followed_by_a_list(cache: WatchCache, kubernetes: Kubernetes) -> None:
    """What went meanwhile is told, and nothing else."""
    await kubernetes.put(f"{PODS}/a", pod())
    await kubernetes.put(f"{PODS}/b", pod())
    await until(lambda: len(cache.all(POD)) == 2)
    heard: list[Change] = []
    unsubscribe = cache.subscribe(heard.append)
    kubernetes.down = True
    await kubernetes.end_watches()
    await until(lambda: not cache.in_sight)
    await kubernetes.finish(f"{PODS}/a")
    kubernetes.oldest = 10**6
    kubernetes.down = False

    await until(lambda: cache.get(POD, "shop", "a") is None, 30)
    unsubscribe()

    assert lists(kubernetes) == 2
    assert [(change.obj["metadata"]["name"], change.gone) for change in heard if change.kind] == [("a", True)]
    assert cache.get(POD, "shop", "b") is not None


async def test_long_lists_are_taken_page_by_page(cluster: Cluster, kubernetes: Kubernetes) -> None:
    for number in range(1100):
        await kubernetes.put(f"{PODS}/p{number}", pod())
    cache = WatchCache(cluster, [Watched(POD, trim=plain)])
    async with running([cache]):
        await until(lambda: cache.synced, 30)
        assert len(cache.all(POD)) == 1100
        assert state(cache).tally.lists == 1
        assert cache.sync_seconds is not None


async def test_list_that_breaks_off_takes_nothing_away(cache: WatchCache) -> None:
    """What is on the pages that never came may be there."""
    (watched,) = [Watched(POD, trim=plain)]
    found = [pod(name=name, namespace="shop", resourceVersion="1") for name in "abc"]
    cache.listed(watched, found)
    cache.listed(watched, found[:1], last=False)
    assert len(cache.all(POD)) == 3
    cache.listed(watched, found[1:2], last=False)
    cache.listed(watched, [], first=False)
    assert [obj["metadata"]["name"] for obj in cache.all(POD)] == ["b"]


async def test_what_is_derived_is_reckoned_once_per_change(cluster: Cluster) -> None:
    """Of all that has one index value; changes elsewhere, and of what nobody reads, make no work."""
    watched = Watched(POD, trim=plain, indexes=(("host", lambda pod: pod["spec"].get("nodeName")),))
    cache, reckoned = WatchCache(cluster, [watched]), []

    def names(pods: list[Obj]) -> list[str]:
        reckoned.append(len(pods))
        return [each["metadata"]["name"] for each in pods]

    def change(name: str, host: str, revision: int, kind: str = "MODIFIED") -> None:
        metadata = {"name": name, "namespace": "shop", "resourceVersion": str(revision)}
        cache.changed(watched, kind, {"metadata": metadata, "spec": {"nodeName": host}})

    def on(host: str) -> list[str]:
        return cache.derive(POD, "host", host, names)

    change("b", "one", 1)
    change("a", "one", 2)
    change("c", "two", 3)
    assert (on("one"), on("one"), on("two"), reckoned) == (["a", "b"], ["a", "b"], ["c"], [2, 1])
    change("c", "two", 4)
    change("c", "three", 5)
    assert (on("one"), on("two"), on("three"), reckoned) == (["a", "b"], [], ["c"], [2, 1, 0, 1])
    change("a", "three", 6)
    change("b", "one", 7, "DELETED")
    assert (on("one"), on("three")) == ([], ["a", "c"])


async def test_lag_is_the_longest_of_the_last_changes(cache: WatchCache, kubernetes: Kubernetes) -> None:
    """By the times that the cluster notes; without them it is not known."""
    await kubernetes.put(f"{PODS}/a", pod())
    await until(lambda: cache.all(POD))
    assert state(cache).tally.lag is None
    for seconds in (7, 1):
        written = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="seconds")
        fields = [{"manager": "x", "time": "2026-01-01T00:00:00Z"}, {"manager": "y", "time": written}]
        await kubernetes.put(f"{PODS}/late-{seconds}", pod(managedFields=fields))
    await until(lambda: len(cache.all(POD)) == 3)

    lag, silence = state(cache).tally.lag, state(cache).tally.silence
    assert lag is not None and 7 <= lag < 60
    assert silence is not None and silence < 30


async def test_size_is_of_what_is_kept(cache: WatchCache, kubernetes: Kubernetes) -> None:
    assert (state(cache).objects, state(cache).size) == (0, 0)
    await kubernetes.put(f"{PODS}/a", pod(managedFields=[{"manager": "x" * 5000}]))
    await until(lambda: state(cache).objects == 1)
    small = state(cache).size
    assert 50 < small < 1000
    await kubernetes.put(f"{PODS}/a", pod(labels={"note": "x" * 500}))
    await until(lambda: state(cache).size > small + 500)
    await kubernetes.finish(f"{PODS}/a")
    await until(lambda: (state(cache).objects, state(cache).size) == (0, 0))


async def test_revision_from_the_future_is_expired(tmp_path: Path) -> None:
    """A real API server that was restored from a backup does not know what was seen after it."""
    async with embedded(tmp_path) as real:
        cluster = Cluster(real.kubeconfig)
        try:
            async with aclosing(changes(cluster, CONFIG_MAP, "1000000000")) as seen:
                with pytest.raises(Expired):
                    await asyncio.wait_for(anext(seen), 30)
        finally:
            await cluster.stop()


async def test_watch_of_a_real_cluster_goes_on_without_a_list(tmp_path: Path) -> None:
    """Here the way is cut on our side, at the sockets."""
    async with embedded(tmp_path) as real:
        cluster = Cluster(real.kubeconfig)
        cache = WatchCache(cluster, [Watched(CONFIG_MAP, trim=plain)])
        async with running([cluster, cache]):
            await until(lambda: cache.in_sight, 30)
            await cluster.stop()
            metadata = {"name": "meanwhile", "namespace": "default"}
            await cluster.apply([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}])
            await until(lambda: cache.get(CONFIG_MAP, "default", "meanwhile"), 30)
            (found,) = cache.kinds()
            assert (found.tally.lists, found.tally.resumes) == (1, 1)
            assert found.tally.lag is not None and found.tally.lag < 30

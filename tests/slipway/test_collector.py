"""The garbage collector looks past what is in the watch cache, and the interpreter is left as it was."""

from __future__ import annotations

import gc

from slipway.cluster import POD, Cluster, WatchCache, Watched
from slipway.collector import THRESHOLDS, Collector
from slipway.startup import running


async def test_what_is_known_is_put_aside_once_all_is_known() -> None:
    before = gc.get_threshold()
    watched = Watched(POD)
    cache = WatchCache(Cluster(), [watched])
    async with running([Collector(cache)]):
        assert gc.get_threshold() == THRESHOLDS
        assert gc.get_freeze_count() == 0
        cache.listed(watched, [{"metadata": {"name": "web", "namespace": "shop"}}])
        frozen = gc.get_freeze_count()
        assert frozen > 0
        cache.seen(watched, seen=True)
        assert gc.get_freeze_count() <= frozen, "only the first time"
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before

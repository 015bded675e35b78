"""What administrators see of how well the platform knows its cluster."""

from __future__ import annotations

import json
from typing import Any

import httpx

from slipway.cluster import WatchCache
from slipway.server import Platform
from tests.slipway.cli.conftest import Run, run
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.on_sqlite import database_url
from tests.slipway.waiting import until
from tests.slipway.with_cluster import settings

HEALTH = "/api/v1/platform/health"
__all__ = ["database_url", "run", "settings"]  # fixtures, found by their names


async def health(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(HEALTH)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_health_tells_what_is_known_and_whether_it_may_be_old(
    admin: httpx.AsyncClient, platform: Platform, kubernetes: Kubernetes
) -> None:
    cache = platform.app.state.parts[WatchCache]
    await kubernetes.put("/api/v1/nodes/n1", {})
    await until(lambda: cache.synced and cache.in_sight, 30)
    await until(lambda: cache.kinds() and sum(each.objects for each in cache.kinds()) == 1)

    found = await health(admin)
    nodes = next(each for each in found["watches"] if each["kind"] == "Node")
    assert (found["status"], found["objects"]) == ("ok", 1)
    assert found["sync_seconds"] >= 0
    assert (nodes["objects"], nodes["lists"], nodes["in_sight"]) == (1, 1, True)
    assert nodes["bytes"] == found["bytes"] > 0

    kubernetes.down = True
    await kubernetes.end_watches()
    await until(lambda: not cache.in_sight, 30)
    found = await health(admin)
    assert (found["status"], found["objects"]) == ("out_of_sight", 1)
    assert sum(each["breaks"] for each in found["watches"]) > 0


async def test_health_is_shown_in_the_terminal(run: Run, platform: Platform) -> None:
    cache = platform.app.state.parts[WatchCache]
    await until(lambda: cache.synced and cache.in_sight, 30)
    shown = await run("health")
    assert "Pod" in shown and "ok: 0 objects, 0 bytes" in shown
    assert json.loads(await run("health", "-o", "json"))["status"] == "ok"

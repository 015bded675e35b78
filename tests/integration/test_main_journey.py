"""The main job: publish in dependency order, reach, scale, upgrade and roll back, all under load."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from bench.load import Load
from tests.integration import demo
from tests.integration.conftest import ClusterUnderTest
from tests.running import Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine

RATE = 220
"""Requests per second; the promise is made for at least 200."""


@pytest.fixture
def published(api: Api, cluster: ClusterUnderTest, tenant: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The demo, running; with ``ids`` of its services and ``host``, its domain."""
    name = f"web-{tenant['name']}"
    application = api.apply(demo.document(cluster, tenant, name), publish=True)
    api.wait_state(application["id"], "running", 90)
    status = api.status(application["id"])
    host = httpx.URL(status["urls"][0]).host  # type: ignore[index]  # a JSON list
    yield {**application, "ids": demo.service_ids(api, str(application["id"])), "host": host, "tenant": tenant["name"]}


@pytest.fixture
def gateway_url(cluster: ClusterUnderTest) -> str:
    return f"http://{cluster.gateway_address[0]}:{cluster.gateway_address[1]}/"


@pytest.fixture
async def load(published: dict[str, Any], gateway_url: str) -> AsyncIterator[Load]:
    """A constant load on the demo's domain while the test runs, warmed up."""
    wait_until(lambda: httpx.get(gateway_url, headers={"Host": published["host"]}).status_code == 200, 15, "an answer")
    async with Load(gateway_url, published["host"], RATE) as running:
        await asyncio.sleep(1)
        yield running


async def rollout_done(api: Api, application_id: str, service: str, *, revision: int | None = None) -> None:
    """Wait until all replicas of ``service`` run its newest configuration."""
    deadline = time.monotonic() + 90
    while True:
        status = await asyncio.to_thread(api.status, application_id)
        found = next(s for s in status["services"] if s["name"] == service)  # type: ignore[attr-defined]  # a JSON list
        rollout = found["rollout"]
        settled = rollout is None or (rollout["done"] and revision in (None, rollout["revision"]))
        if found["state"] == "running" and found["ready"] == found["desired"] and settled:
            return
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.2)


def failures(load: Load) -> dict[str, int]:
    return dict(load.outcome.failures)


def test_services_start_after_what_they_depend_on(api: Api, cluster: ClusterUnderTest, tenant: dict[str, str]) -> None:
    application = api.apply(demo.document(cluster, tenant, f"web-{tenant['name']}"), publish=True)
    ready_in_order: list[str] = []

    def all_ready() -> bool:
        for service in api.status(application["id"])["services"]:  # type: ignore[attr-defined]  # a JSON list
            if service["ready"] and service["name"] not in ready_in_order:
                ready_in_order.append(service["name"])
        return len(ready_in_order) == 3

    wait_until(all_ready, 90, "readiness of all services")
    assert ready_in_order == ["redis", "api", "web"]


def test_page_counts_visits_through_all_three_services(published: dict[str, Any], gateway_url: str) -> None:
    def visits() -> int:
        page = httpx.get(gateway_url, headers={"Host": published["host"]})
        return int(page.text.split("<strong>")[1].split("<")[0]) if page.status_code == 200 else 0

    wait_until(lambda: visits() > 0, 15, "an answer")
    first = visits()
    assert visits() == first + 1


async def test_upgrade_by_image_fails_no_request(
    api: Api, published: dict[str, Any], load: Load, cluster: ClusterUnderTest
) -> None:
    answer = api.post(f"/services/{published['ids']['web']}/upgrade", json={"image": f"{cluster.image_prefix}web:2"})
    assert answer.status_code == 202, answer.text
    await asyncio.sleep(0.5)
    await rollout_done(api, published["id"], "web", revision=2)
    await asyncio.sleep(2)
    await load.__aexit__()
    assert failures(load) == {}
    assert load.outcome.rate >= 200


async def test_rollback_fails_no_request(api: Api, published: dict[str, Any], load: Load, gateway_url: str) -> None:
    web = published["ids"]["web"]
    assert api.post(f"/services/{web}/upgrade", json={"env": {"GREETING": "second"}}).status_code == 202
    await asyncio.sleep(0.5)
    await rollout_done(api, published["id"], "web", revision=2)
    assert api.post(f"/services/{web}/rollback", json={"revision": 1}).status_code == 202
    await asyncio.sleep(0.5)
    await rollout_done(api, published["id"], "web", revision=3)
    await asyncio.sleep(2)
    await load.__aexit__()
    assert failures(load) == {}
    page = await asyncio.to_thread(httpx.get, gateway_url, headers={"Host": published["host"]})
    assert "second" not in page.text


async def test_scaling_up_and_down_fails_no_request(api: Api, published: dict[str, Any], load: Load) -> None:
    web = published["ids"]["web"]
    for replicas in (4, 1, 2):
        assert api.post(f"/services/{web}/scale", json={"replicas": replicas}).status_code == 202
        await asyncio.sleep(0.5)
        await rollout_done(api, published["id"], "web")
        await asyncio.sleep(2)
    await load.__aexit__()
    assert failures(load) == {}


def test_unpublish_takes_everything_down_and_publishing_again_brings_it_back(
    api: Api, published: dict[str, Any], gateway_url: str
) -> None:
    assert api.post(f"/applications/{published['id']}/unpublish").status_code == 202
    api.wait_state(published["id"], "draft", 60)
    wait_until(lambda: httpx.get(gateway_url, headers={"Host": published["host"]}).status_code == 404, 10, "a 404")
    assert api.post(f"/applications/{published['id']}/publish").status_code == 202
    api.wait_state(published["id"], "running", 90)
    wait_until(lambda: httpx.get(gateway_url, headers={"Host": published["host"]}).status_code == 200, 10, "an answer")


@pytest.mark.parametrize("moment", [0.0, 0.3, 1.0, 2.0, 4.0])
def test_publish_survives_a_killed_platform(
    api: Api, cluster: ClusterUnderTest, tenant: dict[str, str], platform: PlatformProcess, moment: float
) -> None:
    application = api.apply(demo.document(cluster, tenant, f"web-{tenant['name']}"))
    assert api.post(f"/applications/{application['id']}/publish").status_code == 202
    time.sleep(moment)
    platform.program.kill9()
    platform.start()
    api.wait_state(application["id"], "running", 90)

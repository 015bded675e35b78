"""How a container went, from a real Prometheus."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from slipway.audit.models import Operation
from slipway.cluster import Prometheus, Span, selector
from slipway.db import utcnow
from slipway.server import Platform
from slipway.settings import Settings
from slipway.tenants import Tenant
from tests.slipway.containers.conftest import Web, put
from tests.slipway.factory import Factory
from tests.slipway.monitoring.conftest import GAP, MIB, values

Obj = dict[str, Any]


@pytest.fixture
async def path(web: Web, platform: Platform) -> str:
    """The address of the charts of a container whose tenant is a year old."""
    pod = web.manifest("web-a")
    pod["spec"]["containers"][0]["resources"] = {
        "requests": {"cpu": "100m", "memory": "32Mi"}, "limits": {"memory": "128Mi", "example.com/gpu": "1"},
    }  # fmt: skip
    await put(web, pod, "web-a")
    await _founded(platform, web.tenant, 365)
    return f"/api/v1/containers/{web.tenant.id}/web-a/web/charts"


async def _founded(platform: Platform, tenant: Tenant, days: float) -> None:
    async with platform.database.session() as session:
        then = utcnow() - timedelta(days=days)
        await session.execute(update(Tenant).where(Tenant.id == tenant.id).values(created_at=then))


def chart(charts: Obj, metric: str) -> Obj:
    """One of the charts."""
    found: Obj = next(each for each in charts["charts"] if each["metric"] == metric)
    return found


async def test_each_quantity_has_its_values_unit_and_bounds(path: str, developer: httpx.AsyncClient) -> None:
    """Of this container only, counted once though two scrape it; the network is the pod's."""
    charts = (await developer.get(path)).json()

    assert (charts["range"], charts["step"], charts["end"] - charts["start"]) == ("1h", 15, 3600)
    last = {each["metric"]: values(charts, each["metric"])[-20] for each in charts["charts"]}
    unknown = {metric for metric, value in last.items() if value is None}
    assert {metric: value for metric, value in last.items() if value is not None} == pytest.approx(
        {
            "cpu": 0.5, "memory": 64 * MIB, "network_received": 1000, "network_sent": 200, "disk_read": 50,
            "disk_used": 3 * MIB,
        },
        rel=0.02,
    )  # fmt: skip
    assert unknown == {"disk_written"}
    assert {each["metric"]: (each["unit"], each["of"]) for each in charts["charts"]} == {
        "cpu": ("cores", "container"), "memory": ("bytes", "container"),
        "network_received": ("bytes_per_second", "pod"), "network_sent": ("bytes_per_second", "pod"),
        "disk_read": ("bytes_per_second", "container"), "disk_written": ("bytes_per_second", "container"),
        "disk_used": ("bytes", "container"),
    }  # fmt: skip
    assert (chart(charts, "cpu")["request"], chart(charts, "cpu")["limit"]) == (0.1, None)
    assert (chart(charts, "memory")["request"], chart(charts, "memory")["limit"]) == (32 * MIB, 128 * MIB)


async def test_a_gap_stays_a_gap(path: str, developer: httpx.AsyncClient) -> None:
    """Neither zero nor a line across: Prometheus' look-back of five minutes is not used."""
    charts = (await developer.get(path)).json()

    for metric in ("cpu", "memory"):
        points = [(time.time() - at, value) for at, value in chart(charts, metric)["points"]]
        inside = [value for ago, value in points if GAP.start + 60 < ago < GAP.stop - 200]
        assert len(inside) > 15 and set(inside) == {None}
        assert all(value for ago, value in points if 200 < ago < GAP.start - 200)


@pytest.mark.parametrize(
    ("chosen", "length", "cores"), [("6h", 6, 0.25), ("1d", 24, 0.25), ("7d", 7 * 24, 0.25), ("30d", 30 * 24, 0.25)]
)
async def test_every_range_has_at_most_300_points(
    path: str, developer: httpx.AsyncClient, chosen: str, length: int, cores: float
) -> None:
    """Of the whole range: its first half has the values of then."""
    charts = (await developer.get(path, params={"range": chosen})).json()

    points = chart(charts, "cpu")["points"]
    assert 200 < len(points) <= 300
    assert (points[0][0], points[-1][0]) == (charts["start"], charts["end"])
    assert charts["end"] - charts["start"] == length * 3600
    early = [value for _, value in points[: len(points) // 2] if value is not None]
    if chosen in ("7d", "30d"):  # shorter steps than the samples of then
        assert early and early == pytest.approx([cores] * len(early), rel=0.05)


async def test_what_a_namespace_was_before_its_tenant_is_not_shown(
    path: str, web: Web, developer: httpx.AsyncClient, platform: Platform
) -> None:
    """It may have been another tenant's, of the same name."""
    await _founded(platform, web.tenant, 10)

    points = chart((await developer.get(path, params={"range": "30d"})).json(), "cpu")["points"]

    known = [at for at, value in points if value is not None]
    assert known and time.time() - min(known) < 10 * 24 * 3600


async def test_what_is_not_there_or_anothers_is_not_found(
    path: str, web: Web, developer: httpx.AsyncClient, factory: Factory, platform: Platform
) -> None:
    """With the same answer; the platform's staff reads in its operation log who asked for another tenant's."""
    other = await factory.tenant("other")
    await put(web, web.manifest("web-o"), "web-o", other.namespace)
    foreign, unknown = path.replace(web.tenant.id, other.id), path.replace(web.tenant.id, "unknown")

    async def refused(address: str) -> tuple[int, str]:
        answer = await developer.get(address)
        return answer.status_code, answer.json()["error"]["code"]

    assert await refused(foreign) == await refused(unknown) == (404, "tenant.not_found")
    assert await refused(path.replace("/web/", "/side/")) == (404, "container.not_found")
    assert await refused(path.replace("web-a", "web-o")) == (404, "container.pod_not_found")
    async with platform.database.read() as session:
        rows = await session.scalars(select(Operation).where(Operation.object_id == other.id))
        assert [(row.outcome, row.detail) for row in rows] == [("tenant.not_found", f"GET {foreign}")]


@pytest.mark.parametrize("chosen", ["1y", "", "1h}"])
async def test_unknown_ranges_are_refused(path: str, developer: httpx.AsyncClient, chosen: str) -> None:
    """With the field's name."""
    answer = await developer.get(path, params={"range": chosen})

    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "range")


@pytest.mark.parametrize("name", ['a"} or vector(1) or x{y="', "a\\", 'a\n"', "容器", "🚢", "`a`", "\x00"])
async def test_names_are_never_a_part_of_the_query(settings: Settings, name: str) -> None:
    """Whatever they are, Prometheus reads them as a label's value."""
    prometheus, now = Prometheus(settings), int(time.time())
    query = selector("container_cpu_usage_seconds_total", {"pod": name})
    try:
        assert await prometheus.over_time(f"sum({query})", Span(now - 60, now, 15)) == {}
    finally:
        await prometheus.stop()

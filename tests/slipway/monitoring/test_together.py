"""How all hosts, and all containers of a tenant, went together, from a real Prometheus."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from slipway.access import Role
from slipway.applications import Application
from slipway.cluster import NODE
from slipway.db import utcnow
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.containers.conftest import Web
from tests.slipway.factory import Factory
from tests.slipway.hosts.nodes.conftest import node, node_path
from tests.slipway.monitoring.conftest import MIB, PEAK, values
from tests.slipway.waiting import until


def last(charts: dict[str, object], metric: str) -> float | None:
    """The last known value but those at the edge of what was measured."""
    return values(charts, metric)[-20]


async def test_hosts_together_are_their_sum(web: Web, admin: httpx.AsyncClient) -> None:
    """Whichever label tells which is which; with what is reserved and what there is."""
    for name in ("n1", "n2"):
        await web.kubernetes.put(node_path(name), node())
    await until(lambda: all(web.cache.get(NODE, "", name) for name in ("n1", "n2")))

    charts = (await admin.get("/api/v1/charts", params={"range": "1h"})).json()

    assert {each["of"] for each in charts["charts"]} == {"hosts"}
    assert last(charts, "cpu") == pytest.approx(4.0, rel=0.02)
    assert last(charts, "memory") == pytest.approx(1800 * MIB)
    bounds = {each["metric"]: (each["request"], each["limit"]) for each in charts["charts"]}
    assert bounds == {"cpu": (0, 8), "memory": (0, 16 * 1024 * MIB)}


async def test_a_tenant_is_the_sum_of_its_containers(platform: Platform, web: Web, admin: httpx.AsyncClient) -> None:
    """Each counted once, by however many it is scraped; nothing of another namespace, and nothing from before it."""
    path = f"/api/v1/tenants/{web.tenant.id}/charts"
    young = (await admin.get(path, params={"range": "1h"})).json()
    async with platform.database.session() as session:
        then = utcnow() - timedelta(days=60)
        await session.execute(update(Tenant).where(Tenant.id == web.tenant.id).values(created_at=then))

    charts = (await admin.get(path, params={"range": "1h"})).json()

    assert {each["of"] for each in charts["charts"]} == {"tenant"}
    assert last(charts, "cpu") == pytest.approx(7.5, rel=0.02)
    assert last(charts, "memory") == pytest.approx(64 * MIB)
    assert all(value is None for each in young["charts"] for _, value in each["points"])


async def test_who_may_look(web: Web, developer: httpx.AsyncClient, factory: Factory) -> None:
    """All hosts are the staff's; a tenant's charts are for those who may see the tenant."""
    other: Tenant = await factory.tenant("other")
    auditor = await factory.client(Role.PLATFORM_AUDITOR)

    assert (await auditor.get("/api/v1/charts")).status_code == 200
    assert (await developer.get("/api/v1/charts")).status_code == 403
    assert (await developer.get(f"/api/v1/tenants/{web.tenant.id}/charts")).status_code == 200
    assert (await developer.get(f"/api/v1/tenants/{other.id}/charts")).status_code == 404


async def test_a_service_is_the_sum_of_its_replicas(platform: Platform, web: Web, developer: httpx.AsyncClient) -> None:
    """Those of its own containers only, and nothing from before its application."""
    path = f"/api/v1/services/{web.service.id}/charts"
    young = (await developer.get(path, params={"range": "1h"})).json()
    async with platform.database.session() as session:
        await session.execute(update(Application).values(created_at=utcnow() - timedelta(days=60)))

    charts = (await developer.get(path, params={"range": "1h"})).json()

    assert {each["of"] for each in charts["charts"]} == {"service"}
    assert last(charts, "cpu") == pytest.approx(0.5, rel=0.02)
    assert last(charts, "memory") == pytest.approx(64 * MIB)
    assert all(value is None for each in young["charts"] for _, value in each["points"])


async def test_a_peak_of_a_minute_is_not_levelled_out(
    platform: Platform, web: Web, developer: httpx.AsyncClient
) -> None:
    """What the preview of autoscaling follows has to be as high as what an autoscaler would have seen."""
    async with platform.database.session() as session:
        await session.execute(update(Application).values(created_at=utcnow() - timedelta(days=60)))

    charts = (await developer.get(f"/api/v1/services/{web.service.id}/charts", params={"range": "1h"})).json()

    known = [value for value in values(charts, "cpu") if value is not None]
    assert max(known) == pytest.approx(0.5 + PEAK, rel=0.05)


async def test_a_service_of_another_tenant_has_no_charts(web: Web, factory: Factory) -> None:
    """It is not there."""
    stranger = await factory.client(Role.DEVELOPER, await factory.tenant("other"))

    answer = await stranger.get(f"/api/v1/services/{web.service.id}/charts")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "service.not_found")

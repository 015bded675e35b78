"""How a host went, from a real Prometheus."""

from __future__ import annotations

import httpx
import pytest

from slipway.access import Role
from slipway.cluster import NODE
from tests.slipway.containers.conftest import Web
from tests.slipway.factory import Factory
from tests.slipway.hosts.nodes.conftest import node, node_path
from tests.slipway.monitoring.conftest import MIB, values
from tests.slipway.waiting import until


@pytest.fixture
async def hosts(web: Web) -> None:
    """Two hosts that the platform has seen."""
    for name in ("n1", "n2"):
        await web.kubernetes.put(node_path(name), node())
    await until(lambda: all(web.cache.get(NODE, "", name) for name in ("n1", "n2")))


@pytest.mark.usefixtures("hosts")
@pytest.mark.parametrize(("host", "cores"), [("n1", 1.5), ("n2", 2.5)])
async def test_a_host_is_the_whole_machine(admin: httpx.AsyncClient, host: str, cores: float) -> None:
    """By either of the labels that are in use; without what is counted twice: pods' links, and what lies on a disk."""
    charts = (await admin.get(f"/api/v1/hosts/{host}/charts")).json()

    assert {each["of"] for each in charts["charts"]} == {"host"}
    last = {each["metric"]: values(charts, each["metric"])[-20] for each in charts["charts"]}
    unknown = {metric for metric, value in last.items() if value is None}
    assert {metric: value for metric, value in last.items() if value is not None} == pytest.approx(
        {
            "cpu": cores, "memory": 900 * MIB, "network_received": 4000, "disk_written": 80, "disk_used": 700 * MIB,
        },
        rel=0.02,
    )  # fmt: skip
    assert unknown == {"network_sent", "disk_read"}
    bounds = {each["metric"]: (each["request"], each["limit"]) for each in charts["charts"]}
    assert (bounds["cpu"], bounds["memory"]) == ((0, 4), (0, 8 * 1024 * MIB))
    assert bounds["disk_used"] == (None, None)


@pytest.mark.usefixtures("hosts")
async def test_hosts_are_the_staffs(admin: httpx.AsyncClient, developer: httpx.AsyncClient, factory: Factory) -> None:
    """Auditors look, tenants do not; an unknown host is told before Prometheus is asked."""
    auditor = await factory.client(Role.PLATFORM_AUDITOR)

    assert (await auditor.get("/api/v1/hosts/n1/charts")).status_code == 200
    assert (await developer.get("/api/v1/hosts/n1/charts")).status_code == 403
    unknown = await admin.get("/api/v1/hosts/n9/charts")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "host.not_found")

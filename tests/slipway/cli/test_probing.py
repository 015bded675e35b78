"""``service probe``: what the service has, and what is given on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slipway.cluster import POD, WatchCache
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.cli.conftest import Run
from tests.slipway.executing import run_here
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until
from tests.slipway.with_cluster import settings

__all__ = ["settings"]  # a fixture, found by its name

FILE = """
name: shop
services:
  - name: web
    image: web:1
    ports: [{port: 8080}]
    probes: {readiness: {command: [sh, -c, 'echo [ready]']}, liveness: {tcp: true}}
  - {name: bare, image: 'web:1'}
"""


@pytest.fixture
async def shop(run: Run, platform: Platform, kubernetes: Kubernetes, tenant: Tenant, tmp_path: Path) -> None:
    """The application, with a running replica of ``web`` in which nothing listens."""
    kubernetes.execute = run_here
    (tmp_path / "app.yaml").write_text(FILE)
    await run("app", "apply", "-f", str(tmp_path / "app.yaml"), "--tenant", tenant.name)
    services = json.loads(await run("service", "list", "shop", "--tenant", tenant.name, "-o", "json"))
    web = next(each["id"] for each in services if each["name"] == "web")
    pod = {
        "metadata": {"labels": {"slipway.io/service-id": web}, "creationTimestamp": "2026-01-02T03:04:05Z"},
        "spec": {"containers": [{"name": "web", "image": "web:1"}]},
        "status": {"containerStatuses": [{"name": "web", "state": {"running": {}}, "containerID": "docker://1"}]},
    }
    await kubernetes.put(f"/api/v1/namespaces/{tenant.namespace}/pods/web-a", pod)
    cache: WatchCache = platform.app.state.parts[WatchCache]
    await until(lambda: cache.get(POD, tenant.namespace, "web-a") is not None, 30)


@pytest.mark.usefixtures("shop")
async def test_probes_that_a_service_has_are_tried(run: Run, tenant: Tenant) -> None:
    """One after the other, in plain words; one that fails is the command's end."""
    said = (await run("service", "probe", "shop/web", "--tenant", tenant.name, code=1)).splitlines()
    assert said[0] == "readiness  sh -c echo [ready]  passes  in web-a"
    assert said[1].startswith("      The command ended with code 0 (") and said[2] == "      | [ready]"
    assert said[3] == "liveness  tcp://:8080  fails  in web-a"
    assert said[4].startswith("      Nothing listens on port 8080 of the container (")


@pytest.mark.usefixtures("shop")
async def test_a_probe_is_given_on_the_command_line(run: Run, tenant: Tenant) -> None:
    """Its command after two dashes; and one is enough."""
    path = ("shop/web", "--tenant", tenant.name)
    found = json.loads(await run("service", "probe", *path, "-o", "json", "--", "echo", "-n", "well"))
    assert [(each["probe"], each["passed"], each["answer"]) for each in found] == [("probe", True, "well")]
    assert "Nothing listens on port 9" in await run("service", "probe", *path, "--http", "/", "--port", "9", code=1)
    assert "more than one probe" in await run("service", "probe", *path, "--http", "/", "--tcp", code=1)
    assert "has no probes" in await run("service", "probe", "shop/bare", "--tenant", tenant.name, code=1)

"""The terminal's view of containers, against a platform on a real port and a pretended cluster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


@pytest.fixture
async def pods(platform: Platform, kubernetes: Kubernetes, tenant: Tenant) -> None:
    """One pod that runs and one that waits, both known to the platform."""
    states: dict[str, Any] = {
        "web-a": {"running": {"startedAt": "2026-01-02T03:04:05Z"}},
        "web-b": {"waiting": {"reason": "ErrImagePull"}},
    }
    variables = [{"name": "COLOUR", "value": "blue"}, {"name": "PASSWORD", "value": "hunter2"}]
    for name, state in states.items():
        status = {"name": "web", "state": state, "ready": "running" in state, "restartCount": 0}
        if "running" in state:
            status["containerID"] = f"docker://{name}"
        labels = {"slipway.io/service": "web", "slipway.io/service-id": "s", "slipway.io/application": "shop"}
        pod = {
            "metadata": {"labels": labels, "creationTimestamp": "2026-01-02T03:04:05Z"},
            "spec": {"nodeName": "host-1", "containers": [{"name": "web", "image": "web:1", "env": variables}]},
            "status": {"containerStatuses": [status]},
        }
        await kubernetes.put(f"/api/v1/namespaces/{tenant.namespace}/pods/{name}", pod)
    cache: WatchCache = platform.app.state.parts[WatchCache]
    await until(lambda: all(cache.get(POD, tenant.namespace, name) for name in states), 30)


@pytest.mark.usefixtures("pods")
async def test_containers_are_listed_by_filters(run: Run, kubernetes: Kubernetes, tenant: Tenant) -> None:
    """With what is wrong with them in plain words."""
    used = {"containers": [{"name": "web", "usage": {"cpu": "250m", "memory": "64Mi"}}]}
    measured = {"timestamp": "2026-01-02T03:04:05Z", "window": "15s", **used}
    await kubernetes.put(f"/apis/metrics.k8s.io/v1beta1/namespaces/{tenant.namespace}/pods/web-a", measured)
    table = await run("container", "list", "tenant=acme", "--sort", "-pod")
    assert table.splitlines()[2].split()[8:10] == ["0.25", "64Mi"]
    assert [line.split()[3] for line in table.splitlines()] == ["POD", "web-b", "web-a"]
    assert "The image web:1 cannot be pulled" in table

    found = json.loads(await run("container", "list", "state=running", "application=shop", "-o", "json"))
    assert [(each["pod"], each["host"]) for each in found] == [("web-a", "host-1")]
    assert len(json.loads(await run("container", "list", "--limit", "1", "-o", "json"))) == 1
    assert "no such containers" in await run("container", "list", "text=api")
    assert "not a filter" in await run("container", "list", "colour=red", code=1)
    assert "state" in await run("container", "list", "state=asleep", code=1)


@pytest.mark.usefixtures("pods")
async def test_logs_and_commands_need_no_service(run: Run, kubernetes: Kubernetes, tenant: Tenant) -> None:
    """A pod's name is enough; what a command ends with is what this ends with."""
    kubernetes.execute = run_here
    await kubernetes.write(tenant.namespace, "web-a", "2026-01-02T03:04:01Z one", "2026-01-02T03:04:02Z two", end=True)

    assert await run("container", "logs", "web-a") == "one\ntwo\n"
    assert await run("container", "logs", "-f", "--tail", "1", "--timestamps", "web-a/web") == (
        "2026-01-02T03:04:02Z two\n"
    )
    assert await run("container", "exec", "web-a", "--", "echo", "hello") == "hello\n"
    assert await run("container", "exec", "web-a", "--", "sh", "-c", "exit 7", code=7) == ""
    assert "no pod 'nobody'" in await run("container", "logs", "nobody", code=1)


@pytest.mark.usefixtures("pods")
async def test_one_container_is_shown_restarted_and_deleted(run: Run, kubernetes: Kubernetes, tenant: Tenant) -> None:
    """By the name of its pod; what cannot be done says why."""
    shown = await run("container", "show", "web-a")
    assert "web-a/web  running" in shown and "COLOUR" in shown and "hunter2" not in shown
    detail = json.loads(await run("container", "show", "web-b/web", "--tenant", "acme", "-o", "json"))
    assert (detail["pod"], detail["history"]["current"]["reason"]) == ("web-b", "ErrImagePull")
    assert "It has: web." in await run("container", "show", "web-a/side", code=1)
    assert "no pod 'web'" in await run("container", "show", "web", code=1)

    assert "Nothing would replace web-a" in await run("container", "restart", "web-a", "--yes", code=1)
    await run("container", "delete", "web-b", code=1)
    assert kubernetes.find(f"/api/v1/namespaces/{tenant.namespace}/pods/web-b") is not None
    assert "web-b ends; nothing replaces it" in await run("container", "delete", "web-b", "--yes")
    assert kubernetes.find(f"/api/v1/namespaces/{tenant.namespace}/pods/web-b") is None


@pytest.mark.usefixtures("pods")
async def test_files_are_copied_out_and_in(run: Run, kubernetes: Kubernetes, tmp_path: Path) -> None:
    """Under their own names or others; what cannot be copied says why."""
    kubernetes.execute = run_here
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one").write_text("1")
    (tmp_path / "out").mkdir()

    await run("container", "cp", f"web-a:{tmp_path}/data", f"{tmp_path}/out")
    await run("container", "cp", f"web-a/web:{tmp_path}/data/one", f"{tmp_path}/out/two")
    assert ((tmp_path / "out/data/one").read_text(), (tmp_path / "out/two").read_text()) == ("1", "1")
    assert "Copied" in await run("container", "cp", f"{tmp_path}/data/one", f"web-a:{tmp_path}/out/three")
    await run("container", "cp", f"{tmp_path}/data", f"web-a:{tmp_path}/out/data/")
    assert ((tmp_path / "out/three").read_text(), (tmp_path / "out/data/data/one").read_text()) == ("1", "1")

    assert "No such file" in await run("container", "cp", "web-a:/nowhere", ".", code=1)
    assert "No such file" in await run("container", "cp", f"{tmp_path}/nowhere", "web-a:/tmp", code=1)
    assert "one of both" in await run("container", "cp", "here", "there", code=1)
    assert "does not run" in await run("container", "cp", "web-b:/etc", ".", code=1)

"""What every process knows of the cluster: pods of all namespaces, and hosts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from slipway.cluster import NODE, POD, Change, Cluster, WatchCache
from slipway.containers import APPLICATION_ID, BY_APPLICATION, BY_HOST, BY_SERVICE, BY_TENANT, SERVICE_ID
from slipway.followed import followed
from slipway.settings import Settings
from slipway.startup import running
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

Obj = dict[str, Any]
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
BOOKKEEPING: Obj = {"managedFields": [{"manager": "x"}], "annotations": {LAST_APPLIED: "{}", "kept": "yes"}}
OURS = {APPLICATION_ID: "shop-id", SERVICE_ID: "web-id"}


@pytest.fixture
async def cache(tmp_path: Path, cluster: Cluster) -> AsyncIterator[WatchCache]:
    made = WatchCache(cluster, followed(Settings(data_dir=tmp_path)))
    async with running([made]):
        await until(lambda: made.synced and made.in_sight)
        yield made


def pod(host: str | None = None, labels: dict[str, str] | None = None) -> Obj:
    requests = {"requests": {"cpu": "100m", "memory": "64Mi"}}
    return {
        "metadata": {**BOOKKEEPING, "labels": labels or {}},
        "spec": {
            "nodeName": host,
            "containers": [{"name": "main", "image": "web:1", "resources": requests, "env": [{"name": "A"}]}],
        },
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}, {"type": "Initialized"}]},
    }


def names(objects: list[Obj]) -> list[str]:
    return [obj["metadata"]["name"] for obj in objects]


async def test_pods_are_found_by_tenant_application_service_and_host(cache: WatchCache, kubernetes: Kubernetes) -> None:
    await kubernetes.put("/api/v1/namespaces/slipway-acme/pods/web-1", pod("n1", OURS))
    await kubernetes.put("/api/v1/namespaces/slipway-acme/pods/web-2", pod(None, OURS))
    await kubernetes.put("/api/v1/namespaces/slipway-acme/pods/by-hand", pod("n2"))
    await kubernetes.put("/api/v1/namespaces/kube-system/pods/dns", pod("n1", {APPLICATION_ID: "shop-id"}))
    await until(lambda: len(cache.all(POD)) == 4)

    assert names(cache.find(POD, BY_TENANT, "slipway-acme")) == ["by-hand", "web-1", "web-2"]
    assert names(cache.find(POD, BY_APPLICATION, "shop-id")) == ["web-1", "web-2"]
    assert names(cache.find(POD, BY_SERVICE, "web-id")) == ["web-1", "web-2"]
    assert names(cache.find(POD, BY_HOST, "n1")) == ["dns", "web-1"]
    assert cache.find(POD, BY_TENANT, "kube-system") == []


async def test_pod_is_found_under_its_new_host_only(cache: WatchCache, kubernetes: Kubernetes) -> None:
    path = "/api/v1/namespaces/slipway-acme/pods/web-1"
    await kubernetes.put(path, pod(None, OURS))
    await until(lambda: cache.all(POD))
    assert cache.values(POD, BY_HOST) == set()
    await kubernetes.put(path, pod("n1", OURS))
    await until(lambda: cache.find(POD, BY_HOST, "n1"))
    await kubernetes.finish(path)
    await until(lambda: not cache.values(POD, BY_HOST))


async def test_others_pods_are_kept_as_far_as_hosts_need_them(cache: WatchCache, kubernetes: Kubernetes) -> None:
    other = pod("n1", {"app": "dns"})
    other["spec"]["volumes"] = [{"name": "scratch", "emptyDir": {"medium": "Memory"}}, {"name": "keys", "secret": {}}]
    await kubernetes.put("/api/v1/namespaces/kube-system/pods/dns", other)
    await kubernetes.put("/api/v1/namespaces/slipway-acme/pods/web-1", pod("n1", OURS))
    await until(lambda: len(cache.all(POD)) == 2)

    dns, web = cache.get(POD, "kube-system", "dns"), cache.get(POD, "slipway-acme", "web-1")
    assert dns is not None and web is not None
    assert dns["metadata"].keys() == {"name", "namespace", "uid", "resourceVersion", "labels"}
    assert dns["spec"] == {
        "nodeName": "n1",
        "containers": [
            {"name": "main", "image": "web:1", "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}
        ],
        "volumes": [{"name": "scratch", "emptyDir": {}}],
    }
    assert dns["status"] == {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}
    assert web["metadata"]["annotations"] == {"kept": "yes"} and "managedFields" not in web["metadata"]
    assert len(web["status"]["conditions"]) == 2


async def test_replicas_share_what_they_have_in_common(cache: WatchCache, kubernetes: Kubernetes) -> None:
    """In memory, not in what is seen: a replica that differs stands alone."""
    for name, host in (("web-1", "n1"), ("web-2", "n2"), ("web-3", "n1")):
        made = pod(host, OURS)
        if name == "web-3":
            made["spec"]["containers"][0]["image"] = "web:2"
        await kubernetes.put(f"/api/v1/namespaces/slipway-acme/pods/{name}", made)
    await until(lambda: len(cache.all(POD)) == 3)

    first, second, third = cache.find(POD, BY_SERVICE, "web-id")
    assert first["spec"]["containers"] is second["spec"]["containers"]
    assert first["spec"]["nodeName"] != second["spec"]["nodeName"]
    assert third["spec"]["containers"][0]["image"] == "web:2"
    assert first["spec"]["containers"][0]["image"] == "web:1"


async def test_heartbeats_of_hosts_are_told_to_nobody(cache: WatchCache, kubernetes: Kubernetes) -> None:
    def node(second: int, status: str = "True") -> Obj:
        ready = {"type": "Ready", "status": status, "lastHeartbeatTime": f"2026-01-01T00:00:{second:02}Z"}
        images = [{"names": [f"image-{second}"], "sizeBytes": 1}]
        return {
            "metadata": dict(BOOKKEEPING),
            "spec": {"unschedulable": True},
            "status": {"allocatable": {"cpu": "2"}, "conditions": [ready], "images": images},
        }

    heard: list[Change] = []
    await kubernetes.put("/api/v1/nodes/n1", node(1))
    await until(lambda: cache.all(NODE))
    unsubscribe = cache.subscribe(heard.append)
    made = await kubernetes.put("/api/v1/nodes/n1", node(2))
    newest = made["metadata"]["resourceVersion"]
    await until(lambda: (cache.get(NODE, "", "n1") or {})["metadata"]["resourceVersion"] == newest)
    assert heard == []
    await kubernetes.put("/api/v1/nodes/n1", node(3, "Unknown"))
    await until(lambda: heard)
    unsubscribe()

    assert [change.kind for change in heard] == [NODE]
    found = cache.get(NODE, "", "n1")
    assert found is not None and found["spec"] == {"unschedulable": True}
    assert found["status"]["conditions"] == [{"type": "Ready", "status": "Unknown"}]
    assert found["status"]["allocatable"] == {"cpu": "2"} and "images" not in found["status"]

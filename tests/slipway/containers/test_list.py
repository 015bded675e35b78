"""The list of a service's containers."""

from __future__ import annotations

import httpx

from tests.slipway.containers.conftest import Web
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until


async def test_containers_are_listed_as_the_cluster_sees_them(web: Web, developer: httpx.AsyncClient) -> None:
    """By the names of their pods."""
    await web.pod("web-b", restartCount=2)
    await web.pod("web-a", "waiting")

    page = (await developer.get(f"{web.path}/containers")).json()

    assert (page["total"], [each["pod"] for each in page["items"]]) == (2, ["web-a", "web-b"])
    assert page["items"][0]["state"] == "waiting"
    assert page["items"][0]["reason"] == "ImagePullBackOff"
    assert page["items"][1] == {
        "pod": "web-b",
        "container": "web",
        "image": "web:1",
        "host": "host-1",
        "address": "10.1.0.7",
        "state": "running",
        "reason": None,
        "ready": True,
        "restarts": 2,
        "started_at": "2026-01-02T03:04:05Z",
        "revision": 1,
    }


async def test_the_list_is_paged_sorted_and_searched(web: Web, developer: httpx.AsyncClient) -> None:
    """As every list."""
    for number in range(3):
        await web.pod(f"web-{number}", restartCount=number)

    async def pods(query: str) -> tuple[list[str], int]:
        page = (await developer.get(f"{web.path}/containers?{query}")).json()
        return [each["pod"] for each in page["items"]], page["total"]

    assert await pods("sort=-restarts&page_size=2") == (["web-2", "web-1"], 3)
    assert await pods("sort=-restarts&page_size=2&page=2") == (["web-0"], 3)
    assert await pods("q=WEB-1") == (["web-1"], 1)
    assert (await developer.get(f"{web.path}/containers?sort=color")).status_code == 422


async def test_pods_outside_of_the_tenants_namespace_are_not_its_replicas(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """Whatever their labels say."""
    await kubernetes.put("/api/v1/namespaces/elsewhere/pods/web-x", web.manifest("web-x"))
    await web.pod("web-a")

    page = (await developer.get(f"{web.path}/containers")).json()

    assert [each["pod"] for each in page["items"]] == ["web-a"]


async def test_a_pod_that_ends_and_one_without_a_host_say_so(
    web: Web, developer: httpx.AsyncClient, kubernetes: Kubernetes
) -> None:
    """In the reason."""
    ending, unplaced = web.manifest("ending"), web.manifest("unplaced", "waiting")
    unplaced["status"]["containerStatuses"] = []
    ending["metadata"]["deletionTimestamp"] = "2026-01-02T03:04:06Z"
    unplaced["status"]["conditions"] = [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]
    for name, pod in (("ending", ending), ("unplaced", unplaced)):
        await kubernetes.put(f"/api/v1/namespaces/{web.tenant.namespace}/pods/{name}", pod)

    async def told() -> bool:
        page = (await developer.get(f"{web.path}/containers")).json()
        return [each["reason"] for each in page["items"]] == ["Terminating", "Unschedulable"]

    await until(told)

"""A host of a real cluster of three is drained under load: no request fails, and a killed platform goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client as kube

from bench.load import Load
from tests.conformance.waiting import eventually
from tests.localkube.test_several_nodes import LABELS, Cluster, cluster, deploy, localkube, over_the_gateway, publish
from tests.running import Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine
__all__ = ["cluster", "localkube"]  # fixtures of three nodes, found by their names


@pytest.fixture
def platform(cluster: Cluster, tmp_path: Path) -> Iterator[PlatformProcess]:
    running = PlatformProcess(
        tmp_path, cluster.localkube.kubeconfig, "localkube-system/public", ("127.0.0.1", cluster.localkube.gateway_port)
    )
    running.start()
    yield running
    running.program.stop()


@pytest.fixture
def api(platform: PlatformProcess) -> Iterator[Api]:
    with platform.client() as client:
        yield client


def hosts(api: Api) -> dict[str, Any]:
    answer = api.get("/hosts")
    return {host["name"]: host for host in answer.json()["items"]} if answer.status_code == 200 else {}


def drain_of(api: Api, host: str) -> dict[str, Any]:
    return dict(api.get(f"/hosts/{host}/drain").raise_for_status().json())


def budget(cluster: Cluster, least: int) -> None:
    policy = kube.PolicyV1Api(cluster.core.api_client)
    spec = {"selector": {"matchLabels": LABELS}, "minAvailable": least}
    policy.create_namespaced_pod_disruption_budget("default", {"metadata": {"name": "web"}, "spec": spec})
    eventually(
        lambda: policy.read_namespaced_pod_disruption_budget("web", "default").status,
        lambda status: status is not None and status.current_healthy == 2,
    )


async def test_a_drain_under_load_fails_no_request_and_survives_the_platforms_end(
    cluster: Cluster, platform: PlatformProcess, api: Api
) -> None:
    """Both replicas are on the host; the budget lets them leave one after the other."""
    wait_until(lambda: len(hosts(api)) == 3, 60, "the sight of three hosts")
    first, second, third = sorted(hosts(api))
    for other in (first, third):
        assert api.post(f"/hosts/{other}/cordon").json()["state"] == "unschedulable"
    deploy(cluster, 2)
    assert set(cluster.of()) == {second}
    publish(cluster)
    budget(cluster, 1)
    for other in (first, third):
        assert api.post(f"/hosts/{other}/uncordon").json()["state"] == "ready"
    wait_until(lambda: hosts(api)[second]["containers"] == 2, 30, "the sight of two containers")
    eventually(lambda: over_the_gateway(cluster), bool)

    def drain() -> dict[str, Any]:
        assert api.post(f"/hosts/{second}/drain").status_code == 202
        wait_until(lambda: bool(drain_of(api, second)["pods"]), 60, "the first pass", pause=0.01)
        platform.program.kill9()
        platform.start()
        wait_until(lambda: drain_of(api, second)["state"] == "done", 120, "the end of the drain", pause=0.2)
        return drain_of(api, second)

    async with Load(f"http://127.0.0.1:{cluster.localkube.gateway_port}/", "web.test", 50) as load:
        done = await asyncio.to_thread(drain)
        moved = await asyncio.to_thread(
            eventually, cluster.of, lambda found: second not in found and sum(map(len, found.values())) == 2, 60
        )

    assert dict(load.outcome.failures) == {}
    assert load.outcome.requests > 50
    assert set(moved) <= {first, third}
    assert (done["to_go"], done["gone"]) == (2, 2)
    assert hosts(api)[second]["state"] == "unschedulable"
    ended = api.get("/operations", params={"page_size": 1}).json()["items"][0]
    assert (ended["action"], ended["object_name"], ended["actor_name"]) == ("host.drain_end", second, "system")


def test_a_budget_without_room_is_named_and_a_drain_can_be_cancelled(cluster: Cluster, api: Api) -> None:
    """In the words of the cluster's own eviction."""
    deploy(cluster, 2)
    budget(cluster, 2)
    host = next(iter(cluster.of()))
    wait_until(lambda: host in hosts(api), 60, "the sight of the host")

    api.post(f"/hosts/{host}/drain").raise_for_status()
    wait_until(lambda: drain_of(api, host)["state"] == "blocked", 60, "the budget's refusal")
    reasons = {pod["reason"]["code"] for pod in drain_of(api, host)["pods"] if pod["state"] == "blocked"}
    assert reasons == {"drain.budget"}
    assert "budget web of default" in drain_of(api, host)["pods"][0]["reason"]["message"]

    cancelled = api.delete(f"/hosts/{host}/drain", params={"uncordon": "true"}).json()
    assert cancelled["state"] == "cancelled"
    wait_until(lambda: hosts(api)[host]["state"] == "ready", 30, "the host's return")
    assert sum(map(len, cluster.of().values())) == 2
    removal = api.delete(f"/hosts/{host}")
    assert (removal.status_code, removal.json()["error"]["code"]) == (409, "host.still_ready")
    labelled = api.patch(f"/hosts/{host}/labels", json={"labels": {"disk": "ssd"}})
    assert labelled.json()["labels"]["disk"] == "ssd"
    tainted = api.patch(f"/hosts/{host}/taints", json={"add": [{"key": "only", "effect": "NoSchedule"}]})
    assert [taint["key"] for taint in tainted.json()["taints"]] == ["only"]

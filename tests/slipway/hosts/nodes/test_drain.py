"""A host is emptied, pod by pod, over restarts of the platform; what blocks a pod is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from slipway.cluster import Cluster
from slipway.db import Database
from slipway.hosts import Drains
from slipway.hosts.drain import step
from slipway.server import Platform
from tests.slipway.cli.conftest import Run
from tests.slipway.hosts.nodes.conftest import node, node_path, pod, pod_path
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

URL = "/api/v1/hosts/n2/drain"
REPLICAS = "/apis/apps/v1/namespaces/shop/replicasets/its-owner"
Obj = dict[str, Any]


@asynccontextmanager
async def working(database: Database, cluster: Cluster) -> AsyncIterator[None]:
    """Let a leader drain hosts."""
    part = Drains(database, cluster)
    await part.start()
    try:
        yield
    finally:
        await part.stop()


@pytest.fixture
async def drains(platform: Platform, cluster: Cluster) -> AsyncIterator[None]:
    async with working(platform.database, cluster):
        yield


async def _drain(client: httpx.AsyncClient) -> Obj:
    return dict((await client.get(URL)).json())


async def _reach(client: httpx.AsyncClient, state: str) -> Obj:
    async def reached() -> bool:
        return (await _drain(client)).get("state") == state

    await until(reached, 30)
    return await _drain(client)


def _states(drain: Obj) -> dict[str, str]:
    return {each["name"]: each["state"] for each in drain["pods"]}


def _reasons(drain: Obj) -> dict[str, str]:
    return {each["name"]: each["reason"]["code"] for each in drain["pods"] if each["reason"]}


@pytest.mark.usefixtures("drains")
async def test_a_host_is_emptied_and_the_end_is_reported(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """Daemon sets' pods stay; pods elsewhere are not touched."""
    await three.put(pod_path("elsewhere"), pod("n1"))
    assert (await admin.get(URL)).json()["error"]["code"] == "drain.never"

    begun = await admin.post(URL)
    assert (begun.status_code, begun.json()["state"]) == (202, "running")
    found = three.find(node_path("n2"))
    assert found and found["spec"]["unschedulable"] is True
    done = await _reach(admin, "done")

    assert (three.evicted, _states(done)) == (["web-1"], {"agent-1": "left", "web-1": "gone"})
    assert _reasons(done) == {"agent-1": "drain.daemon_set"}
    assert (done["to_go"], done["gone"], done["ended_at"] is not None) == (1, 1, True)
    host = (await admin.get("/api/v1/hosts/n2")).json()
    assert host["state"] == "unschedulable"
    operations = (await admin.get("/api/v1/operations")).json()["items"]
    assert [each["action"] for each in operations[:3]] == ["host.drain_end", "host.drain", "host.cordon"]
    end = (await admin.get(f"/api/v1/operations/{operations[0]['id']}")).json()
    assert (end["actor_name"], end["after"]) == ("system", {"state": "done", "gone": 1, "left": 1})


@pytest.mark.usefixtures("drains")
async def test_what_would_be_lost_needs_consent(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """Others leave meanwhile; consent that is given later lets the drain go on."""
    await three.put(pod_path("alone"), pod("n2", owner=""))
    await three.put(pod_path("scratch"), pod("n2", owner="Job", volumes=[{"name": "tmp", "emptyDir": {}}]))
    static = pod("n2", owner="Node")
    static["metadata"]["annotations"] = {"kubernetes.io/config.mirror": "x"}
    await three.put(pod_path("static"), static)
    await three.put(pod_path("over"), pod("n2", owner="", phase="Succeeded"))
    await admin.post(URL)

    async def stuck() -> bool:
        drain = await _drain(admin)
        return bool(drain["state"] == "blocked" and drain["gone"] == 2)

    await until(stuck, 30)
    blocked = await _drain(admin)
    assert _reasons(blocked) == {
        "agent-1": "drain.daemon_set",
        "alone": "drain.no_controller",
        "scratch": "drain.local_data",
        "static": "drain.static_pod",
    }
    alone = next(each for each in blocked["pods"] if each["name"] == "alone")
    assert "anew" in alone["reason"]["message"] and "重建" in alone["reason"]["message_zh"]
    assert sorted(three.evicted) == ["over", "web-1"]

    await admin.post(URL, json={"force": True, "delete_local_data": True})
    await _reach(admin, "done")
    assert sorted(three.evicted) == ["alone", "over", "scratch", "web-1"]
    assert (await admin.post(URL, json={"force": "perhaps"})).status_code == 422


@pytest.mark.usefixtures("drains")
async def test_the_budget_that_stands_against_it_is_named(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """And the pod leaves as soon as the budget allows it."""
    status = {"currentHealthy": 1, "desiredHealthy": 1, "disruptionsAllowed": 0}
    for name, selector in (("web", {"matchLabels": {"app": "web"}}), ("other", {"matchLabels": {"app": "other"}})):
        budget = {"spec": {"selector": selector}, "status": status}
        await three.put(f"/apis/policy/v1/namespaces/shop/poddisruptionbudgets/{name}", budget)
    three.budgets["web-1"] = "The disruption budget web needs 1 healthy pods and has 1 currently"
    await admin.post(URL)

    blocked = await _reach(admin, "blocked")
    reason = next(each["reason"] for each in blocked["pods"] if each["name"] == "web-1")
    assert reason["code"] == "drain.budget"
    assert "budget web of shop allows none to go: 1 pods are healthy, 1 must be" in reason["message"]
    assert "web" in reason["message_zh"]

    three.budgets.clear()
    await _reach(admin, "done")


async def test_a_restart_of_the_platform_goes_on(
    admin: httpx.AsyncClient, platform: Platform, cluster: Cluster, three: Kubernetes
) -> None:
    """Pods that left while nobody looked are gone."""
    three.lingering.add("api/v1/pods")
    await admin.post(URL)

    async def leaving() -> bool:
        return _states(await _drain(admin)).get("web-1") == "leaving"

    async with working(platform.database, cluster):
        await until(leaving, 30)
    assert (await admin.get("/api/v1/hosts/n2")).json()["state"] == "draining"
    await three.finish(pod_path("web-1"))

    async with working(platform.database, cluster):
        done = await _reach(admin, "done")
    assert _states(done)["web-1"] == "gone"
    assert three.evicted == ["web-1"]


@pytest.mark.usefixtures("drains")
async def test_a_cancelled_drain_evicts_nothing_more(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """The host takes pods again only where that is asked for, and not while it is drained."""
    three.budgets["web-1"] = "no"
    await admin.post(URL)
    await _reach(admin, "blocked")
    refused = await admin.post("/api/v1/hosts/n2/uncordon")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "drain.running")

    assert (await admin.delete(URL)).json()["state"] == "cancelled"
    assert (await admin.get("/api/v1/hosts/n2")).json()["state"] == "unschedulable"
    again = await admin.delete(URL)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "drain.not_running")

    await admin.post(URL)
    await admin.delete(URL, params={"uncordon": True})
    found = three.find(node_path("n2"))
    assert found and "unschedulable" not in found["spec"]
    three.budgets.clear()
    await admin.post("/api/v1/hosts/n3/drain")  # the work goes on, but not with the cancelled one

    async def other_done() -> bool:
        return bool((await admin.get("/api/v1/hosts/n3/drain")).json()["state"] == "done")

    await until(other_done, 30)
    assert three.evicted == []


@pytest.mark.usefixtures("drains")
async def test_replicas_leave_one_after_the_other(
    admin: httpx.AsyncClient, three: Kubernetes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also without a budget: the next one leaves when the one before is replaced."""
    monkeypatch.setattr(step, "NOTICE_SECONDS", 0.0)
    ready = [{"type": "Ready", "status": "True"}]
    for name in ("web-1", "web-2"):
        replica = pod("n2")
        replica["status"]["conditions"] = ready
        await three.put(pod_path(name), replica)
    await three.put(REPLICAS, {"spec": {"replicas": 2}, "status": {"readyReplicas": 1}})
    await admin.post(URL)

    async def waits(number: int) -> bool:
        reasons = list(_reasons(await _drain(admin)).values())
        return reasons.count("drain.replacement") == number

    await until(lambda: waits(2), 30)  # another host may be drained as well, and its replica just have left
    assert three.evicted == []

    monkeypatch.setattr(step, "NOTICE_SECONDS", 60.0)  # the set's count is old for a while after an eviction
    await three.put(REPLICAS, {"spec": {"replicas": 2}, "status": {"readyReplicas": 2}})
    await until(lambda: waits(1), 30)
    assert three.evicted == ["web-1"]

    monkeypatch.setattr(step, "NOTICE_SECONDS", 0.0)
    await _reach(admin, "done")
    assert three.evicted == ["web-1", "web-2"]


@pytest.mark.usefixtures("drains")
async def test_a_set_that_never_becomes_whole_does_not_hold_a_drain_up(
    admin: httpx.AsyncClient, three: Kubernetes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while its pods leave all the same; one that is not ready at once."""
    replica = pod("n2")
    replica["status"]["conditions"] = [{"type": "Ready", "status": "True"}]
    await three.put(pod_path("web-2"), replica)
    await three.put(REPLICAS, {"spec": {"replicas": 3}, "status": {"readyReplicas": 1}})
    await admin.post(URL)

    async def waits() -> bool:
        return _reasons(await _drain(admin)).get("web-2") == "drain.replacement"

    await until(waits, 30)
    assert three.evicted == ["web-1"]
    monkeypatch.setattr(step, "REPLACEMENT_SECONDS", 0.0)
    await _reach(admin, "done")


@pytest.mark.usefixtures("drains")
async def test_a_cluster_that_is_away_is_waited_for(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """The problem is told meanwhile."""
    three.budgets["web-1"] = "no"
    await admin.post(URL)
    await _reach(admin, "blocked")
    three.down = True

    async def told() -> bool:
        return ((await _drain(admin))["problem"] or {}).get("code") == "cluster.unavailable"

    await until(told, 30)
    three.down = False
    three.budgets.clear()
    done = await _reach(admin, "done")
    assert done["problem"] is None


@pytest.mark.usefixtures("drains")
async def test_a_host_that_disappears_ends_its_drain(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """As failed, also when another one comes by that name; on a silent host nobody confirms anything."""
    three.lingering.add("api/v1/pods")
    await admin.post(URL)
    await three.put(node_path("n2"), node(ready="Unknown", unschedulable=True))
    blocked = await _reach(admin, "blocked")
    assert _reasons(blocked)["web-1"] == "drain.host_silent"

    await three.finish(node_path("n2"))
    await three.put(node_path("n2"), node())
    failed = await _reach(admin, "failed")
    assert failed["problem"]["code"] == "drain.host_gone"


@pytest.mark.usefixtures("drains")
async def test_a_host_is_drained_at_the_terminal(run: Run, three: Kubernetes) -> None:
    """Progress and what blocks it are shown."""
    three.budgets["web-1"] = "no"
    stuck = await run("host", "drain", "n2", "--wait", "--timeout", "3", code=1)
    assert "blocked" in stuck and "not empty after 3 s" in stuck
    assert "shop/web-1" in await run("host", "drain-status", "n2")
    three.budgets.clear()
    done = await run("host", "drain-status", "n2", "--wait", "--timeout", "60")
    assert "n2  done  1 of 1 pods gone" in done
    assert "not being drained" in await run("host", "drain-cancel", "n2", code=1)


async def test_two_who_begin_at_once_begin_one_drain(
    admin: httpx.AsyncClient, platform: Platform, three: Kubernetes
) -> None:
    """The second is answered with the first's, or told to try again."""
    answers = await asyncio.gather(*(admin.post(URL) for _ in range(4)))

    assert {answer.status_code for answer in answers} <= {202, 409}
    assert (
        len(
            [each for each in (await admin.get("/api/v1/operations")).json()["items"] if each["action"] == "host.drain"]
        )
        == 1
    )

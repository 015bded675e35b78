"""What is told of hosts, and to whom."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.hosts.observed import HostState, requested, state_of
from slipway.server import Platform
from slipway.tenants import Tenant
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory
from tests.slipway.hosts.nodes.conftest import node, node_path, pod, pod_path
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.waiting import until

URL = "/api/v1/hosts"


async def _names(client: httpx.AsyncClient, **query: Any) -> list[str]:
    answer = await client.get(URL, params=query)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


async def test_a_host_tells_what_it_has_and_what_is_on_it(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """Pods that have ended take nothing."""
    await three.put(pod_path("job-1"), pod("n2", "2", phase="Succeeded"))
    taint = {"key": "only", "value": "big", "effect": "NoSchedule"}
    await three.put(node_path("n2"), node({"disk": "ssd"}, unschedulable=True, taints=[taint]))

    async def cordoned() -> bool:
        return not (await admin.get(f"{URL}/n2")).json()["schedulable"]

    await until(cordoned, 30)
    host = (await admin.get(f"{URL}/n2")).json()

    assert (host["name"], host["role"], host["state"]) == ("n2", "worker", "unschedulable")
    assert host["requested"] == {"cpu": "0.6", "memory": "1Gi", "pods": 2}
    assert host["allocatable"] == {"cpu": "3.8", "memory": "8Gi", "pods": 110}
    assert host["capacity"]["cpu"] == "4"
    assert (host["cpu_percent"], host["memory_percent"], host["containers"]) == (16, 13, 2)
    assert (host["labels"], host["taints"]) == ({"disk": "ssd"}, [taint])
    assert host["conditions"][0]["message"] == "so it says"
    assert host["addresses"] == [{"type": "InternalIP", "address": "10.9.8.7"}]
    assert (host["versions"]["kubelet"], host["versions"]["os"]) == ("v1.30.1", "Debian 12")
    assert host["created_at"] == "2026-01-02T03:04:05Z"


async def test_hosts_are_filtered_searched_sorted_and_paged(admin: httpx.AsyncClient) -> None:
    """Each by itself."""
    assert await _names(admin) == ["n1", "n2", "n3"]
    assert await _names(admin, state="unreachable") == ["n3"]
    assert await _names(admin, role="control-plane") == ["n1"]
    assert await _names(admin, label="disk") == await _names(admin, label="disk=ssd") == ["n2"]
    assert await _names(admin, label="disk=tape") == []
    assert await _names(admin, q="SSD") == ["n2"]
    assert await _names(admin, q="10.9") == ["n1", "n2", "n3"]
    assert await _names(admin, sort="-cpu_percent") == ["n2", "n1", "n3"]
    assert await _names(admin, page=2, page_size=2) == ["n3"]
    wrong = await admin.get(URL, params={"sort": "colour"})
    assert wrong.json()["error"]["code"] == "request.sort_unknown"
    assert (await admin.get(URL, params={"state": "fine"})).status_code == 422


async def test_what_is_not_there_is_not_found(admin: httpx.AsyncClient) -> None:
    """Also under names that no host can have."""
    for name in ("n4", "n1%3Fx=1", "..%2Fsecrets"):
        answer = await admin.get(f"{URL}/{name}")
        assert answer.status_code == 404
    assert (await admin.get(f"{URL}/n4/events")).json()["error"]["code"] == "host.not_found"


async def test_events_are_told_latest_first(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """In both forms that clusters write them."""
    about = {"kind": "Node", "name": "n1"}
    old = {"type": "Warning", "reason": "Rebooted", "lastTimestamp": "2026-01-02T03:04:05Z", "count": 3}
    new = {"type": "Normal", "reason": "NodeReady", "eventTime": "2026-01-02T03:05:00.123456Z"}
    await three.put("/api/v1/namespaces/default/events/a", {**old, "involvedObject": about})
    await three.put("/api/v1/namespaces/default/events/b", {**new, "involvedObject": about})
    await three.put("/api/v1/namespaces/shop/events/c", {"involvedObject": {"kind": "Pod", "name": "n1"}})

    items = (await admin.get(f"{URL}/n1/events")).json()["items"]

    assert [(item["reason"], item["type"], item["count"]) for item in items] == [
        ("NodeReady", "Normal", 1),
        ("Rebooted", "Warning", 3),
    ]


@pytest.mark.usefixtures("platform")
async def test_tenants_learn_nothing_of_hosts(factory: Factory, tenant: Tenant) -> None:
    """Whatever their role; auditors read."""
    for role in (Role.TENANT_ADMIN, Role.DEVELOPER, Role.VIEWER):
        client = await factory.client(role, tenant)
        assert [(await client.get(f"{URL}{path}")).status_code for path in ("", "/n1", "/n9")] == [403] * 3
    auditor = await factory.client(Role.PLATFORM_AUDITOR)
    assert (await auditor.get(URL)).status_code == 200


def test_the_gravest_state_is_told() -> None:
    """A host that is silent is so whatever else is true of it."""
    assert state_of(node(ready="Unknown", unschedulable=True), draining=True) is HostState.UNREACHABLE
    assert state_of(node(ready="False"), draining=True) is HostState.NOT_READY
    assert state_of({"metadata": {}}, draining=False) is HostState.NOT_READY
    assert state_of(node(unschedulable=True), draining=True) is HostState.DRAINING
    assert state_of(node(), draining=False) is HostState.READY


def _container(cpu: str, **more: Any) -> dict[str, Any]:
    return {"resources": {"requests": {"cpu": cpu}}, **more}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"containers": [_container("1"), _container("500m")]}, "1.5"),
        ({"containers": [_container("1")], "initContainers": [_container("2")]}, "2"),
        ({"containers": [_container("1")], "initContainers": [_container("2", restartPolicy="Always")]}, "3"),
        (
            {
                "containers": [_container("1")],
                "initContainers": [_container("1", restartPolicy="Always"), _container("3")],
            },
            "4",
        ),
        ({"containers": [_container("1")], "overhead": {"cpu": "250m"}}, "1.25"),
        ({"containers": [_container("1")], "resources": {"requests": {"cpu": "3"}}}, "3"),
        ({"containers": [{}]}, "0"),
    ],
)
def test_requests_are_counted_as_the_scheduler_does(spec: dict[str, Any], expected: str) -> None:
    """Init containers, sidecars, overhead and requests of whole pods."""
    assert str(requested([{"spec": spec}])["cpu"].normalize()) == expected


async def test_hosts_are_shown_at_the_terminal(run: Run, platform: Platform) -> None:
    """As a table and in detail."""
    table = await run("host", "list", "--sort=-containers")
    lines = table.splitlines()
    assert lines[0].split() == ["NAME", "ROLE", "STATE", "CPU", "%", "MEMORY", "%", "CONTAINERS", "KUBELET", "AGE"]
    assert lines[1].split()[:4] == ["n2", "worker", "ready", "16"]

    shown = await run("host", "show", "n2")
    assert "disk=ssd" in shown and "10.9.8.7" in shown and "No events lately." in shown
    assert "There is no host n9" in await run("host", "show", "n9", code=1)

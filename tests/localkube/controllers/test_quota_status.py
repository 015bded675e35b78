"""The used amounts of quotas follow what is there."""

from __future__ import annotations

from typing import Any

from localkube.controllers import Controllers
from localkube.objects.access import Obj
from localkube.objects.quota import used_by
from tests.localkube.controllers.conftest import Until
from tests.localkube.controllers.factory import obj, pod, service
from tests.localkube.controllers.fake import FakeAccess


def quota(hard: dict[str, str], **spec: Any) -> Obj:
    return obj("v1", "ResourceQuota", "small", spec={"hard": hard, **spec})


def asking(name: str, *, cpu: str = "500m", memory: str = "256Mi", **parts: Any) -> Obj:
    resources = {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": memory}}
    container = {"name": "main", "image": "web:1", "resources": resources}
    return pod(name, spec={"containers": [container], "schedulerName": "nobody"}, **parts)


def test_amounts_are_added_in_the_units_of_the_quota() -> None:
    small = quota({"requests.cpu": "4", "limits.memory": "2Gi", "pods": "10", "count/pods": "10", "services": "2"})
    pods = [("pods", asking("a")), ("pods", asking("b")), ("pods", asking("done", status={"phase": "Succeeded"}))]

    assert used_by(small, [*pods, ("services", service())]) == {
        "requests.cpu": "1",
        "limits.memory": "512Mi",
        "pods": "2",
        "count/pods": "3",
        "services": "1",
    }


def test_scopes_narrow_what_counts() -> None:
    best_effort = quota({"pods": "10"}, scopes=["BestEffort"])
    urgent = quota(
        {"pods": "10"},
        scopeSelector={"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": ["high"]}]},
    )
    high = asking("high")
    high["spec"]["priorityClassName"] = "high"
    everything = [("pods", asking("a")), ("pods", pod("plain")), ("pods", high)]

    assert used_by(best_effort, everything) == {"pods": "1"}
    assert used_by(urgent, everything) == {"pods": "1"}


def test_services_count_their_node_ports() -> None:
    small = quota({"services": "5", "services.nodeports": "5", "services.loadbalancers": "5"})
    made = [("services", service("a", type="NodePort")), ("services", service("b", type="LoadBalancer"))]

    assert used_by(small, made) == {"services": "2", "services.nodeports": "2", "services.loadbalancers": "1"}


async def test_the_status_follows_creation_end_and_deletion(
    access: FakeAccess, controllers: Controllers, until: Until
) -> None:
    access.create("resourcequotas", "shop", quota({"pods": "5", "requests.cpu": "2", "configmaps": "3"}))

    def used() -> dict[str, str]:
        found: dict[str, str] = access.get("resourcequotas", "shop", "small").get("status", {}).get("used", {})
        return found

    await until(lambda: used() == {"pods": "0", "requests.cpu": "0", "configmaps": "0"})
    for name in ("a", "b"):
        access.create("pods", "shop", asking(name))
    access.create("configmaps", "shop", obj("v1", "ConfigMap", "c"))
    await until(lambda: used() == {"pods": "2", "requests.cpu": "1", "configmaps": "1"})

    access.mutate("pods", "shop", "a", lambda p: p["status"].update(phase="Succeeded"), "status")
    access.delete("configmaps", "shop", "c")

    await until(lambda: used() == {"pods": "1", "requests.cpu": "500m", "configmaps": "0"})
    assert access.get("resourcequotas", "shop", "small")["status"]["hard"]["pods"] == "5"

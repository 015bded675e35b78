"""Hosts are set unschedulable, labelled, tainted and removed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from slipway.access import Role
from slipway.hosts.marks import changed_taints
from slipway.hosts.schemas import TaintsPatch
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory
from tests.slipway.hosts.nodes.conftest import node, node_path, pod, pod_path
from tests.slipway.kubernetes import Kubernetes

URL = "/api/v1/hosts"
pytestmark = pytest.mark.usefixtures("platform")


async def _last_operation(client: httpx.AsyncClient) -> dict[str, Any]:
    items = (await client.get("/api/v1/operations", params={"page_size": 1})).json()["items"]
    return dict((await client.get(f"/api/v1/operations/{items[0]['id']}")).json())


def _found(kubernetes: Kubernetes, name: str) -> dict[str, Any]:
    found = kubernetes.find(node_path(name))
    assert found is not None
    return found


async def test_a_host_takes_nothing_new_until_it_may_again(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """Both are written down, once, with before and after."""
    answer = await admin.post(f"{URL}/n2/cordon")
    assert (answer.json()["state"], answer.json()["schedulable"]) == ("unschedulable", False)
    assert _found(three, "n2")["spec"]["unschedulable"] is True
    operation = await _last_operation(admin)
    assert (operation["action"], operation["object_kind"], operation["object_name"]) == ("host.cordon", "host", "n2")
    assert (operation["before"]["schedulable"], operation["after"]["schedulable"]) == (True, False)

    await admin.post(f"{URL}/n2/cordon")
    assert (await _last_operation(admin))["id"] == operation["id"]

    assert (await admin.post(f"{URL}/n2/uncordon")).json()["state"] == "ready"
    assert "unschedulable" not in _found(three, "n2")["spec"]
    assert (await _last_operation(admin))["action"] == "host.uncordon"
    assert (await admin.post(f"{URL}/n9/cordon")).json()["error"]["code"] == "host.not_found"


async def test_labels_are_set_and_removed(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """Others stay."""
    body = {"labels": {"disk": None, "example.com/rack": "r_1.2", "empty": ""}}
    answer = await admin.patch(f"{URL}/n2/labels", json=body)

    assert answer.json()["labels"] == {"empty": "", "example.com/rack": "r_1.2"}
    assert _found(three, "n2")["metadata"]["labels"] == answer.json()["labels"]
    operation = await _last_operation(admin)
    assert (operation["action"], operation["before"]["labels"]) == ("host.label", {"disk": "ssd"})


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("", "x", "host.label_key_invalid"),
        ("-a", "x", "host.label_key_invalid"),
        ("a" * 64, "x", "host.label_key_invalid"),
        ("a/b/c", "x", "host.label_key_invalid"),
        ("Example.com/a", "x", "host.label_key_invalid"),
        (f"{'a.' * 127}com/a", "x", "host.label_key_invalid"),
        ("/a", "x", "host.label_key_invalid"),
        ("a\n", "x", "host.label_key_invalid"),
        ("a", "with space", "host.label_value_invalid"),
        ("a", "x" * 64, "host.label_value_invalid"),
        ("a", "x-", "host.label_value_invalid"),
        ("kubernetes.io/hostname", "x", "host.label_protected"),
        ("node-role.kubernetes.io/control-plane", None, "host.label_protected"),
        ("slipway.io/partition", "x", "host.label_protected"),
        ("deep.slipway.io/a", "x", "host.label_protected"),
    ],
)
async def test_wrong_marks_are_refused(
    admin: httpx.AsyncClient, three: Kubernetes, key: str, value: Any, code: str
) -> None:
    """Before the cluster is asked, for labels and taints alike."""
    labelled = await admin.patch(f"{URL}/n2/labels", json={"labels": {key: value}})
    taint = {"key": key, "value": value, "effect": "NoSchedule"} if value is not None else {"key": key}
    tainted = await admin.patch(f"{URL}/n2/taints", json={"add" if value is not None else "remove": [taint]})

    assert (labelled.status_code, labelled.json()["error"]["code"]) == (422, code)
    assert (tainted.status_code, tainted.json()["error"]["code"]) == (422, code)
    assert [path for method, path in three.requests if method == "PATCH"] == []


async def test_taints_are_set_and_removed(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """Those of the cluster's controllers stay."""
    own = {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute"}
    await three.put(node_path("n3"), node(taints=[own]))

    added = {"key": "only", "value": "big", "effect": "NoSchedule"}
    answer = await admin.patch(f"{URL}/n3/taints", json={"add": [added]})
    assert answer.json()["taints"] == [{**own, "value": ""}, added]
    assert (await _last_operation(admin))["after"]["taints"] == [own, added]

    answer = await admin.patch(f"{URL}/n3/taints", json={"remove": [{"key": "only"}]})
    assert _found(three, "n3")["spec"]["taints"] == [own]
    wrong = await admin.patch(f"{URL}/n3/taints", json={"add": [{**added, "effect": "Never"}]})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "request.invalid")


def test_a_taint_is_known_by_key_and_effect() -> None:
    """A new value replaces the old one; without an effect all of a key go."""
    taints = [{"key": "a", "value": "1", "effect": "NoSchedule"}, {"key": "a", "effect": "NoExecute"}]
    added = TaintsPatch.model_validate({"add": [{"key": "a", "value": "2", "effect": "NoSchedule"}]})
    assert changed_taints(taints, added) == [taints[1], {"key": "a", "value": "2", "effect": "NoSchedule"}]
    one = TaintsPatch.model_validate({"remove": [{"key": "a", "effect": "NoExecute"}]})
    assert changed_taints(taints, one) == taints[:1]
    assert changed_taints(taints, TaintsPatch.model_validate({"remove": [{"key": "a"}]})) == []


async def test_a_change_that_meets_another_is_made_again(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """And is given up after some tries, with an error of ours."""
    body = {"add": [{"key": "only", "effect": "NoSchedule"}]}
    answer = await _with_conflicts(admin, three, 1, body)
    assert answer.status_code == 200

    answer = await _with_conflicts(admin, three, 10, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "cluster.conflict")


async def _with_conflicts(client: httpx.AsyncClient, three: Kubernetes, number: int, body: Any) -> httpx.Response:
    """Have the next changes of nodes meet others."""
    patch, left = three._patch, number

    async def meeting(request: Any, at: Any) -> Any:
        nonlocal left
        if left:
            left -= 1
            await three.put(node_path("n2"), {**node(), "metadata": {"labels": {"left": str(left)}}})
        return await patch(request, at)

    three._patch = meeting  # type: ignore[method-assign]
    answer = await client.patch(f"{URL}/n2/taints", json=body)
    three._patch = patch  # type: ignore[method-assign]
    return answer


async def test_what_the_cluster_refuses_is_told(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """In its own words."""
    await admin.get(f"{URL}/n2/removal")
    three.failures.append(403)
    answer = await admin.post(f"{URL}/n2/cordon")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "cluster.rejected")
    assert "told to fail" in answer.json()["error"]["message"]


async def test_a_host_in_use_is_removed_by_force_only(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """It is told first what is lost."""
    await three.put(pod_path("alone"), pod("n2", owner="", volumes=[{"name": "scratch", "emptyDir": {}}]))

    told = (await admin.get(f"{URL}/n2/removal")).json()
    assert [each["code"] for each in told["obstacles"]] == ["host.still_ready", "host.runs_containers"]
    assert told["pods"] == ["shop/alone", "shop/web-1"]
    assert told["local_data"] == told["not_made_anew"] == ["shop/alone"]
    refused = await admin.delete(f"{URL}/n2")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "host.still_ready")

    await three.put(node_path("n2"), node(ready="False"))
    refused = await admin.delete(f"{URL}/n2")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "host.runs_containers")
    assert "shop/alone" in refused.json()["error"]["message"]

    assert (await admin.delete(f"{URL}/n2", params={"force": True})).status_code == 204
    assert three.find(node_path("n2")) is None
    operation = await _last_operation(admin)
    assert (operation["action"], operation["before"]["lost"]["pods"]) == ("host.remove", ["shop/alone", "shop/web-1"])


async def test_a_silent_empty_host_is_removed(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """Pods that are there for its sake, and ended ones, do not count."""
    await three.put(pod_path("agent-2"), pod("n3", owner="DaemonSet"))
    await three.put(pod_path("job-1"), pod("n3", phase="Succeeded"))

    assert (await admin.get(f"{URL}/n3/removal")).json()["obstacles"] == []
    assert (await admin.delete(f"{URL}/n3")).status_code == 204


async def test_auditors_change_nothing(factory: Factory, three: Kubernetes) -> None:
    """They read."""
    auditor = await factory.client(Role.PLATFORM_AUDITOR)
    answers = [
        await auditor.post(f"{URL}/n2/cordon"),
        await auditor.patch(f"{URL}/n2/labels", json={"labels": {"a": "b"}}),
        await auditor.patch(f"{URL}/n2/taints", json={"remove": [{"key": "a"}]}),
        await auditor.delete(f"{URL}/n2"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert {method for method, _ in three.requests} == {"GET"}


async def test_hosts_are_changed_at_the_terminal(run: Run, three: Kubernetes) -> None:
    """As with kubectl, and removal tells what is lost."""
    assert "takes no new pods" in await run("host", "cordon", "n2")
    assert "takes pods" in await run("host", "uncordon", "n2")
    labelled = await run("host", "label", "n2", "disk-", "rack=r1")
    assert "rack" in labelled and "disk" not in labelled
    assert "only" in await run("host", "taint", "n2", "only=big:NoSchedule")
    assert "no taints" in await run("host", "taint", "n2", "only-")
    assert "effect must be" in await run("host", "taint", "n2", "only=big", code=1)
    assert "neither" in await run("host", "label", "n2", "rack", code=1)

    refused = await run("host", "remove", "n2", "--yes", code=1)
    assert "is ready" in refused and "will end: shop/web-1" in refused
    assert "Removed host n2" in await run("host", "remove", "n2", "--force", "--yes")
    assert three.find(node_path("n2")) is None

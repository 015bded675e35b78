"""Pods that get more or less of the machine while they run."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client import ApiException

from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine

Obj = dict[str, Any]


def sized(name: str, cpu: str, memory: str, **parts: Any) -> Obj:
    """A container whose requests are its limits."""
    amounts = {"cpu": cpu, "memory": memory}
    return {**container(**parts), "name": name, "resources": {"requests": amounts, "limits": amounts}}


def resize(pods: Pods, name: str, **amounts: Obj) -> None:
    """Patch through the subresource; ``amounts`` by the container's name."""
    changes = [{"name": each, "resources": {"requests": to, "limits": to}} for each, to in amounts.items()]
    pods.core.patch_namespaced_pod_resize(name, pods.namespace, {"spec": {"containers": changes}})


def granted(found: kube.V1Pod) -> dict[str, Obj]:
    """What the containers have, by their names."""
    statuses = found.status.container_statuses or []
    return {each.name: dict(each.resources.limits or {}) for each in statuses if each.resources}


def restarts(found: kube.V1Pod) -> dict[str, int]:
    return {each.name: each.restart_count for each in found.status.container_statuses}


def test_guaranteed_pod_of_several_containers_is_resized_in_place(pods: Pods) -> None:
    """[sig-node] Pod InPlace Resize guaranteed pods with multiple containers"""
    pods.create(pod("grows", sized("c1", "50m", "32Mi"), sized("c2", "50m", "32Mi"), sized("c3", "50m", "48Mi")))
    pods.ready("grows")
    wanted = {
        "c1": {"cpu": "80m", "memory": "48Mi"},
        "c2": {"cpu": "70m", "memory": "40Mi"},
        "c3": {"cpu": "30m", "memory": "40Mi"},
    }
    resize(pods, "grows", **wanted)
    after = eventually(lambda: pods.read("grows"), lambda found: granted(found) == wanted)
    assert restarts(after) == {"c1": 0, "c2": 0, "c3": 0}
    assert not [each for each in after.status.conditions if each.type.startswith("PodResize")]
    limits = "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes"
    assert pods.run("grows", "sh", "-c", limits, container="c1").strip() == str(48 * 1024**2)


def test_container_restarts_where_its_policy_says_so(pods: Pods) -> None:
    policy = [{"resourceName": "memory", "restartPolicy": "RestartContainer"}]
    pods.create(pod("again", sized("c1", "50m", "32Mi", resizePolicy=policy)))
    pods.ready("again")
    resize(pods, "again", c1={"cpu": "50m", "memory": "48Mi"})
    wanted = {"c1": {"cpu": "50m", "memory": "48Mi"}}
    eventually(lambda: pods.read("again"), lambda found: granted(found) == wanted and restarts(found) == {"c1": 1})


def test_resize_by_replacing_and_reading_the_subresource(pods: Pods) -> None:
    """[sig-node] Pod InPlace Resize resize pod via the replace endpoint"""
    pods.create(pod("replaced", sized("c1", "50m", "32Mi")))
    pods.ready("replaced")

    def replace() -> bool:
        body = pods.core.read_namespaced_pod_resize("replaced", pods.namespace)
        body.spec.containers[0].resources.limits["cpu"] = "60m"
        body.spec.containers[0].resources.requests["cpu"] = "60m"
        try:
            pods.core.replace_namespaced_pod_resize("replaced", pods.namespace, body)
        except ApiException as error:
            assert error.status == 409
            return False
        return True

    eventually(replace, bool)
    eventually(lambda: granted(pods.read("replaced")), lambda has: has["c1"]["cpu"] == "60m")
    seen = pods.core.read_namespaced_pod_resize("replaced", pods.namespace)
    assert seen.spec == pods.read("replaced").spec


def test_resize_beyond_the_node_is_infeasible(pods: Pods) -> None:
    pods.create(pod("giant", sized("c1", "50m", "32Mi")))
    pods.ready("giant")
    resize(pods, "giant", c1={"cpu": "9999", "memory": "32Mi"})

    def reason() -> str:
        conditions = pods.read("giant").status.conditions
        return next((each.reason for each in conditions if each.type == "PodResizePending"), "")

    eventually(reason, lambda told: told == "Infeasible")
    assert granted(pods.read("giant"))["c1"]["cpu"] == "50m"


@pytest.mark.parametrize(
    ("resources", "said"),
    [
        ({"requests": {"cpu": "10m"}}, "Pod QOS Class may not change as a result of resizing"),
        ({"limits": {"cpu": "10m"}}, "must be less than or equal to cpu limit"),
    ],
)
def test_resizes_that_cannot_be(pods: Pods, resources: Obj, said: str) -> None:
    pods.create(pod("fixed", sized("c1", "50m", "32Mi")))
    with pytest.raises(ApiException) as refused:
        body = {"spec": {"containers": [{"name": "c1", "resources": resources}]}}
        pods.core.patch_namespaced_pod_resize("fixed", pods.namespace, body)
    assert refused.value.status == 422
    assert said in refused.value.body


def test_resources_are_changed_through_the_subresource_only(pods: Pods) -> None:
    pods.create(pod("plain", sized("c1", "50m", "32Mi")))
    amounts = {"cpu": "60m", "memory": "32Mi"}
    changed = {"spec": {"containers": [{"name": "c1", "resources": {"limits": amounts, "requests": amounts}}]}}
    with pytest.raises(ApiException) as refused:
        pods.core.patch_namespaced_pod("plain", pods.namespace, changed)
    assert refused.value.status == 422
    assert "pod updates may not change fields other than" in refused.value.body

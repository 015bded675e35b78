"""Pods: what happens between their creation and their end."""

from __future__ import annotations

import time

import pytest
from kubernetes import client as kube
from kubernetes import watch
from kubernetes.client.exceptions import ApiException

from tests.conformance.image import IMAGE
from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine


def test_pod_runs_its_command_to_the_end_and_keeps_its_log(api: kube.ApiClient, namespace: str) -> None:
    core = kube.CoreV1Api(api)
    container = {"name": "main", "image": IMAGE, "command": ["sh", "-c", "echo said; exit 0"]}
    core.create_namespaced_pod(
        namespace, {"metadata": {"name": "one"}, "spec": {"restartPolicy": "Never", "containers": [container]}}
    )
    eventually(lambda: core.read_namespaced_pod("one", namespace).status.phase, lambda phase: phase == "Succeeded")
    assert core.read_namespaced_pod_log("one", namespace) == "said\n"


def test_pod_that_is_not_there_is_not_found(api: kube.ApiClient, namespace: str) -> None:
    with pytest.raises(ApiException) as refused:
        kube.CoreV1Api(api).read_namespaced_pod("absent", namespace)
    assert refused.value.status == 404


def test_life_of_a_pod_and_of_its_status(pods: Pods) -> None:
    """[sig-node] Pods should run through the lifecycle of Pods and PodStatus"""
    seen: list[str] = []
    pods.create(pod("lives", container(), labels={"state": "new"}))
    pods.ready("lives")
    patched = pods.core.patch_namespaced_pod("lives", pods.namespace, {"metadata": {"labels": {"state": "patched"}}})
    watched = watch.Watch().stream(
        pods.core.list_namespaced_pod,
        pods.namespace,
        label_selector="state=patched",
        resource_version=patched.metadata.resource_version,
        timeout_seconds=60,
    )
    told = {"type": "Told", "status": "True", "reason": "By", "message": "a test"}
    pods.core.patch_namespaced_pod_status("lives", pods.namespace, {"status": {"conditions": [told]}})
    status = pods.core.read_namespaced_pod_status("lives", pods.namespace).status
    assert {"Told", "Ready", "PodScheduled"} <= {each.type for each in status.conditions}
    pods.core.delete_namespaced_pod("lives", pods.namespace)
    for event in watched:
        seen.append(event["type"])
        if event["type"] == "DELETED":
            break
    assert seen[-1] == "DELETED"
    assert set(seen[:-1]) == {"MODIFIED"}


def test_pods_are_deleted_together(pods: Pods) -> None:
    """[sig-node] Pods should delete a collection of pods"""
    for number in range(3):
        pods.create(pod(f"many-{number}", container(), labels={"of": "many"}))
    pods.core.delete_collection_namespaced_pod(pods.namespace, label_selector="of=many", grace_period_seconds=0)
    eventually(lambda: pods.names("of=many"), lambda names: not names)


def test_quality_of_service_follows_from_resources(pods: Pods) -> None:
    """[sig-node] Pods Extended should be set on Pods with matching resource requests and limits"""
    some, same = {"cpu": "10m"}, {"cpu": "10m", "memory": "16Mi"}
    cases = {"Guaranteed": {"requests": same, "limits": same}, "Burstable": {"requests": some}, "BestEffort": {}}
    for wanted, resources in cases.items():
        made = pods.create(pod(wanted.lower(), container(resources=resources)))
        assert made.status.qos_class == wanted


def test_pod_knows_its_host_and_tells_its_addresses(pods: Pods) -> None:
    """[sig-node] Pods should get a host IP"""
    pods.create(pod("placed", container()))
    found = pods.ready("placed")
    nodes = {address.address for node in pods.core.list_node().items for address in node.status.addresses}
    assert found.status.host_ip in nodes
    assert found.status.host_ips[0].ip == found.status.host_ip
    assert found.status.pod_ips[0].ip == found.status.pod_ip


def test_gated_pod_waits_until_its_gates_are_gone(pods: Pods) -> None:
    pods.create(pod("gated", container(), schedulingGates=[{"name": "example.com/ready"}]))
    time.sleep(1)
    waiting = pods.read("gated")
    assert waiting.spec.node_name is None
    assert waiting.status.conditions[0].reason == "SchedulingGated"
    gone = [{"op": "remove", "path": "/spec/schedulingGates"}]
    pods.core.patch_namespaced_pod("gated", pods.namespace, gone)
    pods.ready("gated")

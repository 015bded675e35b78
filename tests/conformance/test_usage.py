"""What pods and nodes use: metrics.k8s.io and the pages of the node, by the official client and kubectl."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client as kube

from tests.conformance.pods import Obj, Pods, container, pod
from tests.conformance.waiting import eventually
from tests.running import kubectls

pytestmark = pytest.mark.engine

HOLD = "head -c 64m /dev/zero > /dev/shm/held; sleep 3600"
BURN = "while :; do :; done"
MIB = 1024**2

_UNITS = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1.0, "Ki": 1024.0, "Mi": 1024.0**2, "Gi": 1024.0**3}


def number(quantity: str) -> float:
    digits, unit = re.fullmatch(r"([0-9.]+)([a-zA-Z]*)", quantity).groups()  # type: ignore[union-attr]  # it fails then
    return float(digits) * _UNITS[unit]


@pytest.fixture
def metrics(api: kube.ApiClient, namespace: str) -> Callable[..., Obj]:
    """Reads ``metrics.k8s.io``, of the test's namespace or of the nodes."""
    custom = kube.CustomObjectsApi(api)

    def read(plural: str = "pods", **options: Any) -> Obj:
        if plural == "nodes":
            listed: Obj = custom.list_cluster_custom_object("metrics.k8s.io", "v1beta1", "nodes", **options)
        else:
            listed = custom.list_namespaced_custom_object("metrics.k8s.io", "v1beta1", namespace, plural, **options)
        return listed

    return read


def usage_of(listed: Obj, name: str) -> dict[str, dict[str, float]]:
    """By container, of one pod; empty while there is none."""
    for item in listed["items"]:
        if item["metadata"]["name"] == name:
            return {one["name"]: {k: number(v) for k, v in one["usage"].items()} for one in item["containers"]}
    return {}


def page(api: kube.ApiClient, path: str, pods: Pods) -> str:
    """What the first node answers below ``proxy``."""
    node = pods.core.list_node().items[0].metadata.name
    text: str = kube.CoreV1Api(api).connect_get_node_proxy_with_path(node, path, _preload_content=False).data.decode()
    return text


def test_a_pod_that_computes_uses_about_one_core(pods: Pods, metrics: Callable[..., Obj]) -> None:
    pods.create(pod("busy", container(BURN), labels={"app": "busy"}))
    pods.create(pod("calm", container(), labels={"app": "calm"}))
    wanted = eventually(lambda: metrics(label_selector="app=busy"), lambda listed: bool(listed["items"]), 60)
    assert [item["metadata"]["name"] for item in wanted["items"]] == ["busy"]
    busy = eventually(lambda: usage_of(metrics(), "busy"), lambda used: used["main"]["cpu"] > 0.3, 60)
    assert busy["main"]["cpu"] < 1.5
    calm = eventually(lambda: usage_of(metrics(), "calm"), bool, 60)
    assert calm["main"]["cpu"] < 0.1
    nodes = metrics("nodes")["items"]
    assert sum(number(node["usage"]["cpu"]) for node in nodes) > 0.2


def test_a_pod_is_told_to_hold_the_memory_that_it_holds(pods: Pods, metrics: Callable[..., Obj]) -> None:
    memory = {"name": "shm", "emptyDir": {"medium": "Memory"}}
    holder = container(HOLD, volumeMounts=[{"name": "shm", "mountPath": "/dev/shm"}])
    pods.create(pod("holder", holder, volumes=[memory]))
    used = eventually(
        lambda: usage_of(metrics(), "holder"), lambda told: bool(told) and told["main"]["memory"] > 60 * MIB, 60
    )
    assert used["main"]["memory"] < 128 * MIB


def test_pods_without_measurements_are_not_there(
    api: kube.ApiClient, pods: Pods, metrics: Callable[..., Obj], namespace: str
) -> None:
    pods.create(pod("never", {"name": "main", "image": "nowhere/absent:1", "imagePullPolicy": "Never"}))
    assert usage_of(metrics(), "never") == {}
    with pytest.raises(kube.ApiException) as told:
        kube.CustomObjectsApi(api).get_namespaced_custom_object("metrics.k8s.io", "v1beta1", namespace, "pods", "never")
    assert told.value.status == 404


def test_kubectl_top_shows_pods_and_nodes(
    kubeconfig: Path, pods: Pods, metrics: Callable[..., Obj], namespace: str
) -> None:
    pods.create(pod("shown", container()))
    eventually(lambda: usage_of(metrics(), "shown"), bool, 60)
    eventually(lambda: metrics("nodes")["items"], bool, 60)
    for program in kubectls():
        command = [program, f"--kubeconfig={kubeconfig}", "top"]
        told = subprocess.run([*command, "pods", "-n", namespace], capture_output=True, text=True, check=True).stdout
        assert re.search(r"^shown +\d+m +\d+Mi", told, re.MULTILINE), told
        told = subprocess.run([*command, "nodes"], capture_output=True, text=True, check=True).stdout
        assert re.search(r"\d+m +\d+% +\d+Mi +\d+%", told), told


def test_the_summary_tells_of_nodes_containers_and_volumes(
    api: kube.ApiClient, pods: Pods, metrics: Callable[..., Obj], namespace: str
) -> None:
    written = container(
        "head -c 5m /dev/zero > /data/file; sleep 3600", volumeMounts=[{"name": "d", "mountPath": "/data"}]
    )
    made = pods.create(pod("writer", written, volumes=[{"name": "d", "emptyDir": {}}]))
    eventually(lambda: usage_of(metrics(), "writer"), bool, 60)

    def told() -> Obj:
        summary = json.loads(page(api, "stats/summary", pods))
        return next((one for one in summary["pods"] if one["podRef"]["uid"] == made.metadata.uid), {})

    found = eventually(told, lambda one: bool(one.get("volume")), 90)
    assert found["podRef"] == {"name": "writer", "namespace": namespace, "uid": made.metadata.uid}
    assert [one["name"] for one in found["containers"]] == ["main"]
    assert found["memory"]["workingSetBytes"] > 0 and found["cpu"]["usageCoreNanoSeconds"] > 0
    assert next(one for one in found["volume"] if one["name"] == "d")["usedBytes"] >= 5 * MIB
    assert found["network"]["interfaces"]


def test_the_pages_for_prometheus_tell_of_containers(
    api: kube.ApiClient, pods: Pods, metrics: Callable[..., Obj], namespace: str
) -> None:
    pods.create(pod("scraped", container()))
    eventually(lambda: usage_of(metrics(), "scraped"), bool, 60)
    labels = f'namespace="{namespace}",pod="scraped"'
    resource = page(api, "metrics/resource", pods)
    assert f'container_cpu_usage_seconds_total{{container="main",{labels}}}' in resource
    assert f"pod_memory_working_set_bytes{{{labels}}}" in resource
    assert "node_cpu_usage_seconds_total" in resource
    cadvisor = page(api, "metrics/cadvisor", pods)
    named = [line for line in cadvisor.splitlines() if labels in line]
    for name in (
        "container_cpu_usage_seconds_total",
        "container_memory_working_set_bytes",
        "container_memory_usage_bytes",
        "container_spec_cpu_shares",
        "container_network_receive_bytes_total",
    ):
        assert any(line.startswith(f"{name}{{") for line in named), name


def test_the_node_lists_its_logs(api: kube.ApiClient, pods: Pods) -> None:
    assert "<pre>" in page(api, "logs/", pods)
    assert page(api, "healthz", pods) == "ok"

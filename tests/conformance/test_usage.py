"""What pods and nodes use: metrics.k8s.io and the pages of the node, by the official client and kubectl."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import datetime
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


class Account:
    """What the kernel has counted of a pod's container, looks and all, read again and again."""

    READ = "date +%s; grep usage_usec /sys/fs/cgroup/cpu.stat 2>/dev/null || cat /sys/fs/cgroup/cpuacct/cpuacct.usage"
    """The account of the container's control group: in microseconds of version 2, in nanoseconds of version 1."""

    def __init__(self, pods: Pods, name: str) -> None:
        self._pods, self._name = pods, name
        self._seen: list[tuple[float, float]] = []

    def look(self) -> None:
        """Read the clock and the account in the pod itself, whose machine has the clock of the measurements."""
        now, used = self._pods.run(self._name, "sh", "-c", self.READ).splitlines()[:2]
        name, _, value = used.rpartition(" ")
        self._seen.append((float(now), float(value) / (1e6 if name else 1e9)))

    def cores(self, begin: float, end: float) -> tuple[float, float] | None:
        """The least and the most that the mean use between two moments can be; None until both lie between two looks.

        The pod's clock shows whole seconds: a look was up to a second later than it says.
        """
        before, after = [used for at, used in self._seen if at + 1 <= begin], self._at(end)
        if not before or after is None:
            return None
        begun = self._at(begin)
        assert begun is not None
        ended = max(used for at, used in self._seen if at + 1 <= end)
        return max(0, ended - begun) / (end - begin), (after - before[-1]) / (end - begin)

    def _at(self, moment: float) -> float | None:
        """What was used by then at most."""
        return next((used for at, used in self._seen if at >= moment), None)


def test_a_pod_that_computes_uses_what_the_kernel_counts(pods: Pods, metrics: Callable[..., Obj]) -> None:
    """However busy the machine is: how much of a core the pod gets is not the test's to say."""
    pods.create(pod("busy", container(BURN), labels={"app": "busy"}))
    pods.create(pod("calm", container(), labels={"app": "calm"}))
    pods.ready("busy")
    account = Account(pods, "busy")

    def told() -> tuple[float, tuple[float, float]] | None:
        """What is told of a window, and what the kernel counted in it; a window that began before the looks is over."""
        account.look()
        listed = metrics(label_selector="app=busy")["items"]
        assert {item["metadata"]["name"] for item in listed} <= {"busy"}
        if not listed:
            return None
        end = datetime.fromisoformat(listed[0]["timestamp"]).timestamp()
        counted = account.cores(end - seconds(listed[0]["window"]), end)
        used = number(listed[0]["containers"][0]["usage"]["cpu"])
        return None if counted is None else (used, counted)

    found = eventually(told, lambda pair: pair is not None, 120)
    assert found is not None
    used, (least, most) = found
    assert most > 0.02
    assert least - 0.05 <= used <= most + 0.05
    calm = eventually(lambda: usage_of(metrics(), "calm"), bool, 60)
    assert calm["main"]["cpu"] < 0.1
    eventually(
        lambda: sum(number(node["usage"]["cpu"]) for node in metrics("nodes")["items"]), lambda sum_: sum_ > used / 2
    )


def seconds(duration: str) -> float:
    """Of a duration like ``1m15.2s``."""
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
    return sum(float(value) * units[unit] for value, unit in re.findall(r"([0-9.]+)(ms|h|m|s)", duration))


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


def test_the_node_tells_how_much_of_a_claim_is_used(api: kube.ApiClient, pods: Pods, namespace: str) -> None:
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "64Mi"}}}
    pods.core.create_namespaced_persistent_volume_claim(namespace, {"metadata": {"name": "data"}, "spec": claim})
    volume = {"name": "d", "persistentVolumeClaim": {"claimName": "data"}}
    script = "head -c 20m /dev/zero > /data/file; sync; sleep 3600"
    pods.create(pod("writer", container(script, volumeMounts=[{"name": "d", "mountPath": "/data"}]), volumes=[volume]))
    node = pods.ready("writer", 60).spec.node_name
    labels = f'namespace="{namespace}",persistentvolumeclaim="data"'

    def of_node(path: str) -> str:
        text: str = (
            kube.CoreV1Api(api).connect_get_node_proxy_with_path(node, path, _preload_content=False).data.decode()
        )
        return text

    def told() -> dict[str, float]:
        """By name of the metric."""
        lines = [
            line
            for line in of_node("metrics").splitlines()
            if line.startswith("kubelet_volume_stats_") and labels in line
        ]
        return {line.partition("{")[0]: float(line.rpartition("} ")[2].split()[0]) for line in lines}

    found = eventually(told, lambda values: values.get("kubelet_volume_stats_used_bytes", 0) >= 20 * MIB, 90)
    assert found["kubelet_volume_stats_used_bytes"] < found["kubelet_volume_stats_capacity_bytes"] <= 64 * MIB
    assert found["kubelet_volume_stats_available_bytes"] < found["kubelet_volume_stats_capacity_bytes"]
    assert found["kubelet_volume_stats_inodes_used"] > 0

    def summed() -> list[Obj]:
        listed = json.loads(of_node("stats/summary"))["pods"]
        mine = [one for one in listed if one["podRef"]["namespace"] == namespace]
        return [volume for one in mine for volume in one.get("volume", ()) if volume["name"] == "d"]

    (used,) = eventually(summed, bool)
    assert used["pvcRef"] == {"name": "data", "namespace": namespace} and used["usedBytes"] >= 20 * MIB


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
        "container_fs_reads_bytes_total",
        "container_fs_writes_bytes_total",
    ):
        assert any(line.startswith(f"{name}{{") for line in named), name


def test_the_node_lists_its_logs(api: kube.ApiClient, pods: Pods) -> None:
    assert "<pre>" in page(api, "logs/", pods)
    assert page(api, "healthz", pods) == "ok"

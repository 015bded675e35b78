"""Horizontal pod autoscalers: conformance area "HorizontalPodAutoscaling", with kubectl and with real load."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.pods import Pods
from tests.conformance.waiting import eventually
from tests.conformance.workloads import template
from tests.running import KUBECTLS, kubectls

pytestmark = pytest.mark.engine

Obj = dict[str, Any]
LABELS = {"app": "web"}


class Autoscalers:
    """The autoscalers of one namespace, each of which is named web, and a deployment for them."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.api = kube.AutoscalingV2Api(api)
        self.apps = kube.AppsV1Api(api)
        self.core = kube.CoreV1Api(api)
        self.namespace = namespace

    def create(self, **spec: Any) -> Any:
        reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
        body = {"metadata": {"name": "web"}, "spec": {"scaleTargetRef": reference, "maxReplicas": 3, **spec}}
        return self.api.create_namespaced_horizontal_pod_autoscaler(self.namespace, body)

    def read(self) -> Any:
        return self.api.read_namespaced_horizontal_pod_autoscaler("web", self.namespace)

    def until(self, holds: Callable[[Any], object], seconds: float = 30) -> Any:
        return eventually(lambda: self.read().status, holds, seconds)

    def deploy(self, replicas: int, script: str = "sleep 3600", **spec: Any) -> None:
        full = {
            "replicas": replicas,
            "selector": {"matchLabels": LABELS},
            "template": template(script, labels=LABELS, **spec),
        }
        self.apps.create_namespaced_deployment(self.namespace, {"metadata": {"name": "web"}, "spec": full})

    def replicas(self) -> int:
        replicas: int = self.apps.read_namespaced_deployment_scale("web", self.namespace).spec.replicas
        return replicas

    def told(self) -> set[tuple[str, str]]:
        """The reasons and messages of all events so far; their order is nobody's promise."""
        listed = self.core.list_namespaced_event(self.namespace).items
        return {(str(event.reason), str(event.message)) for event in listed}


def _condition(status: Any, kind: str) -> tuple[str, str]:
    found = next((each for each in status.conditions or () if each.type == kind), None)
    return (found.status, found.reason) if found else ("", "")


@pytest.fixture
def autoscalers(api: kube.ApiClient, namespace: str) -> Autoscalers:
    return Autoscalers(api, namespace)


def test_autoscaler_can_be_read_changed_listed_and_deleted(autoscalers: Autoscalers) -> None:
    api, namespace = autoscalers.api, autoscalers.namespace
    made = autoscalers.create(minReplicas=2)
    assert made.spec.metrics[0].resource.target.average_utilization == 80

    made.metadata.labels = {"tested": "yes"}
    made.metadata.resource_version = None
    made.spec.max_replicas = 7
    api.replace_namespaced_horizontal_pod_autoscaler("web", namespace, made)
    api.patch_namespaced_horizontal_pod_autoscaler("web", namespace, {"spec": {"minReplicas": 3}})

    listed = api.list_horizontal_pod_autoscaler_for_all_namespaces(label_selector="tested=yes").items
    assert [(each.spec.min_replicas, each.spec.max_replicas) for each in listed] == [(3, 7)]
    api.delete_collection_namespaced_horizontal_pod_autoscaler(namespace, label_selector="tested=yes")
    with pytest.raises(ApiException) as gone:
        autoscalers.read()
    assert gone.value.status == 404


def test_status_can_be_read_and_patched_alone(autoscalers: Autoscalers) -> None:
    api, namespace = autoscalers.api, autoscalers.namespace
    autoscalers.create()
    condition = {"type": "Tested", "status": "True", "reason": "Tour", "message": "by hand"}

    api.patch_namespaced_horizontal_pod_autoscaler_status("web", namespace, {"status": {"conditions": [condition]}})

    status = api.read_namespaced_horizontal_pod_autoscaler_status("web", namespace).status
    assert _condition(status, "Tested") == ("True", "Tour")


def test_bad_autoscaler_is_refused(autoscalers: Autoscalers) -> None:
    with pytest.raises(ApiException) as refused:
        autoscalers.create(minReplicas=4)

    assert refused.value.status == 422
    assert "spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`" in str(
        refused.value.body
    )


def test_replicas_are_brought_within_the_bounds(autoscalers: Autoscalers) -> None:
    autoscalers.deploy(1)

    autoscalers.create(minReplicas=2)

    eventually(autoscalers.replicas, lambda replicas: replicas == 2, 30)
    message = "New size: 2; reason: Current number of replicas below Spec.MinReplicas"
    eventually(autoscalers.told, lambda told: ("SuccessfulRescale", message) in told, 30)


def test_target_without_requests_is_told(autoscalers: Autoscalers, pods: Pods) -> None:
    autoscalers.deploy(1)
    autoscalers.create()

    status = autoscalers.until(lambda status: _condition(status, "ScalingActive")[0] == "False", 60)

    assert _condition(status, "AbleToScale") == ("True", "SucceededGetScale")
    assert _condition(status, "ScalingActive") == ("False", "FailedGetResourceMetric")
    assert autoscalers.replicas() == 1


@pytest.mark.parametrize("kubectl", kubectls())
def test_kubectl_makes_shows_and_describes_autoscalers(
    autoscalers: Autoscalers, kubeconfig: Path, kubectl: str
) -> None:
    def run(*arguments: str) -> str:
        program = [kubectl, f"--kubeconfig={kubeconfig}", f"--namespace={autoscalers.namespace}"]
        return subprocess.run([*program, *arguments], capture_output=True, text=True, check=True).stdout

    autoscalers.deploy(1)
    run("autoscale", "deployment", "web", "--min=2", "--max=5", "--cpu-percent=60")
    autoscalers.until(lambda status: status.desired_replicas == 2)

    header, line = run("get", "hpa", "web").splitlines()
    described = run("describe", "hpa", "web")

    assert header.split() == ["NAME", "REFERENCE", "TARGETS", "MINPODS", "MAXPODS", "REPLICAS", "AGE"]
    assert line.split()[:2] == ["web", "Deployment/web"]
    assert "/60%" in line
    if kubectl != str(KUBECTLS["debian"]):  # which describes version 1, where conditions are not told
        assert "SucceededRescale" in described or "SucceededGetScale" in described
    assert "SuccessfulRescale" in described


BUSY = "while :; do if [ -e /load/on ]; then i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done; else sleep 0.2; fi; done"


@pytest.fixture
def load(autoscalers: Autoscalers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """While this file is there, every pod of the deployment uses all the CPU that it may."""
    switch = tmp_path_factory.mktemp("load") / "on"
    switch.touch()
    volume = {"name": "load", "hostPath": {"path": str(switch.parent), "type": "Directory"}}
    fields = {
        "resources": {"requests": {"cpu": "100m"}, "limits": {"cpu": "100m"}},
        "volumeMounts": [{"name": "load", "mountPath": "/load"}],
    }
    autoscalers.deploy(1, BUSY, container=fields, volumes=[volume])
    yield switch
    switch.unlink(missing_ok=True)


def test_load_adds_replicas_and_its_end_removes_them(autoscalers: Autoscalers, load: Path) -> None:
    target = {"type": "Utilization", "averageUtilization": 60}
    quickly = {"stabilizationWindowSeconds": 0}
    autoscalers.create(
        metrics=[{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
        behavior={"scaleUp": quickly, "scaleDown": quickly},
    )

    eventually(autoscalers.replicas, lambda replicas: replicas == 3, 150)
    status = autoscalers.until(lambda status: _condition(status, "ScalingLimited") == ("True", "TooManyReplicas"), 90)
    assert status.current_metrics[0].resource.current.average_utilization > 60
    load.unlink()

    eventually(autoscalers.replicas, lambda replicas: replicas == 1, 120)
    message = "New size: 1; reason: All metrics below target"
    eventually(autoscalers.told, lambda told: ("SuccessfulRescale", message) in told, 30)

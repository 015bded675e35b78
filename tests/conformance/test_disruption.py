"""Disruption budgets, eviction and draining: conformance area "DisruptionController"."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually
from tests.conformance.workloads import template
from tests.running import kubectls

pytestmark = pytest.mark.engine

LABELS = {"app": "web"}


class Budgets:
    """The disruption budgets of one namespace, each of which is named web, and a deployment for them."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.policy = kube.PolicyV1Api(api)
        self.apps = kube.AppsV1Api(api)
        self.core = kube.CoreV1Api(api)
        self.namespace = namespace

    def create(self, **spec: Any) -> kube.V1PodDisruptionBudget:
        body = {"metadata": {"name": "web"}, "spec": {"selector": {"matchLabels": LABELS}, **spec}}
        return self.policy.create_namespaced_pod_disruption_budget(self.namespace, body)

    def until(self, holds: Callable[[Any], object]) -> Any:
        return eventually(
            lambda: self.policy.read_namespaced_pod_disruption_budget("web", self.namespace).status, holds, 30
        )

    def deploy(self, replicas: int) -> None:
        spec = {"replicas": replicas, "selector": {"matchLabels": LABELS}, "template": template(labels=LABELS)}
        self.apps.create_namespaced_deployment(self.namespace, {"metadata": {"name": "web"}, "spec": spec})
        eventually(
            lambda: self.apps.read_namespaced_deployment("web", self.namespace).status.ready_replicas,
            lambda ready: ready == replicas,
            40,
        )

    def evict(self, name: str) -> None:
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": self.namespace}}
        self.core.create_namespaced_pod_eviction(name, self.namespace, body)


@pytest.fixture
def budgets(api: kube.ApiClient, namespace: str) -> Budgets:
    return Budgets(api, namespace)


def test_status_tells_how_many_pods_may_go(budgets: Budgets) -> None:
    budgets.create(minAvailable=2)
    budgets.deploy(3)

    status = budgets.until(lambda status: status.disruptions_allowed == 1)

    assert (status.expected_pods, status.current_healthy, status.desired_healthy) == (3, 3, 2)
    assert [(each.type, each.status) for each in status.conditions] == [("DisruptionAllowed", "True")]


def test_percentages_are_of_what_controllers_want(budgets: Budgets) -> None:
    budgets.create(maxUnavailable="50%")
    budgets.deploy(3)

    status = budgets.until(lambda status: status.current_healthy == 3)

    assert (status.expected_pods, status.desired_healthy, status.disruptions_allowed) == (3, 1, 2)


def test_eviction_beyond_the_budget_is_refused(budgets: Budgets, pods: Pods) -> None:
    budgets.create(minAvailable=1)
    main = container()
    for name in ("web-1", "web-2"):
        pods.create(pod(name, main, labels=LABELS))
        pods.ready(name)
    budgets.until(lambda status: status.disruptions_allowed == 1)

    budgets.evict("web-1")
    with pytest.raises(ApiException) as refused:
        budgets.evict("web-2")

    assert refused.value.status == 429
    body = json.loads(refused.value.body)
    assert body["message"] == "Cannot evict pod as it would violate the pod's disruption budget."
    assert "The disruption budget web" in body["details"]["causes"][0]["message"]
    eventually(lambda: pods.names("app=web"), lambda names: names == {"web-2"}, 30)


def test_pod_without_a_budget_is_evicted(budgets: Budgets, pods: Pods) -> None:
    pods.create(pod("plain", container()))
    pods.ready("plain")

    budgets.evict("plain")

    eventually(pods.names, lambda names: not names, 30)


def test_pod_that_does_not_run_needs_no_permit(budgets: Budgets, pods: Pods) -> None:
    budgets.create(minAvailable=5)
    pods.create(pod("lost", container(), labels=LABELS, nodeSelector={"example.org/nowhere": "yes"}))
    budgets.until(lambda status: status.observed_generation == 1)

    budgets.evict("lost")

    eventually(pods.names, lambda names: not names, 30)


@pytest.mark.parametrize(("policy", "goes"), [("IfHealthyBudget", False), ("AlwaysAllow", True)])
def test_policy_decides_about_pods_that_are_not_ready(budgets: Budgets, pods: Pods, policy: str, goes: bool) -> None:
    budgets.create(minAvailable=1, unhealthyPodEvictionPolicy=policy)
    never = {"exec": {"command": ["false"]}, "periodSeconds": 1}
    pods.create(pod("sick", container(readinessProbe=never), labels=LABELS))
    eventually(lambda: pods.read("sick").status.phase, lambda phase: phase == "Running", 30)
    budgets.until(lambda status: status.expected_pods == 1)

    if goes:
        budgets.evict("sick")
        eventually(pods.names, lambda names: not names, 30)
    else:
        with pytest.raises(ApiException) as refused:
            budgets.evict("sick")
        assert refused.value.status == 429


def test_selector_decides_which_pods_are_meant(budgets: Budgets, pods: Pods) -> None:
    budgets.create(minAvailable=1)
    pods.create(pod("other", container(), labels={"app": "other"}))
    pods.ready("other")

    status = budgets.until(lambda status: status.observed_generation == 1)

    assert status.expected_pods == 0


@pytest.mark.parametrize(
    "spec", [{"minAvailable": 1, "maxUnavailable": 1}, {"minAvailable": -1}, {"maxUnavailable": "200%"}]
)
def test_bad_budget_is_refused(budgets: Budgets, spec: dict[str, Any]) -> None:
    with pytest.raises(ApiException) as refused:
        budgets.create(**spec)

    assert refused.value.status == 422


def test_budget_can_be_updated_and_patched(budgets: Budgets) -> None:
    budgets.create(minAvailable=1)
    budgets.until(lambda status: status.observed_generation == 1)
    made = budgets.policy.read_namespaced_pod_disruption_budget("web", budgets.namespace)
    made.spec.min_available = 2
    updated = budgets.policy.replace_namespaced_pod_disruption_budget("web", budgets.namespace, made)
    assert updated.spec.min_available == 2

    body = {"spec": {"minAvailable": "10%"}}
    patched = budgets.policy.patch_namespaced_pod_disruption_budget("web", budgets.namespace, body)

    assert patched.spec.min_available == "10%"
    budgets.until(lambda status: status.observed_generation == 3)


@pytest.mark.parametrize("kubectl", kubectls()[:1])
def test_drain_cordons_the_node_and_waits_for_the_budget(
    budgets: Budgets, pods: Pods, kubeconfig: Path, kubectl: str
) -> None:
    budgets.create(minAvailable=1)
    budgets.deploy(1)
    budgets.until(lambda status: status.current_healthy == 1)
    listed = pods.core.list_namespaced_pod(pods.namespace, label_selector="app=web").items
    node = listed[0].spec.node_name
    program = [kubectl, f"--kubeconfig={kubeconfig}"]
    drain = [*program, "drain", node, "--pod-selector=app=web", "--ignore-daemonsets", "--timeout=3s"]
    try:
        done = subprocess.run(drain, capture_output=True, text=True, check=False)
        assert done.returncode != 0
        assert "disruption budget" in done.stderr
        assert pods.core.read_node(node).spec.unschedulable
        assert pods.names("app=web") == {listed[0].metadata.name}
    finally:
        subprocess.run([*program, "uncordon", node], capture_output=True, check=True)

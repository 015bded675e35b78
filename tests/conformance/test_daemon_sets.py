"""Daemon sets and controller revisions: conformance area "Daemon set"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kubernetes import client as kube

from tests.conformance.pods import Pods
from tests.conformance.waiting import eventually
from tests.conformance.workloads import template

pytestmark = pytest.mark.engine

LABELS = {"app": "agent"}


class DaemonSets:
    """The daemon sets of one namespace, each of which is named agent."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.apps = kube.AppsV1Api(api)
        self.core = kube.CoreV1Api(api)
        self.namespace = namespace

    def create(self, pod: dict[str, Any] | None = None, **spec: Any) -> kube.V1DaemonSet:
        wanted = {"selector": {"matchLabels": LABELS}, "template": template(labels=LABELS, **(pod or {})), **spec}
        return self.apps.create_namespaced_daemon_set(self.namespace, {"metadata": {"name": "agent"}, "spec": wanted})

    def read(self) -> kube.V1DaemonSet:
        return self.apps.read_namespaced_daemon_set("agent", self.namespace)

    def patch(self, spec: dict[str, Any]) -> kube.V1DaemonSet:
        return self.apps.patch_namespaced_daemon_set("agent", self.namespace, {"spec": spec})

    def until(self, holds: Callable[[kube.V1DaemonSet], object], seconds: float = 60) -> kube.V1DaemonSet:
        return eventually(self.read, holds, seconds)

    def ready(self) -> kube.V1DaemonSet:
        return self.until(is_done)

    def nodes(self) -> list[kube.V1Node]:
        """Nodes that take ordinary pods."""
        listed = self.core.list_node().items
        return [node for node in listed if not any(t.effect == "NoSchedule" for t in node.spec.taints or ())]


def is_done(found: kube.V1DaemonSet) -> bool:
    status = found.status
    return bool(
        status.observed_generation == found.metadata.generation
        and status.desired_number_scheduled
        and status.number_available == status.updated_number_scheduled == status.desired_number_scheduled
    )


@pytest.fixture
def sets(api: kube.ApiClient, namespace: str) -> DaemonSets:
    return DaemonSets(api, namespace)


def test_every_node_has_one_pod(sets: DaemonSets, pods: Pods) -> None:
    sets.create()
    found = sets.ready()

    listed = pods.core.list_namespaced_pod(pods.namespace, label_selector="app=agent").items
    assert sorted(pod.spec.node_name for pod in listed) == sorted(node.metadata.name for node in sets.nodes())
    assert found.status.number_misscheduled == 0


def test_deleted_pod_is_made_again(sets: DaemonSets, pods: Pods) -> None:
    sets.create()
    sets.ready()
    before = pods.names("app=agent")
    victim = sorted(before)[0]

    pods.core.delete_namespaced_pod(victim, pods.namespace)

    eventually(lambda: pods.names("app=agent"), lambda names: victim not in names and len(names) == len(before), 30)
    sets.ready()


def test_pods_are_only_on_nodes_with_the_label(sets: DaemonSets, pods: Pods) -> None:
    label = f"example.org/{pods.namespace}"
    sets.create({"nodeSelector": {label: "blue"}})
    sets.until(lambda found: found.status.observed_generation == 1)
    assert pods.names("app=agent") == set()
    node = sets.nodes()[0].metadata.name

    try:
        sets.core.patch_node(node, {"metadata": {"labels": {label: "blue"}}})
        sets.ready()
        assert len(pods.names("app=agent")) == 1
        sets.core.patch_node(node, {"metadata": {"labels": {label: "green"}}})
        eventually(lambda: pods.names("app=agent"), lambda names: not names, 30)
    finally:
        sets.core.patch_node(node, {"metadata": {"labels": {label: None}}})


def test_cordoned_node_keeps_its_daemon_pod(sets: DaemonSets, pods: Pods) -> None:
    node = sets.nodes()[0].metadata.name
    try:
        sets.core.patch_node(node, {"spec": {"unschedulable": True}})
        sets.create()
        sets.ready()
    finally:
        sets.core.patch_node(node, {"spec": {"unschedulable": None}})


def test_failed_pod_is_replaced(sets: DaemonSets, pods: Pods) -> None:
    sets.create()
    sets.ready()
    victim = sorted(pods.names("app=agent"))[0]

    pods.core.patch_namespaced_pod_status(victim, pods.namespace, {"status": {"phase": "Failed"}})

    eventually(lambda: pods.names("app=agent"), lambda names: victim not in names and names, 30)
    sets.ready()


def test_template_change_is_rolled_out_and_back(sets: DaemonSets, pods: Pods) -> None:
    sets.create()
    sets.ready()
    before = pods.names("app=agent")

    container = {"name": "main", "env": [{"name": "VERSION", "value": "2"}]}
    sets.patch({"template": {"spec": {"containers": [container]}}})
    sets.ready()

    assert not before & pods.names("app=agent")
    revisions = sets.apps.list_namespaced_controller_revision(pods.namespace, label_selector="app=agent").items
    assert sorted(revision.revision for revision in revisions) == [1, 2]
    oldest = min(revisions, key=lambda revision: revision.revision)
    assert oldest.metadata.owner_references[0].kind == "DaemonSet"
    hashes = {revision.metadata.labels["controller-revision-hash"] for revision in revisions}
    listed = pods.core.list_namespaced_pod(pods.namespace, label_selector="app=agent").items
    assert {pod.metadata.labels["controller-revision-hash"] for pod in listed} < hashes


def test_on_delete_waits_for_somebody_to_delete_pods(sets: DaemonSets, pods: Pods) -> None:
    sets.create(updateStrategy={"type": "OnDelete"})
    sets.ready()
    before = pods.names("app=agent")

    sets.patch({"template": {"metadata": {"annotations": {"changed": "yes"}}}})
    sets.until(lambda found: found.status.observed_generation == 2 and not found.status.updated_number_scheduled)
    assert pods.names("app=agent") == before
    for name in before:
        pods.core.delete_namespaced_pod(name, pods.namespace)

    sets.ready()


def test_status_can_be_patched(sets: DaemonSets) -> None:
    sets.create()
    sets.ready()
    mark = {"type": "Noted", "status": "True", "reason": "Test", "message": "by a patch"}

    body = {"status": {"conditions": [mark]}}
    patched = sets.apps.patch_namespaced_daemon_set_status("agent", sets.namespace, body)

    assert [condition.type for condition in patched.status.conditions] == ["Noted"]

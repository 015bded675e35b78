"""Namespaces: their life, and what goes with them."""

from __future__ import annotations

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine


def _gone(core: kube.CoreV1Api, name: str) -> None:
    eventually(lambda: {each.metadata.name for each in core.list_namespace().items}, lambda names: name not in names)


def test_deletion_removes_pods_services_and_all_else(pods: Pods) -> None:
    pods.create(pod("one", container()))
    pods.ready("one")
    pods.core.create_namespaced_service(
        pods.namespace, {"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}}
    )
    pods.core.create_namespaced_config_map(pods.namespace, {"metadata": {"name": "settings"}})
    pods.core.delete_namespace(pods.namespace)
    _gone(pods.core, pods.namespace)
    pods.core.create_namespace({"metadata": {"name": pods.namespace}})
    assert not pods.names()
    assert not pods.core.list_namespaced_service(pods.namespace).items


def test_pods_go_before_all_else(pods: Pods) -> None:
    finalizer = "example.org/wait"
    waiting = pod("waiting", container())
    waiting["metadata"]["finalizers"] = [finalizer]
    pods.create(waiting)
    pods.core.create_namespaced_config_map(pods.namespace, {"metadata": {"name": "settings"}})
    pods.core.delete_namespace(pods.namespace)
    eventually(lambda: pods.read("waiting").metadata.deletion_timestamp, bool)
    assert pods.core.read_namespaced_config_map("settings", pods.namespace)
    read = lambda: pods.core.read_namespace(pods.namespace)  # noqa: E731 - what is waited for
    told = eventually(read, lambda found: bool(found.status.conditions))
    assert told.status.phase == "Terminating"
    assert "NamespaceFinalizersRemaining" in {each.type for each in told.status.conditions if each.status == "True"}
    pods.core.patch_namespaced_pod("waiting", pods.namespace, {"metadata": {"finalizers": None}})
    _gone(pods.core, pods.namespace)
    pods.core.create_namespace({"metadata": {"name": pods.namespace}})


def test_nothing_is_created_in_a_namespace_that_goes(pods: Pods) -> None:
    body = {"metadata": {"name": "held", "finalizers": ["example.org/wait"]}}
    pods.core.create_namespaced_config_map(pods.namespace, body)
    pods.core.delete_namespace(pods.namespace)
    with pytest.raises(ApiException) as refused:
        pods.core.create_namespaced_config_map(pods.namespace, {"metadata": {"name": "late"}})
    assert refused.value.status == 403
    assert "because it is being terminated" in refused.value.body
    pods.core.patch_namespaced_config_map("held", pods.namespace, {"metadata": {"finalizers": None}})
    _gone(pods.core, pods.namespace)
    pods.core.create_namespace({"metadata": {"name": pods.namespace}})


def test_status_can_be_patched_and_updated(pods: Pods) -> None:
    core, name = pods.core, pods.namespace
    assert core.read_namespace_status(name).status.phase == "Active"
    condition = {"type": "Tested", "status": "True", "reason": "Patch", "message": "by patch"}
    patched = core.patch_namespace_status(name, {"status": {"conditions": [condition]}})
    assert [each.reason for each in patched.status.conditions] == ["Patch"]
    patched.status.conditions[0].reason = "Update"
    updated = core.replace_namespace_status(name, patched)
    assert [each.reason for each in updated.status.conditions] == ["Update"]


def test_labels_and_finalizers_can_be_changed(pods: Pods) -> None:
    core, name = pods.core, pods.namespace
    assert core.patch_namespace(name, {"metadata": {"labels": {"tested": "yes"}}}).metadata.labels["tested"] == "yes"
    found = core.read_namespace(name)
    found.spec.finalizers = [*found.spec.finalizers, "example.org/fake"]
    finalized = core.replace_namespace_finalize(name, found)
    assert "example.org/fake" in finalized.spec.finalizers
    finalized.spec.finalizers = ["kubernetes"]
    assert core.replace_namespace_finalize(name, finalized).spec.finalizers == ["kubernetes"]


def test_every_namespace_carries_its_name_as_a_label(pods: Pods) -> None:
    found = pods.core.read_namespace(pods.namespace)
    assert found.metadata.labels["kubernetes.io/metadata.name"] == pods.namespace

"""Garbage collection: what happens to dependents when their owner is deleted."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine

LABELS = {"app": "owned"}


def template() -> dict[str, Any]:
    return {
        "metadata": {"labels": LABELS},
        "spec": {"containers": [container()], "terminationGracePeriodSeconds": 0},
    }


@pytest.fixture
def deployment(api: kube.ApiClient, pods: Pods) -> str:
    """A deployment with one replica set and two pods."""
    spec = {"replicas": 2, "selector": {"matchLabels": LABELS}, "template": template()}
    kube.AppsV1Api(api).create_namespaced_deployment(pods.namespace, {"metadata": {"name": "owner"}, "spec": spec})
    eventually(pods.names, lambda names: len(names) == 2)
    return "owner"


@pytest.fixture
def controller(pods: Pods) -> kube.V1ReplicationController:
    """A replication controller with four pods."""
    spec = {"replicas": 4, "selector": LABELS, "template": template()}
    pods.core.create_namespaced_replication_controller(pods.namespace, {"metadata": {"name": "owner"}, "spec": spec})
    eventually(pods.names, lambda names: len(names) == 4)
    return pods.core.read_namespaced_replication_controller("owner", pods.namespace)


def test_deployment_deleted_in_the_background_takes_replica_sets_and_pods(
    api: kube.ApiClient, pods: Pods, deployment: str
) -> None:
    apps = kube.AppsV1Api(api)
    apps.delete_namespaced_deployment(deployment, pods.namespace, propagation_policy="Background")
    eventually(lambda: apps.list_namespaced_replica_set(pods.namespace).items, lambda found: not found)
    eventually(pods.names, lambda names: not names)


def test_deployment_deleted_with_orphans_leaves_replica_sets_and_pods(
    api: kube.ApiClient, pods: Pods, deployment: str
) -> None:
    apps = kube.AppsV1Api(api)
    before = pods.names()
    apps.delete_namespaced_deployment(deployment, pods.namespace, propagation_policy="Orphan")
    eventually(lambda: apps.list_namespaced_deployment(pods.namespace).items, lambda found: not found)
    (left,) = apps.list_namespaced_replica_set(pods.namespace).items
    assert not left.metadata.owner_references
    assert pods.names() == before


def test_controller_deleted_in_the_background_takes_its_pods(
    pods: Pods, controller: kube.V1ReplicationController
) -> None:
    pods.core.delete_namespaced_replication_controller("owner", pods.namespace, propagation_policy="Background")
    eventually(pods.names, lambda names: not names)


def test_controller_deleted_in_the_foreground_goes_after_its_pods(
    pods: Pods, controller: kube.V1ReplicationController
) -> None:
    pods.core.delete_namespaced_replication_controller("owner", pods.namespace, propagation_policy="Foreground")

    def owner_or_pods() -> tuple[bool, set[str]]:
        there = bool(pods.core.list_namespaced_replication_controller(pods.namespace).items)
        return there, pods.names()

    def gone(state: tuple[bool, set[str]]) -> bool:
        assert state[0] or not state[1], "the owner went before its pods"
        return not state[0]

    eventually(owner_or_pods, gone)


def test_controller_deleted_with_orphans_leaves_its_pods(pods: Pods, controller: kube.V1ReplicationController) -> None:
    before = pods.names()
    pods.core.delete_namespaced_replication_controller("owner", pods.namespace, propagation_policy="Orphan")
    eventually(lambda: pods.core.list_namespaced_replication_controller(pods.namespace).items, lambda found: not found)
    assert pods.names() == before
    assert not any(pods.read(name).metadata.owner_references for name in before)


@pytest.mark.parametrize("kind", ["job", "replication controller"])
def test_pods_of_the_oldest_kinds_stay_unless_something_else_is_asked(
    api: kube.ApiClient, pods: Pods, kind: str
) -> None:
    """The default of these kinds is older than the garbage collector: dependents are orphaned."""
    owned = template()
    if kind == "job":
        batch = kube.BatchV1Api(api)
        owned["spec"]["restartPolicy"] = "Never"
        batch.create_namespaced_job(pods.namespace, {"metadata": {"name": "owner"}, "spec": {"template": owned}})
        delete, read = batch.delete_namespaced_job_with_http_info, batch.read_namespaced_job
    else:
        spec = {"replicas": 1, "selector": LABELS, "template": owned}
        body = {"metadata": {"name": "owner"}, "spec": spec}
        pods.core.create_namespaced_replication_controller(pods.namespace, body)
        delete = pods.core.delete_namespaced_replication_controller_with_http_info
        read = pods.core.read_namespaced_replication_controller
    before = eventually(pods.names, lambda names: len(names) == 1)

    _, _, headers = delete("owner", pods.namespace)

    assert ("child pods are preserved by default" in (headers.get("Warning") or "")) is (kind == "job")

    def is_gone() -> bool:
        try:
            read("owner", pods.namespace)
        except ApiException as error:
            return error.status == 404
        return False

    eventually(is_gone, bool)
    assert pods.names() == before
    assert not any(pods.read(name).metadata.owner_references for name in before)


def test_a_pod_with_another_living_owner_stays(pods: Pods, controller: kube.V1ReplicationController) -> None:
    spec = {
        "replicas": 0,
        "selector": {"app": "other"},
        "template": {**template(), "metadata": {"labels": {"app": "other"}}},
    }
    other = pods.core.create_namespaced_replication_controller(
        pods.namespace, {"metadata": {"name": "other"}, "spec": spec}
    )
    shared = sorted(pods.names())[:2]
    for name in shared:
        references = [_reference(controller, controller=True), _reference(other)]
        pods.core.patch_namespaced_pod(name, pods.namespace, {"metadata": {"ownerReferences": references}})

    pods.core.delete_namespaced_replication_controller("owner", pods.namespace, propagation_policy="Foreground")

    eventually(
        lambda: pods.core.list_namespaced_replication_controller(pods.namespace).items, lambda left: len(left) == 1
    )
    assert pods.names() == set(shared)
    for name in shared:
        metadata = pods.read(name).metadata
        assert metadata.deletion_timestamp is None
        assert [each.name for each in metadata.owner_references] == ["other"]


def test_a_circle_of_owners_is_collected(pods: Pods) -> None:
    made = [pods.create(pod(name, container())) for name in ("one", "two", "three")]
    for number, each in enumerate(made):
        references = [_reference(made[number - 1], block=True)]
        pods.core.patch_namespaced_pod(
            each.metadata.name, pods.namespace, {"metadata": {"ownerReferences": references}}
        )
    pods.core.delete_namespaced_pod("one", pods.namespace, propagation_policy="Foreground")
    eventually(pods.names, lambda names: not names)


def test_dependents_of_an_owner_that_never_was_are_collected(pods: Pods) -> None:
    absent = {"apiVersion": "v1", "kind": "ConfigMap", "name": "absent", "uid": "11111111-2222-3333-4444-555555555555"}
    body = {"metadata": {"name": "child", "ownerReferences": [absent]}}
    pods.core.create_namespaced_config_map(pods.namespace, body)

    def read() -> int:
        try:
            pods.core.read_namespaced_config_map("child", pods.namespace)
        except ApiException as refused:
            return int(refused.status)
        return 200

    eventually(read, lambda status: status == 404)


def _reference(owner: Any, *, controller: bool = False, block: bool = False) -> dict[str, Any]:
    kinds = {"V1Pod": "Pod", "V1ReplicationController": "ReplicationController"}
    return {
        "apiVersion": "v1",
        "kind": kinds[type(owner).__name__],
        "name": owner.metadata.name,
        "uid": owner.metadata.uid,
        "controller": controller,
        "blockOwnerDeletion": block or controller,
    }

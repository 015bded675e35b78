"""Deployments, replica sets and replication controllers through the official client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client import ApiException

from tests.conformance.pods import Pods, container
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine

Obj = dict[str, Any]


def template(app: str, **fields: Any) -> Obj:
    spec = {"containers": [container(**fields)], "terminationGracePeriodSeconds": 0}
    return {"metadata": {"labels": {"app": app}}, "spec": spec}


def workload(name: str, replicas: int, **spec: Any) -> Obj:
    selector = {"matchLabels": {"app": name}}
    return {
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"replicas": replicas, "selector": selector, "template": template(name), **spec},
    }


class Apps:
    """The workloads of one namespace."""

    def __init__(self, api: kube.ApiClient, pods: Pods) -> None:
        self.api = kube.AppsV1Api(api)
        self.core = pods.core
        self.pods = pods
        self.namespace = pods.namespace

    def deploy(self, name: str, replicas: int = 1, **spec: Any) -> kube.V1Deployment:
        return self.api.create_namespaced_deployment(self.namespace, workload(name, replicas, **spec))

    def deployment(self, name: str) -> kube.V1Deployment:
        return self.api.read_namespaced_deployment(name, self.namespace)

    def change(self, name: str, **spec: Any) -> None:
        self.api.patch_namespaced_deployment(name, self.namespace, {"spec": spec})

    def rolled_out(self, name: str, seconds: float = 60) -> kube.V1Deployment:
        return eventually(lambda: self.deployment(name), is_rolled_out, seconds)

    def sets(self, name: str) -> list[kube.V1ReplicaSet]:
        return self.api.list_namespaced_replica_set(self.namespace, label_selector=f"app={name}").items

    def running(self, name: str) -> int:
        return len([pod for pod in self.listed(name) if not pod.metadata.deletion_timestamp])

    def listed(self, name: str) -> list[kube.V1Pod]:
        return self.core.list_namespaced_pod(self.namespace, label_selector=f"app={name}").items


@pytest.fixture
def apps(api: kube.ApiClient, pods: Pods) -> Apps:
    return Apps(api, pods)


def is_rolled_out(found: kube.V1Deployment) -> bool:
    wanted, status = found.spec.replicas, found.status
    return (
        status.observed_generation == found.metadata.generation
        and (status.updated_replicas or 0) == wanted
        and (status.replicas or 0) == wanted
        and (status.available_replicas or 0) == wanted
    )


def condition(found: Any, kind: str) -> tuple[str, str]:
    return next(((each.status, each.reason) for each in found.status.conditions or () if each.type == kind), ("", ""))


def changed(**env: str) -> Obj:
    variables = [{"name": name, "value": value} for name, value in env.items()]
    return {"spec": {"containers": [{"name": "main", "env": variables}]}}


# --- deployments


def test_rolling_update_deletes_old_pods_and_creates_new_ones(apps: Apps) -> None:
    """[sig-apps] Deployment RollingUpdateDeployment should delete old pods and create new ones"""
    apps.deploy("rolls")
    apps.rolled_out("rolls")
    before = {pod.metadata.uid for pod in apps.listed("rolls")}
    apps.change("rolls", template=changed(VERSION="2"))
    found = apps.rolled_out("rolls")
    eventually(lambda: apps.running("rolls"), lambda count: count == 1)
    assert not before & {pod.metadata.uid for pod in apps.listed("rolls") if not pod.metadata.deletion_timestamp}
    assert found.metadata.annotations["deployment.kubernetes.io/revision"] == "2"
    assert condition(found, "Available") == ("True", "MinimumReplicasAvailable")
    assert condition(found, "Progressing") == ("True", "NewReplicaSetAvailable")


def test_recreation_never_runs_old_and_new_pods_together(apps: Apps) -> None:
    """[sig-apps] Deployment RecreateDeployment should delete old pods and create new ones"""
    apps.deploy("again", 2, strategy={"type": "Recreate"})
    apps.rolled_out("again")
    apps.change("again", template=changed(VERSION="2"))

    def versions() -> set[str]:
        running = [pod for pod in apps.listed("again") if pod.status.phase == "Running"]
        return {pod.metadata.labels["pod-template-hash"] for pod in running}

    seen: list[set[str]] = []

    def done() -> bool:
        seen.append(versions())
        return is_rolled_out(apps.deployment("again"))

    eventually(done, bool, seconds=60)
    assert all(len(versions_) <= 1 for versions_ in seen)


def test_old_replica_sets_go_beyond_the_history_limit(apps: Apps) -> None:
    """[sig-apps] Deployment deployment should delete old replica sets"""
    apps.deploy("history", revisionHistoryLimit=0)
    apps.rolled_out("history")
    apps.change("history", template=changed(VERSION="2"))
    apps.rolled_out("history")
    eventually(lambda: len(apps.sets("history")), lambda count: count == 1)


def test_rollover_leaves_only_the_newest_template(apps: Apps) -> None:
    """[sig-apps] Deployment deployment should support rollover"""
    apps.deploy("over", 2)
    for version in "234":
        apps.change("over", template=changed(VERSION=version))
    apps.rolled_out("over")
    eventually(lambda: apps.running("over"), lambda count: count == 2)
    scales = sorted(each.spec.replicas for each in apps.sets("over"))
    assert scales == [0] * (len(scales) - 1) + [2]


def test_scaling_a_stuck_rollout_is_proportional(apps: Apps) -> None:
    """[sig-apps] Deployment deployment should support proportional scaling"""
    apps.deploy("shares", 6, strategy={"rollingUpdate": {"maxSurge": 2, "maxUnavailable": 1}})
    apps.rolled_out("shares")
    broken = {"spec": {"containers": [{"name": "main", "image": "registry.invalid/nothing:1"}]}}
    apps.change("shares", template=broken)
    eventually(lambda: sorted(s.spec.replicas for s in apps.sets("shares")), lambda scales: scales == [3, 5])
    apps.change("shares", replicas=12)
    eventually(lambda: sorted(s.spec.replicas for s in apps.sets("shares")), lambda scales: scales == [5, 9])


def test_paused_deployment_waits_and_a_late_one_is_told(apps: Apps) -> None:
    apps.deploy("paused", paused=True)
    found = eventually(
        lambda: apps.deployment("paused"),
        lambda each: (
            condition(each, "Progressing") == ("Unknown", "DeploymentPaused") or each.status.observed_generation == 1
        ),
    )
    assert not apps.sets("paused")
    apps.change("paused", paused=False)
    apps.rolled_out("paused")
    broken = {"spec": {"containers": [{"name": "main", "image": "registry.invalid/nothing:1"}]}}
    apps.change("paused", template=broken, progressDeadlineSeconds=1)
    found = eventually(
        lambda: apps.deployment("paused"),
        lambda each: condition(each, "Progressing") == ("False", "ProgressDeadlineExceeded"),
    )
    assert condition(found, "Available")[0] == "True"


def test_scale_and_status_of_a_deployment(apps: Apps) -> None:
    """[sig-apps] Deployment Deployment should have a working scale subresource; should validate Deployment Status"""
    apps.deploy("parts")
    apps.rolled_out("parts")
    scale = apps.api.read_namespaced_deployment_scale("parts", apps.namespace)
    assert (scale.spec.replicas, scale.status.selector) == (1, "app=parts")
    scale.spec.replicas = 2
    scale.metadata.resource_version = None
    apps.api.replace_namespaced_deployment_scale("parts", apps.namespace, scale)
    apps.api.patch_namespaced_deployment_scale("parts", apps.namespace, {"spec": {"replicas": 3}})
    assert apps.rolled_out("parts").spec.replicas == 3
    told = [{"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set by a test"}]
    apps.api.patch_namespaced_deployment_status("parts", apps.namespace, {"status": {"conditions": told}})
    assert condition(apps.api.read_namespaced_deployment_status("parts", apps.namespace), "StatusUpdate")[0] == "True"


def test_life_of_a_deployment(apps: Apps) -> None:
    """[sig-apps] Deployment should run the lifecycle of a Deployment"""
    apps.deploy("lives")
    apps.api.patch_namespaced_deployment("lives", apps.namespace, {"metadata": {"labels": {"state": "patched"}}})
    everywhere = apps.api.list_deployment_for_all_namespaces(label_selector="state=patched").items
    assert [each.metadata.name for each in everywhere if each.metadata.namespace == apps.namespace] == ["lives"]

    def replace() -> bool:
        body = apps.deployment("lives")
        body.spec.replicas = 2
        try:
            apps.api.replace_namespaced_deployment("lives", apps.namespace, body)
        except ApiException as error:
            assert error.status == 409
            return False
        return True

    eventually(replace, bool)
    apps.rolled_out("lives")
    apps.api.delete_collection_namespaced_deployment(apps.namespace, label_selector="state=patched")
    eventually(lambda: apps.api.list_namespaced_deployment(apps.namespace).items, lambda items: not items)
    eventually(lambda: apps.listed("lives"), lambda items: not items)


# --- replica sets and replication controllers


def relabel(apps: Apps, name: str, app: str) -> None:
    apps.core.patch_namespaced_pod(name, apps.namespace, {"metadata": {"labels": {"app": app}}})


def owner(apps: Apps, name: str) -> str:
    references = apps.pods.read(name).metadata.owner_references or []
    return next((each.name for each in references if each.controller), "")


def make_set(apps: Apps, name: str, replicas: int) -> None:
    apps.api.create_namespaced_replica_set(apps.namespace, workload(name, replicas))


def make_controller(apps: Apps, name: str, replicas: int) -> None:
    body = workload(name, replicas, selector={"app": name})
    apps.core.create_namespaced_replication_controller(apps.namespace, body)


@pytest.mark.parametrize("make", [make_set, make_controller])
def test_matching_pods_are_adopted_and_others_released(apps: Apps, make: Callable[[Apps, str, int], None]) -> None:
    """[sig-apps] ReplicaSet, ReplicationController should adopt matching pods on creation and release no longer ones"""
    orphan = {"metadata": {"name": "orphan", "labels": {"app": "family"}}, "spec": template("x")["spec"]}
    apps.pods.create(orphan)
    make(apps, "family", 1)
    eventually(lambda: owner(apps, "orphan"), lambda found: found == "family")
    assert apps.running("family") == 1
    relabel(apps, "orphan", "stranger")
    eventually(lambda: owner(apps, "orphan"), lambda found: found == "")
    eventually(lambda: apps.running("family"), lambda count: count == 1)


def test_quota_shows_as_a_failure_of_replicas(apps: Apps) -> None:
    """[sig-apps] ReplicationController should surface a failure condition on a common issue like exceeded quota"""
    quota = {"metadata": {"name": "two"}, "spec": {"hard": {"pods": "2"}}}
    apps.core.create_namespaced_resource_quota(apps.namespace, quota)
    eventually(
        lambda: apps.core.read_namespaced_resource_quota("two", apps.namespace).status.hard,
        lambda hard: hard == {"pods": "2"},
    )
    make_controller(apps, "limited", 3)

    def read() -> kube.V1ReplicationController:
        return apps.core.read_namespaced_replication_controller("limited", apps.namespace)

    eventually(read, lambda found: condition(found, "ReplicaFailure") == ("True", "FailedCreate"))
    apps.core.patch_namespaced_replication_controller("limited", apps.namespace, {"spec": {"replicas": 2}})
    eventually(read, lambda found: condition(found, "ReplicaFailure") == ("", ""))


def test_replica_sets_are_scaled_patched_and_deleted_together(apps: Apps) -> None:
    """[sig-apps] ReplicaSet Replicaset should have a working scale subresource; should list and delete a collection"""
    make_set(apps, "scaled", 1)
    apps.api.patch_namespaced_replica_set_scale("scaled", apps.namespace, {"spec": {"replicas": 2}})

    def ready() -> int:
        return apps.api.read_namespaced_replica_set("scaled", apps.namespace).status.ready_replicas or 0

    eventually(ready, lambda count: count == 2)
    told = [{"type": "StatusUpdate", "status": "True"}]
    apps.api.patch_namespaced_replica_set_status("scaled", apps.namespace, {"status": {"conditions": told}})
    apps.api.delete_collection_namespaced_replica_set(apps.namespace, label_selector="app=scaled")
    eventually(lambda: apps.sets("scaled"), lambda sets: not sets)
    eventually(lambda: apps.listed("scaled"), lambda listed: not listed)


def test_life_of_a_replication_controller(apps: Apps) -> None:
    """[sig-apps] ReplicationController should test the lifecycle; should get and update a scale"""
    make_controller(apps, "old", 1)
    scale = apps.core.read_namespaced_replication_controller_scale("old", apps.namespace)
    assert scale.spec.replicas == 1
    apps.core.patch_namespaced_replication_controller_scale("old", apps.namespace, {"spec": {"replicas": 2}})

    def ready() -> int:
        return apps.core.read_namespaced_replication_controller("old", apps.namespace).status.ready_replicas or 0

    eventually(ready, lambda count: count == 2)
    apps.core.patch_namespaced_replication_controller(
        "old", apps.namespace, {"metadata": {"labels": {"state": "patched"}}}
    )
    options = {"label_selector": "state=patched", "propagation_policy": "Background"}
    apps.core.delete_collection_namespaced_replication_controller(apps.namespace, **options)
    eventually(lambda: apps.listed("old"), lambda listed: not listed)

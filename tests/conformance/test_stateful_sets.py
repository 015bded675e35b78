"""Stateful sets: conformance area "StatefulSet", as far as it needs no volumes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.pods import Pods
from tests.conformance.waiting import eventually
from tests.conformance.workloads import template
from tests.running import kubectls

pytestmark = pytest.mark.engine

LABELS = {"app": "db"}
GATED = {"readinessProbe": {"exec": {"command": ["cat", "/tmp/ready"]}, "periodSeconds": 1, "failureThreshold": 1}}


class StatefulSets:
    """The stateful sets of one namespace, each of which is named db."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.apps = kube.AppsV1Api(api)
        self.core = kube.CoreV1Api(api)
        self.namespace = namespace

    def create(self, replicas: int = 3, container: dict[str, Any] | None = None, **spec: Any) -> kube.V1StatefulSet:
        service = {
            "metadata": {"name": "db"},
            "spec": {"clusterIP": "None", "selector": LABELS, "ports": [{"port": 80}]},
        }
        self.core.create_namespaced_service(self.namespace, service)
        wanted = {
            "replicas": replicas,
            "serviceName": "db",
            "selector": {"matchLabels": LABELS},
            "template": template(labels=LABELS, container=container or {}),
            **spec,
        }
        return self.apps.create_namespaced_stateful_set(self.namespace, {"metadata": {"name": "db"}, "spec": wanted})

    def read(self) -> kube.V1StatefulSet:
        return self.apps.read_namespaced_stateful_set("db", self.namespace)

    def patch(self, spec: dict[str, Any]) -> kube.V1StatefulSet:
        return self.apps.patch_namespaced_stateful_set("db", self.namespace, {"spec": spec})

    def patch_variable(self, value: str) -> None:
        container = {"name": "main", "env": [{"name": "VERSION", "value": value}]}
        self.patch({"template": {"spec": {"containers": [container]}}})

    def until(self, holds: Callable[[kube.V1StatefulSet], object], seconds: float = 60) -> kube.V1StatefulSet:
        return eventually(self.read, holds, seconds)

    def ready(self, replicas: int) -> kube.V1StatefulSet:
        return self.until(lambda found: found.status.ready_replicas == replicas == found.status.replicas)

    def updated(self) -> kube.V1StatefulSet:
        def is_updated(found: kube.V1StatefulSet) -> bool:
            status = found.status
            return bool(
                status.observed_generation == found.metadata.generation
                and status.current_revision == status.update_revision
                and status.ready_replicas == found.spec.replicas
            )

        return self.until(is_updated)


@pytest.fixture
def sets(api: kube.ApiClient, namespace: str) -> StatefulSets:
    return StatefulSets(api, namespace)


def versions(pods: Pods) -> dict[str, str]:
    """By pod: the value of its variable."""
    listed = pods.core.list_namespaced_pod(pods.namespace, label_selector="app=db").items
    return {
        pod.metadata.name: (pod.spec.containers[0].env or [kube.V1EnvVar(name="", value="")])[0].value for pod in listed
    }


def test_pods_have_stable_names_that_resolve(sets: StatefulSets, pods: Pods) -> None:
    sets.create(2)
    sets.ready(2)

    assert pods.names("app=db") == {"db-0", "db-1"}
    second = pods.read("db-1")
    assert (second.spec.hostname, second.spec.subdomain) == ("db-1", "db")
    assert second.metadata.labels["statefulset.kubernetes.io/pod-name"] == "db-1"
    assert second.metadata.labels["apps.kubernetes.io/pod-index"] == "1"
    name = f"db-1.db.{pods.namespace}.svc.cluster.local"
    script = f"for n in 1 2 3 4 5 6 7 8 9 10; do nslookup {name} && exit 0; sleep 1; done; exit 1"
    assert second.status.pod_ip in pods.output(script)


def test_pods_come_one_after_the_other_and_go_in_reverse(sets: StatefulSets, pods: Pods) -> None:
    sets.create(2, GATED)
    pods_running = eventually(lambda: pods.names("app=db"), bool, 30)
    assert pods_running == {"db-0"}
    eventually(lambda: pods.read("db-0").status.phase, lambda phase: phase == "Running", 30)
    assert pods.names("app=db") == {"db-0"}, "the second waits for the first to be ready"

    pods.run("db-0", "touch", "/tmp/ready")
    eventually(lambda: pods.names("app=db"), lambda names: names == {"db-0", "db-1"}, 30)
    eventually(lambda: pods.read("db-1").status.phase, lambda phase: phase == "Running", 30)
    pods.run("db-1", "touch", "/tmp/ready")
    sets.ready(2)

    sets.patch({"replicas": 1})
    eventually(lambda: pods.names("app=db"), lambda names: names == {"db-0"}, 30)


def test_parallel_pods_do_not_wait_for_each_other(sets: StatefulSets, pods: Pods) -> None:
    sets.create(3, GATED, podManagementPolicy="Parallel")

    eventually(lambda: pods.names("app=db"), lambda names: len(names) == 3, 30)
    assert not sets.read().status.ready_replicas


def test_ordinals_may_start_above_zero(sets: StatefulSets, pods: Pods) -> None:
    sets.create(2, ordinals={"start": 5})
    sets.ready(2)

    assert pods.names("app=db") == {"db-5", "db-6"}


def test_deleted_pod_comes_back_under_its_name(sets: StatefulSets, pods: Pods) -> None:
    sets.create(2)
    sets.ready(2)
    old = pods.read("db-0").metadata.uid

    pods.core.delete_namespaced_pod("db-0", pods.namespace)

    eventually(lambda: sorted(pods.names("app=db")), lambda names: names == ["db-0", "db-1"], 30)
    eventually(lambda: _uid(pods, "db-0"), lambda uid: uid not in ("", old), 30)
    sets.ready(2)


def _uid(pods: Pods, name: str) -> str:
    try:
        return str(pods.read(name).metadata.uid)
    except ApiException:
        return ""


def test_template_change_rolls_from_the_last_pod_to_the_first(sets: StatefulSets, pods: Pods) -> None:
    sets.create(3)
    sets.ready(3)

    sets.patch_variable("2")

    seen = eventually(lambda: versions(pods), lambda found: "2" in found.values(), 30)
    assert seen.get("db-0") == ""
    sets.updated()
    assert set(versions(pods).values()) == {"2"}


def test_partition_keeps_lower_pods_at_the_old_template(sets: StatefulSets, pods: Pods) -> None:
    sets.create(3, updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 2}})
    sets.ready(3)

    sets.patch_variable("2")
    eventually(lambda: versions(pods).get("db-2"), lambda found: found == "2", 30)
    canary = sets.until(lambda found: found.status.updated_replicas == 1 and found.status.ready_replicas == 3)
    assert canary.status.current_revision != canary.status.update_revision
    pods.core.delete_namespaced_pod("db-0", pods.namespace)
    eventually(lambda: _uid(pods, "db-0"), lambda uid: uid != "", 30)
    sets.ready(3)
    assert versions(pods) == {"db-0": "", "db-1": "", "db-2": "2"}

    sets.patch({"updateStrategy": {"rollingUpdate": {"partition": 0}}})
    sets.updated()
    assert set(versions(pods).values()) == {"2"}


def test_on_delete_waits_for_somebody_to_delete_pods(sets: StatefulSets, pods: Pods) -> None:
    sets.create(1, updateStrategy={"type": "OnDelete"})
    sets.ready(1)

    sets.patch_variable("2")
    sets.until(lambda found: found.status.update_revision != found.status.current_revision)
    assert versions(pods) == {"db-0": ""}
    pods.core.delete_namespaced_pod("db-0", pods.namespace)

    eventually(lambda: versions(pods), lambda found: found == {"db-0": "2"}, 30)


@pytest.mark.parametrize("kubectl", kubectls()[:1])
def test_kubectl_waits_for_and_undoes_a_rollout(sets: StatefulSets, pods: Pods, kubeconfig: Path, kubectl: str) -> None:
    sets.create(2)
    sets.ready(2)
    sets.patch_variable("2")
    program = [kubectl, f"--kubeconfig={kubeconfig}", f"--namespace={pods.namespace}", "rollout"]

    waited = subprocess.run(
        [*program, "status", "statefulset/db", "--timeout=60s"], capture_output=True, text=True, check=False
    )
    assert waited.returncode == 0, waited.stderr
    undone = subprocess.run([*program, "undo", "statefulset/db"], capture_output=True, text=True, check=False)
    assert undone.returncode == 0, undone.stderr

    sets.updated()
    assert set(versions(pods).values()) == {""}
    revisions = sets.apps.list_namespaced_controller_revision(pods.namespace).items
    assert sorted(revision.revision for revision in revisions) == [2, 3]


def test_scale_subresource_changes_the_number_of_pods(sets: StatefulSets, pods: Pods) -> None:
    sets.create(1)
    sets.ready(1)

    sets.apps.patch_namespaced_stateful_set_scale("db", pods.namespace, {"spec": {"replicas": 2}})

    sets.ready(2)
    scale = sets.apps.read_namespaced_stateful_set_scale("db", pods.namespace)
    assert (scale.spec.replicas, scale.status.replicas, scale.status.selector) == (2, 2, "app=db")


def test_only_some_fields_change(sets: StatefulSets) -> None:
    sets.create(0)

    with pytest.raises(ApiException) as refused:
        sets.patch({"serviceName": "other"})

    assert refused.value.status == 422
    assert "updates to statefulset spec for fields other than" in refused.value.body


def test_failed_pod_is_made_again_under_its_name(sets: StatefulSets) -> None:
    """[sig-apps] StatefulSet Should recreate evicted statefulset"""
    sets.create(1)
    sets.until(lambda found: found.status.ready_replicas == 1)
    first = sets.core.read_namespaced_pod("db-0", sets.namespace).metadata.uid
    failed = {"status": {"phase": "Failed", "reason": "Evicted"}}
    sets.core.patch_namespaced_pod_status("db-0", sets.namespace, failed)
    eventually(
        lambda: [pod for pod in sets.core.list_namespaced_pod(sets.namespace).items if pod.metadata.uid != first],
        lambda fresh: bool(fresh) and fresh[0].metadata.name == "db-0" and fresh[0].status.phase == "Running",
        60,
    )


def test_pod_counts_as_available_after_its_least_ready_seconds(sets: StatefulSets) -> None:
    sets.create(1, minReadySeconds=3)
    ready = sets.until(lambda found: found.status.ready_replicas == 1)
    assert not ready.status.available_replicas
    sets.until(lambda found: found.status.available_replicas == 1)


@pytest.mark.parametrize(("policy", "left"), [("Retain", 2), ("Delete", 1)])
def test_claims_of_scaled_down_pods_stay_or_go(sets: StatefulSets, policy: str, left: int) -> None:
    request = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "16Mi"}}}
    claims = [{"metadata": {"name": "data"}, "spec": request}]
    retention = {"whenScaled": policy, "whenDeleted": "Delete"}
    sets.create(2, volumeClaimTemplates=claims, persistentVolumeClaimRetentionPolicy=retention)
    sets.until(lambda found: found.status.ready_replicas == 2)
    sets.patch({"replicas": 1})
    sets.until(lambda found: found.status.replicas == 1)

    def names() -> list[str]:
        return [each.metadata.name for each in sets.core.list_namespaced_persistent_volume_claim(sets.namespace).items]

    eventually(names, lambda found: len(found) == left)
    sets.apps.delete_namespaced_stateful_set("db", sets.namespace)
    eventually(names, lambda found: not found)

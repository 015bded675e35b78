"""Resource quotas and limit ranges: the published descriptions of the areas "ResourceQuota" and "LimitRange"."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from kubernetes import client as kube

from tests.conformance.pods import Obj, container, pod
from tests.conformance.waiting import eventually
from tests.conformance.workloads import template

pytestmark = pytest.mark.engine

IDLE: Obj = {"nodeSelector": {"no": "node"}}
"""Of pods that need not run."""
SMALL = {"requests": {"cpu": "100m", "memory": "32Mi"}, "limits": {"cpu": "200m", "memory": "64Mi"}}


class Quotas:
    """The quotas of one namespace, and what they count."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.core, self.namespace = kube.CoreV1Api(api), namespace

    def create(self, hard: dict[str, str], name: str = "all", **spec: Any) -> None:
        """Return when its status is there."""
        body = {"metadata": {"name": name}, "spec": {"hard": hard, **spec}}
        self.core.create_namespaced_resource_quota(self.namespace, body)
        eventually(lambda: self.used(name), lambda used: set(used) == set(hard), 30)

    def used(self, name: str = "all") -> dict[str, str]:
        status = self.core.read_namespaced_resource_quota(name, self.namespace).status
        return dict(status.used or {}) if status else {}

    def uses(self, name: str = "all", **used: str) -> None:
        """Wait until the status says so; ``_`` stands for ``.``, ``__`` for ``/``."""
        wanted = {key.replace("__", "/").replace("_", "."): value for key, value in used.items()}
        eventually(lambda: self.used(name), lambda found: wanted.items() <= found.items(), 30)

    def pod(self, name: str, **spec: Any) -> kube.V1Pod:
        resources = spec.pop("resources", {})
        body = pod(name, container(resources=resources), **IDLE, **spec)
        return self.core.create_namespaced_pod(self.namespace, body)

    def claim(self, name: str, size: str, storage_class: str) -> Any:
        spec = {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": storage_class,
            "resources": {"requests": {"storage": size}},
        }
        body = {"metadata": {"name": name}, "spec": spec}
        return self.core.create_namespaced_persistent_volume_claim(self.namespace, body)


@pytest.fixture
def quotas(api: kube.ApiClient, namespace: str) -> Quotas:
    return Quotas(api, namespace)


def refused(call: Callable[..., object], *arguments: Any, **options: Any) -> str:
    """Why a request is forbidden."""
    with pytest.raises(kube.ApiException) as refusal:
        call(*arguments, **options)
    assert refusal.value.status == 403, refusal.value.body
    return str(json.loads(refusal.value.body)["message"])


def test_objects_are_counted_from_their_creation_to_their_end(quotas: Quotas) -> None:
    core, namespace = quotas.core, quotas.namespace
    kinds = ("configmaps", "secrets", "services", "replicationcontrollers", "persistentvolumeclaims")
    before = len(eventually(lambda: core.list_namespaced_config_map(namespace).items, bool, 30))
    quotas.create({**dict.fromkeys(kinds, "20"), "services.nodeports": "1", "count/deployments.apps": "0"})
    quotas.uses(configmaps=str(before))
    labels = {"app": "none"}
    core.create_namespaced_config_map(namespace, {"metadata": {"name": "one"}})
    core.create_namespaced_secret(namespace, {"metadata": {"name": "one"}})
    service = {"selector": labels, "type": "NodePort", "ports": [{"port": 80}]}
    core.create_namespaced_service(namespace, {"metadata": {"name": "one"}, "spec": service})
    controller = {"replicas": 0, "selector": labels, "template": template(labels=labels)}
    core.create_namespaced_replication_controller(namespace, {"metadata": {"name": "one"}, "spec": controller})
    quotas.claim("one", "1Gi", "nothing")

    quotas.uses(
        configmaps=str(before + 1), secrets="1", services="1", services_nodeports="1", replicationcontrollers="1",
        persistentvolumeclaims="1",
    )  # fmt: skip
    two = {"metadata": {"name": "two"}, "spec": service}
    assert "exceeded quota: all" in refused(core.create_namespaced_service, namespace, two)
    deployment = {"selector": {"matchLabels": labels}, "template": template(labels=labels)}
    apps = kube.AppsV1Api(core.api_client)
    made = {"metadata": {"name": "one"}, "spec": deployment}
    assert "count/deployments.apps=1" in refused(apps.create_namespaced_deployment, namespace, made)

    core.delete_namespaced_config_map("one", namespace)
    core.delete_namespaced_secret("one", namespace)
    core.delete_namespaced_service("one", namespace)
    core.delete_namespaced_replication_controller("one", namespace)
    core.delete_namespaced_persistent_volume_claim("one", namespace)
    quotas.uses(
        configmaps=str(before), secrets="0", services="0", services_nodeports="0", replicationcontrollers="0",
        persistentvolumeclaims="0",
    )  # fmt: skip


def test_pods_are_counted_with_what_they_ask_for(quotas: Quotas) -> None:
    quotas.create({"pods": "2", "requests.cpu": "150m", "limits.memory": "256Mi"})
    assert "must specify" in refused(quotas.pod, "vague")
    quotas.pod("one", resources=SMALL)
    quotas.uses(pods="1", requests_cpu="100m", limits_memory="64Mi")
    message = refused(quotas.pod, "two", resources=SMALL)
    assert (
        "exceeded quota: all, requested: requests.cpu=100m, used: requests.cpu=100m, limited: requests.cpu=150m"
        in message
    )
    quotas.core.patch_namespaced_resource_quota("all", quotas.namespace, {"spec": {"hard": {"requests.cpu": "1"}}})
    eventually(lambda: bool(quotas.pod("two", resources=SMALL)), bool, 30)
    quotas.uses(pods="2", requests_cpu="200m")
    for name in ("one", "two"):
        quotas.core.delete_namespaced_pod(name, quotas.namespace, grace_period_seconds=0)
    quotas.uses(pods="0", requests_cpu="0", limits_memory="0")


def test_scopes_choose_the_pods_that_count(quotas: Quotas) -> None:
    for scope in ("BestEffort", "NotBestEffort", "Terminating", "NotTerminating"):
        quotas.create({"pods": "5"}, scope.lower(), scopes=[scope])
    quotas.pod("plain")
    quotas.uses("besteffort", pods="1")
    quotas.uses("notterminating", pods="1")
    quotas.pod("bounded", resources=SMALL, activeDeadlineSeconds=3600)
    quotas.uses("notbesteffort", pods="1")
    quotas.uses("terminating", pods="1")
    assert [quotas.used(name)["pods"] for name in ("besteffort", "notterminating")] == ["1", "1"]


def test_claims_are_counted_by_their_class(quotas: Quotas) -> None:
    prefix = "gold.storageclass.storage.k8s.io"
    hard = {
        "requests.storage": "10Gi",
        f"{prefix}/requests.storage": "3Gi",
        f"{prefix}/persistentvolumeclaims": "2",
    }
    quotas.create(hard)
    quotas.claim("one", "2Gi", "gold")
    quotas.claim("other", "5Gi", "silver")
    expected = {"requests.storage": "7Gi", f"{prefix}/requests.storage": "2Gi", f"{prefix}/persistentvolumeclaims": "1"}
    eventually(quotas.used, lambda used: used == expected, 30)
    assert f"exceeded quota: all, requested: {prefix}/requests.storage=2Gi" in refused(
        quotas.claim, "two", "2Gi", "gold"
    )
    quotas.claim("two", "1Gi", "gold")
    assert f"{prefix}/persistentvolumeclaims=1" in refused(quotas.claim, "three", "1Mi", "gold")
    quotas.claim("three", "1Gi", "silver")


def test_a_quota_is_read_changed_listed_and_deleted_with_its_status(quotas: Quotas) -> None:
    core, namespace = quotas.core, quotas.namespace
    quotas.create({"pods": "1"})
    core.patch_namespaced_resource_quota("all", namespace, {"metadata": {"labels": {"mine": "yes"}}})
    told = {"status": {"hard": {"pods": "1"}, "used": {"pods": "1"}}}
    assert core.patch_namespaced_resource_quota_status("all", namespace, told).status.used == {"pods": "1"}
    quotas.uses(pods="0")
    listed = core.list_resource_quota_for_all_namespaces(label_selector="mine=yes").items
    assert [each.metadata.name for each in listed if each.metadata.namespace == namespace] == ["all"]
    core.delete_collection_namespaced_resource_quota(namespace, label_selector="mine=yes")
    eventually(lambda: core.list_namespaced_resource_quota(namespace).items, lambda items: items == [], 30)
    quotas.pod("one")


def test_limit_ranges_fill_in_and_bound_what_containers_ask_for(quotas: Quotas) -> None:
    core, namespace = quotas.core, quotas.namespace
    limits = {
        "type": "Container",
        "min": {"cpu": "50m", "memory": "16Mi"},
        "max": {"cpu": "500m", "memory": "128Mi"},
        "default": {"cpu": "200m", "memory": "64Mi"},
        "defaultRequest": {"cpu": "100m", "memory": "32Mi"},
    }
    core.create_namespaced_limit_range(namespace, {"metadata": {"name": "all"}, "spec": {"limits": [limits]}})
    plain = quotas.pod("plain")
    (made,) = plain.spec.containers
    told = f"cpu, memory request for container {made.name}; cpu, memory limit for container {made.name}"
    assert plain.metadata.annotations["kubernetes.io/limit-ranger"] == f"LimitRanger plugin set: {told}"
    assert (made.resources.requests, made.resources.limits) == (limits["defaultRequest"], limits["default"])
    (made,) = quotas.pod("partly", resources={"limits": {"cpu": "300m"}}).spec.containers
    assert made.resources.requests == {"cpu": "300m", "memory": "32Mi"}
    small, large = {"requests": {"cpu": "10m"}}, {"limits": {"memory": "1Gi"}}
    assert "minimum cpu usage per Container is 50m" in refused(quotas.pod, "small", resources=small)
    assert "maximum memory usage per Container is 128Mi" in refused(quotas.pod, "large", resources=large)

    changed = {"spec": {"limits": [{**limits, "min": {"cpu": "5m"}}]}}
    core.patch_namespaced_limit_range("all", namespace, changed)
    quotas.pod("small", resources=small)
    core.delete_collection_namespaced_limit_range(namespace)
    quotas.pod("large", resources=large)

"""Claims, persistent volumes and storage classes: conformance area "Persistent volumes", and the documentation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually
from tests.conformance.workloads import condition, template

pytestmark = pytest.mark.engine

DEFAULT = "storageclass.kubernetes.io/is-default-class"
Obj = dict[str, Any]


class Claims:
    """The claims of one namespace, and the volumes and classes that the test made for it."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.core = kube.CoreV1Api(api)
        self.storage = kube.StorageV1Api(api)
        self.namespace = namespace
        self.volumes: list[str] = []
        self.classes: list[str] = []

    def create(self, name: str = "data", size: str = "32Mi", **spec: Any) -> kube.V1PersistentVolumeClaim:
        wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **spec}
        body = {"metadata": {"name": name}, "spec": wanted}
        return self.core.create_namespaced_persistent_volume_claim(self.namespace, body)

    def read(self, name: str = "data") -> kube.V1PersistentVolumeClaim:
        return self.core.read_namespaced_persistent_volume_claim(name, self.namespace)

    def until(self, holds: Callable[[kube.V1PersistentVolumeClaim], object], name: str = "data") -> Any:
        return eventually(lambda: self.read(name), holds, 40)

    def bound(self, name: str = "data") -> kube.V1PersistentVolumeClaim:
        return self.until(lambda found: found.status.phase == "Bound", name)

    def delete(self, name: str = "data") -> None:
        self.core.delete_namespaced_persistent_volume_claim(name, self.namespace)

    def is_there(self, name: str = "data") -> bool:
        return _is_there(lambda: self.read(name))

    def volume(self, name: str) -> kube.V1PersistentVolume:
        return self.core.read_persistent_volume(name)

    def create_volume(self, name: str, path: str, size: str = "32Mi", labels: Obj | None = None, **spec: Any) -> str:
        """A volume in a directory of the node; its class is named after the namespace."""
        full = f"{name}-{self.namespace}"
        wanted = {
            "capacity": {"storage": size},
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": self.namespace,
            "hostPath": {"path": path, "type": "DirectoryOrCreate"},
            **spec,
        }
        self.core.create_persistent_volume({"metadata": {"name": full, "labels": labels or {}}, "spec": wanted})
        self.volumes.append(full)
        return full

    def default_class(self) -> kube.V1StorageClass:
        """Every cluster with dynamic volumes has one."""
        for found in self.storage.list_storage_class().items:
            if (found.metadata.annotations or {}).get(DEFAULT) == "true":
                return found
        pytest.skip("the cluster has no default storage class")

    def create_class(self, **fields: Any) -> str:
        """A class with the default one's provisioner."""
        like = self.default_class()
        body = {"metadata": {"name": self.namespace}, "provisioner": like.provisioner, "parameters": like.parameters}
        self.storage.create_storage_class({**body, **fields})
        self.classes.append(self.namespace)
        return self.namespace


def _is_there(read: Callable[[], object]) -> bool:
    try:
        read()
    except ApiException as error:
        if error.status == 404:
            return False
        raise
    return True


@pytest.fixture
def claims(api: kube.ApiClient, namespace: str) -> Iterator[Claims]:
    made = Claims(api, namespace)
    yield made
    for name in made.volumes:
        if _is_there(lambda name=name: made.volume(name)):  # type: ignore[misc]  # bound at once
            made.core.delete_persistent_volume(name)
    for name in made.classes:
        made.storage.delete_storage_class(name)


def using(name: str, script: str, claim: str = "data", **spec: Any) -> Obj:
    """A pod that runs a script with the claim under /data."""
    fields = spec.pop("mount", {})
    main = container(script, volumeMounts=[{"name": "data", "mountPath": "/data", **fields}])
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": claim}}
    return pod(name, main, volumes=[volume], **spec)


def writes(name: str, script: str, **spec: Any) -> Obj:
    """A pod that runs a script once."""
    return using(name, script, restartPolicy="Never", **spec)


def test_data_outlives_the_pod(claims: Claims, pods: Pods) -> None:
    claims.create()
    pods.create(writes("first", "echo kept > /data/word"))
    assert pods.ended("first").status.phase == "Succeeded"
    pods.core.delete_namespaced_pod("first", pods.namespace)

    pods.create(writes("second", "cat /data/word"))

    assert pods.ended("second").status.phase == "Succeeded"
    assert pods.log("second") == "kept\n"


def test_claim_without_a_class_gets_the_default_one(claims: Claims) -> None:
    name = claims.default_class().metadata.name

    assert claims.create().spec.storage_class_name == name


def test_claim_waits_for_its_first_pod_when_its_class_says_so(claims: Claims, pods: Pods) -> None:
    claims.create(storageClassName=claims.create_class(volumeBindingMode="WaitForFirstConsumer"))
    field = "involvedObject.name=data,reason=WaitForFirstConsumer"
    eventually(lambda: claims.core.list_namespaced_event(claims.namespace, field_selector=field).items, bool, 30)
    assert claims.read().status.phase == "Pending"

    pods.create(using("reader", "sleep 600"))

    pods.ready("reader", 40)
    found = claims.bound()
    assert "volume.kubernetes.io/selected-node" in found.metadata.annotations
    assert claims.volume(found.spec.volume_name).spec.claim_ref.uid == found.metadata.uid


def test_claim_of_an_immediate_class_is_bound_without_a_pod(claims: Claims) -> None:
    claims.create(storageClassName=claims.create_class(volumeBindingMode="Immediate"))

    found = claims.bound()

    volume = claims.volume(found.spec.volume_name)
    assert (volume.status.phase, volume.spec.persistent_volume_reclaim_policy) == ("Bound", "Delete")
    assert found.status.capacity["storage"] == "32Mi"
    assert found.metadata.annotations["pv.kubernetes.io/bind-completed"] == "yes"


def test_size_is_enforced(claims: Claims, pods: Pods) -> None:
    claims.create(size="16Mi")

    pods.create(writes("hungry", "dd if=/dev/zero of=/data/big bs=1M count=64; echo status $?"))

    pods.ended("hungry", 40)
    assert "No space left on device" in pods.log("hungry")


def test_volume_grows_with_what_is_in_it(claims: Claims, pods: Pods) -> None:
    if not claims.default_class().allow_volume_expansion:
        pytest.skip("the default class does not allow it")
    claims.create(size="16Mi")
    pods.create(using("user", "sleep 600"))
    pods.ready("user", 40)
    before = _kilobytes(pods)

    body = {"spec": {"resources": {"requests": {"storage": "64Mi"}}}}
    claims.core.patch_namespaced_persistent_volume_claim("data", claims.namespace, body)

    def is_grown(found: kube.V1PersistentVolumeClaim) -> bool:
        return bool(found.status.capacity["storage"] == "64Mi")

    found = claims.until(lambda found: is_grown(found) or condition(found, "FileSystemResizePending"))
    if not is_grown(found):  # as the condition says, the cluster cannot do it while the volume is in use
        pods.core.delete_namespaced_pod("user", pods.namespace)
        eventually(pods.names, lambda names: not names, 30)
        pods.create(using("user", "sleep 600"))
        pods.ready("user", 40)
        found = claims.until(is_grown)
    assert not condition(found, "FileSystemResizePending")
    assert claims.volume(found.spec.volume_name).spec.capacity["storage"] == "64Mi"
    eventually(lambda: _kilobytes(pods), lambda after: after > before * 3, 30)


def _kilobytes(pods: Pods) -> int:
    return int(re.findall(r"\s(\d+)\s", pods.run("user", "df", "-k", "/data").splitlines()[-1])[0])


def test_volume_of_a_class_that_does_not_allow_it_never_grows(claims: Claims) -> None:
    claims.create(storageClassName=claims.create_class(volumeBindingMode="Immediate", allowVolumeExpansion=False))
    claims.bound()

    with pytest.raises(ApiException) as refused:
        body = {"spec": {"resources": {"requests": {"storage": "64Mi"}}}}
        claims.core.patch_namespaced_persistent_volume_claim("data", claims.namespace, body)

    assert refused.value.status == 403
    assert "must support resize" in refused.value.body


def test_deleted_claim_takes_its_volume_along(claims: Claims) -> None:
    claims.create(storageClassName=claims.create_class(volumeBindingMode="Immediate"))
    name = claims.bound().spec.volume_name

    claims.delete()

    eventually(lambda: _is_there(lambda: claims.volume(name)), lambda there: not there, 40)


def test_retained_volume_stays_released_with_its_data(claims: Claims, pods: Pods) -> None:
    path = f"/tmp/{claims.namespace}"
    volume = claims.create_volume("kept", path)
    claims.create(storageClassName=claims.namespace)
    assert claims.bound().spec.volume_name == volume
    pods.create(writes("writer", "echo kept > /data/word"))
    assert pods.ended("writer").status.phase == "Succeeded"
    pods.core.delete_namespaced_pod("writer", pods.namespace)

    claims.delete()

    eventually(lambda: claims.volume(volume).status.phase, lambda phase: phase == "Released", 30)
    host = {"name": "host", "hostPath": {"path": path}}
    script = "cat /host/word; rm /host/word"
    spec = {"volumes": [host]}
    assert pods.output(script, spec=spec, volumeMounts=[{"name": "host", "mountPath": "/host"}]) == "kept\n"


def test_claim_takes_the_smallest_volume_that_fits_and_that_it_selects(claims: Claims) -> None:
    claims.create_volume("small", "/tmp/small", "16Mi", {"tier": "fast"})
    claims.create_volume("large", "/tmp/large", "256Mi", {"tier": "fast"})
    wanted = claims.create_volume("right", "/tmp/right", "64Mi", {"tier": "fast"})
    claims.create_volume("other", "/tmp/other", "32Mi", {"tier": "slow"})

    claims.create(storageClassName=claims.namespace, selector={"matchLabels": {"tier": "fast"}})

    found = claims.bound()
    assert found.spec.volume_name == wanted
    assert found.status.capacity["storage"] == "64Mi"


def test_volume_can_be_reserved_for_a_claim(claims: Claims) -> None:
    reference = {"namespace": claims.namespace, "name": "data"}
    reserved = claims.create_volume("reserved", "/tmp/reserved", claimRef=reference)
    claims.create_volume("free", "/tmp/free")

    claims.create("other", storageClassName=claims.namespace)
    assert claims.bound("other").spec.volume_name != reserved
    claims.create(storageClassName=claims.namespace)

    assert claims.bound().spec.volume_name == reserved


def test_claim_that_nothing_fits_says_why(claims: Claims) -> None:
    claims.create(storageClassName="")

    field = "involvedObject.name=data,reason=FailedBinding"
    events = eventually(
        lambda: claims.core.list_namespaced_event(claims.namespace, field_selector=field).items, bool, 30
    )
    assert "no persistent volumes available for this claim" in events[0].message
    assert claims.read().status.phase == "Pending"


def test_pod_waits_for_a_claim_that_is_not_there(claims: Claims, pods: Pods) -> None:
    pods.create(using("early", "sleep 600"))

    def is_told(found: kube.V1Pod) -> bool:
        return any('"data" not found' in (condition.message or "") for condition in found.status.conditions or ())

    eventually(lambda: pods.read("early"), is_told, 30)
    claims.create()

    pods.ready("early", 60)


def test_claim_in_use_is_protected(claims: Claims, pods: Pods) -> None:
    claims.create()
    pods.create(using("user", "sleep 600"))
    pods.ready("user", 40)

    claims.delete()

    found = claims.until(lambda found: found.metadata.deletion_timestamp)
    assert "kubernetes.io/pvc-protection" in found.metadata.finalizers
    assert pods.run("user", "touch", "/data/works") == ""
    pods.core.delete_namespaced_pod("user", pods.namespace)
    eventually(claims.is_there, lambda there: not there, 40)


def test_bound_volume_is_protected(claims: Claims) -> None:
    volume = claims.create_volume("held", "/tmp/held")
    claims.create(storageClassName=claims.namespace)
    claims.bound()

    claims.core.delete_persistent_volume(volume)

    assert claims.volume(volume).metadata.deletion_timestamp
    claims.delete()
    eventually(lambda: _is_there(lambda: claims.volume(volume)), lambda there: not there, 30)


def test_read_only_and_sub_path_mounts(claims: Claims, pods: Pods) -> None:
    claims.create()
    pods.create(writes("writer", "echo inner > /data/word", mount={"subPath": "a/b"}))
    assert pods.ended("writer", 40).status.phase == "Succeeded"

    pods.create(writes("reader", "cat /data/a/b/word; touch /data/x", mount={"readOnly": True}))

    assert pods.ended("reader").status.phase == "Failed"
    assert {"inner"} < set(pods.log("reader").splitlines())
    assert "Read-only file system" in pods.log("reader")


def test_group_of_the_pod_may_write(claims: Claims, pods: Pods) -> None:
    claims.create()
    security = {"runAsUser": 1000, "runAsGroup": 1000, "fsGroup": 2000}

    pods.create(writes("writer", "echo mine > /data/word && stat -c %g /data/word", securityContext=security))

    assert pods.ended("writer", 40).status.phase == "Succeeded"
    assert pods.log("writer") == "2000\n"


def test_ephemeral_volume_lives_and_dies_with_its_pod(claims: Claims, pods: Pods) -> None:
    claim = {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "16Mi"}}}}
    volume = {"name": "scratch", "ephemeral": {"volumeClaimTemplate": claim}}
    main = container("echo x > /scratch/x; sleep 600", volumeMounts=[{"name": "scratch", "mountPath": "/scratch"}])
    pods.create(pod("user", main, volumes=[volume]))
    pods.ready("user", 40)
    assert claims.read("user-scratch").metadata.owner_references[0].name == "user"

    pods.core.delete_namespaced_pod("user", pods.namespace)

    eventually(lambda: claims.is_there("user-scratch"), lambda there: not there, 40)


def test_pods_of_a_stateful_set_keep_their_own_volumes(claims: Claims, pods: Pods, api: kube.ApiClient) -> None:
    labels = {"app": "db"}
    made = template("hostname >> /data/names; sleep 600", labels=labels)
    made["spec"]["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    claim = {"metadata": {"name": "data"}, "spec": claims_spec("16Mi")}
    spec = {"replicas": 2, "serviceName": "db", "selector": {"matchLabels": labels}, "template": made}
    apps = kube.AppsV1Api(api)
    body = {"metadata": {"name": "db"}, "spec": {**spec, "volumeClaimTemplates": [claim]}}
    apps.create_namespaced_stateful_set(claims.namespace, body)
    pods_ready = lambda: apps.read_namespaced_stateful_set("db", claims.namespace).status.ready_replicas  # noqa: E731
    eventually(pods_ready, lambda ready: ready == 2, 60)
    assert claims.read("data-db-0").metadata.labels == labels

    old = pods.read("db-1").metadata.uid
    pods.core.delete_namespaced_pod("db-1", pods.namespace)

    eventually(lambda: _uid(pods, "db-1"), lambda uid: uid not in ("", old), 30)
    pods.ready("db-1", 40)
    assert pods.run("db-1", "cat", "/data/names") == "db-1\ndb-1\n"
    apps.patch_namespaced_stateful_set("db", claims.namespace, {"spec": {"replicas": 0}})
    eventually(lambda: pods.names("app=db"), lambda names: not names, 30)
    assert claims.is_there("data-db-0")


def claims_spec(size: str) -> Obj:
    """What a claim asks for."""
    return {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}}


def _uid(pods: Pods, name: str) -> str:
    try:
        return str(pods.read(name).metadata.uid)
    except ApiException:
        return ""


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"accessModes": []}, "spec.accessModes"),
        ({"accessModes": ["Sometimes"]}, "spec.accessModes"),
        ({"accessModes": ["ReadWriteOncePod", "ReadWriteOnce"]}, "spec.accessModes"),
        ({"resources": {}}, "spec.resources[storage]"),
        ({"volumeMode": "Tape"}, "spec.volumeMode"),
    ],
)
def test_bad_claim_is_refused_by_field(claims: Claims, spec: Obj, field: str) -> None:
    with pytest.raises(ApiException) as refused:
        claims.create(**spec)

    assert refused.value.status == 422
    assert field in refused.value.body


def test_claim_does_not_change_but_for_its_size(claims: Claims) -> None:
    claims.create()

    with pytest.raises(ApiException) as refused:
        body = {"spec": {"accessModes": ["ReadWriteMany"]}}
        claims.core.patch_namespaced_persistent_volume_claim("data", claims.namespace, body)

    assert refused.value.status == 422
    assert "immutable after creation" in refused.value.body

"""Which volume a claim gets. Pure.

Source: "Persistent Volumes" in the Kubernetes documentation, "Binding" there.
"""

from __future__ import annotations

from collections.abc import Iterable

from localkube.objects.access import Obj
from localkube.objects.quantity import parse
from localkube.objects.selectors import match_selector
from localkube.objects.storage import IMAGE_FINALIZER, PROVISIONER

BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"
PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"
SELECTED_NODE = "volume.kubernetes.io/selected-node"
STORAGE_PROVISIONER = "volume.kubernetes.io/storage-provisioner"


def class_of(obj: Obj) -> str:
    """The storage class of a claim or volume; empty for none."""
    name: str = obj["spec"].get("storageClassName") or ""
    return name


def request_of(claim: Obj) -> str:
    """How much the claim asks for."""
    size: str = claim["spec"]["resources"]["requests"]["storage"]
    return size


def is_reserved_for(volume: Obj, claim: Obj) -> bool:
    """Whether the volume's reference means this claim."""
    reference = volume["spec"].get("claimRef")
    metadata = claim["metadata"]
    return (
        reference is not None
        and (reference.get("namespace"), reference.get("name")) == (metadata["namespace"], metadata["name"])
        and reference.get("uid") in (None, "", metadata["uid"])
    )


def fits(volume: Obj, claim: Obj) -> bool:
    """Whether the volume can serve the claim."""
    spec, wanted = volume["spec"], claim["spec"]
    return (
        parse(spec["capacity"]["storage"]) >= parse(request_of(claim))
        and spec.get("volumeMode", "Filesystem") == wanted.get("volumeMode", "Filesystem")
        and set(wanted.get("accessModes") or ()) <= set(spec.get("accessModes") or ())
        and class_of(volume) == class_of(claim)
    )


def best(volumes: Iterable[Obj], claim: Obj) -> Obj | None:
    """The volume that is reserved for the claim, else the smallest free one that fits."""
    free = []
    for volume in volumes:
        if volume["metadata"].get("deletionTimestamp"):
            continue
        if is_reserved_for(volume, claim):
            if fits(volume, claim):
                return volume
            continue
        if volume["spec"].get("claimRef") or (volume.get("status") or {}).get("phase") != "Available":
            continue
        selector = claim["spec"].get("selector")
        if selector and not match_selector(selector, volume["metadata"].get("labels")):
            continue
        if fits(volume, claim):
            free.append(volume)
    return min(free, key=lambda v: (parse(v["spec"]["capacity"]["storage"]), v["metadata"]["name"]), default=None)


def reference_to(claim: Obj) -> Obj:
    """A volume's ``claimRef``."""
    metadata = claim["metadata"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "namespace": metadata["namespace"],
        "name": metadata["name"],
        "uid": metadata["uid"],
    }


def provisioned(claim: Obj, storage_class: Obj) -> Obj:
    """The volume that is made for a claim."""
    name = f"pvc-{claim['metadata']['uid']}"
    spec = {
        "capacity": {"storage": request_of(claim)},
        "accessModes": list(claim["spec"]["accessModes"]),
        "claimRef": reference_to(claim),
        "csi": {"driver": PROVISIONER, "volumeHandle": name, "fsType": "ext4"},
        "persistentVolumeReclaimPolicy": storage_class.get("reclaimPolicy", "Delete"),
        "storageClassName": storage_class["metadata"]["name"],
        "volumeMode": "Filesystem",
    }
    if storage_class.get("mountOptions"):
        spec["mountOptions"] = list(storage_class["mountOptions"])
    metadata = {"name": name, "annotations": {PROVISIONED_BY: PROVISIONER}, "finalizers": [IMAGE_FINALIZER]}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": metadata, "spec": spec}

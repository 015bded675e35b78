"""Columns of claims, volumes and storage classes."""

from __future__ import annotations

from datetime import datetime

from localkube.objects.access import Obj
from localkube.objects.table.columns import AGE, NAME, Column, at, column
from localkube.objects.table.columns import name as plain_name

DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
_UNSET = "<unset>"
_SHORT = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def _modes(modes: list[str]) -> str:
    return ",".join(short for mode, short in _SHORT.items() if mode in modes)


def _claim_status(claim: Obj) -> str:
    return "Terminating" if at(claim, "metadata.deletionTimestamp", None) else str(at(claim, "status.phase"))


def _volume_status(volume: Obj) -> str:
    return "Terminating" if at(volume, "metadata.deletionTimestamp", None) else str(at(volume, "status.phase"))


def _claim(volume: Obj) -> str:
    reference = at(volume, "spec.claimRef", None)
    return f"{reference.get('namespace', '')}/{reference.get('name', '')}" if reference else ""


def _class_name(storage_class: Obj, _: datetime) -> str:
    name = str(plain_name(storage_class, _))
    told = (at(storage_class, "metadata.annotations", None) or {}).get(DEFAULT_CLASS)
    return f"{name} (default)" if told == "true" else name


STORAGE = {
    "persistentvolumeclaims": (
        NAME,
        column("Status", _claim_status),
        column("Volume", lambda claim: str(at(claim, "spec.volumeName"))),
        column("Capacity", lambda claim: str(at(claim, "status.capacity.storage"))),
        column("Access Modes", lambda claim: _modes(at(claim, "status.accessModes", []))),
        column("StorageClass", lambda claim: str(at(claim, "spec.storageClassName"))),
        column("VolumeAttributesClass", lambda claim: str(at(claim, "spec.volumeAttributesClassName", _UNSET))),
        AGE,
        column("VolumeMode", lambda claim: str(at(claim, "spec.volumeMode")), wide=True),
    ),
    "persistentvolumes": (
        NAME,
        column("Capacity", lambda volume: str(at(volume, "spec.capacity.storage"))),
        column("Access Modes", lambda volume: _modes(at(volume, "spec.accessModes", []))),
        column("Reclaim Policy", lambda volume: str(at(volume, "spec.persistentVolumeReclaimPolicy"))),
        column("Status", _volume_status),
        column("Claim", _claim),
        column("StorageClass", lambda volume: str(at(volume, "spec.storageClassName"))),
        column("VolumeAttributesClass", lambda volume: str(at(volume, "spec.volumeAttributesClassName", _UNSET))),
        column("Reason", lambda volume: str(at(volume, "status.reason"))),
        AGE,
        column("VolumeMode", lambda volume: str(at(volume, "spec.volumeMode")), wide=True),
    ),
    "storageclasses.storage.k8s.io": (
        Column("Name", _class_name),
        column("Provisioner", lambda found: str(at(found, "provisioner"))),
        column("ReclaimPolicy", lambda found: str(at(found, "reclaimPolicy"))),
        column("VolumeBindingMode", lambda found: str(at(found, "volumeBindingMode"))),
        column("AllowVolumeExpansion", lambda found: str(bool(at(found, "allowVolumeExpansion", False))).lower()),
        AGE,
    ),
}

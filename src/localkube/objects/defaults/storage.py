"""Defaults of claims, volumes and storage classes."""

from __future__ import annotations

from localkube.objects.access import Obj


def default_claim(claim: Obj) -> None:
    """A file system, unbound."""
    claim.setdefault("spec", {}).setdefault("volumeMode", "Filesystem")
    claim.setdefault("status", {}).setdefault("phase", "Pending")


def default_volume(volume: Obj) -> None:
    """A file system that outlives its claim."""
    spec: Obj = volume.setdefault("spec", {})
    spec.setdefault("volumeMode", "Filesystem")
    spec.setdefault("persistentVolumeReclaimPolicy", "Retain")
    if "hostPath" in spec:
        spec["hostPath"].setdefault("type", "")
    volume.setdefault("status", {}).setdefault("phase", "Pending")


def default_storage_class(storage_class: Obj) -> None:
    """Volumes are made at once, and go with their claims."""
    storage_class.setdefault("reclaimPolicy", "Delete")
    storage_class.setdefault("volumeBindingMode", "Immediate")

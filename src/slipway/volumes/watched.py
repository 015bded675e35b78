"""What is followed of storage: volume claims of all namespaces, and the classes that make volumes."""

from __future__ import annotations

from slipway.cluster import STORAGE_CLASS, VOLUME_CLAIM, Obj, Watched, plain
from slipway.labels import APPLICATION_ID, BY_APPLICATION, BY_TENANT

DEFAULT = "storageclass.kubernetes.io/is-default-class"


def watched() -> list[Watched]:
    """Return how claims and classes are followed."""
    indexes = (
        (BY_TENANT, lambda claim: str(claim["metadata"]["namespace"])),
        (BY_APPLICATION, lambda claim: (claim["metadata"].get("labels") or {}).get(APPLICATION_ID)),
    )
    return [Watched(VOLUME_CLAIM, trim=plain, indexes=indexes), Watched(STORAGE_CLASS, trim=_class)]


def _class(storage_class: Obj) -> Obj:
    """Keep of a class what is asked of it here."""
    metadata = storage_class["metadata"]
    annotations = metadata.get("annotations") or {}
    kept = {name: metadata[name] for name in ("name", "uid", "resourceVersion") if name in metadata}
    return {
        "metadata": {**kept, "annotations": {DEFAULT: annotations.get(DEFAULT, "false")}},
        "provisioner": storage_class.get("provisioner") or "",
        "allowVolumeExpansion": bool(storage_class.get("allowVolumeExpansion")),
        "volumeBindingMode": storage_class.get("volumeBindingMode") or "Immediate",
    }

"""Claims, volumes and storage classes."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.quantity import NOT_A_QUANTITY, is_quantity, parse
from localkube.objects.validation import names
from localkube.objects.validation.metadata import check_selector
from localkube.objects.validation.problems import Problems

ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
_ONCE_BY_ONE = "ReadWriteOncePod"
_NO_SOURCE = {
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
}


def check_claim(claim: Obj, old: Obj | None, found: Problems) -> None:
    """Check a claim; of one that exists only the size grows, and the volume is filled in once."""
    spec: Obj = claim.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    check_claim_spec("spec", spec, found)
    if old is not None:
        _claim_changes(spec, old["spec"], old, found)


def check_claim_spec(path: str, spec: Obj, found: Problems) -> None:
    """Check what claims and the templates of claims have in common."""
    _access_modes(f"{path}.accessModes", spec.get("accessModes", []), found)
    if "selector" in spec:
        check_selector(f"{path}.selector", spec["selector"], found)
    requests = (spec.get("resources") or {}).get("requests") or {}
    if "storage" not in requests:
        found.required(f"{path}.resources[storage]")
    elif not is_quantity(requests["storage"]):
        found.invalid(f"{path}.resources[storage]", requests["storage"], NOT_A_QUANTITY)
    elif parse(requests["storage"]) <= 0:
        found.invalid(f"{path}.resources[storage]", requests["storage"], "must be greater than zero")
    _class_name(f"{path}.storageClassName", spec.get("storageClassName"), found)
    found.one_of(f"{path}.volumeMode", spec.get("volumeMode"), ("Block", "Filesystem"))


def check_volume(volume: Obj, old: Obj | None, found: Problems) -> None:
    """Check a persistent volume; where its data is never changes."""
    spec: Obj = volume.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    _access_modes("spec.accessModes", spec.get("accessModes", []), found)
    capacity = spec.get("capacity") or {}
    if not capacity:
        found.required("spec.capacity")
    elif set(capacity) != {"storage"}:
        found.unsupported("spec.capacity", capacity, ("storage",))
    elif parse(capacity["storage"]) <= 0:
        found.invalid("spec.capacity[storage]", capacity["storage"], "must be greater than zero")
    policies = ("Delete", "Recycle", "Retain")
    found.one_of("spec.persistentVolumeReclaimPolicy", spec.get("persistentVolumeReclaimPolicy"), policies)
    _class_name("spec.storageClassName", spec.get("storageClassName"), found)
    found.one_of("spec.volumeMode", spec.get("volumeMode"), ("Block", "Filesystem"))
    _source(spec, found)
    if old is None:
        return
    before = old["spec"]
    sources = sorted({*spec, *before} - _NO_SOURCE)
    if {name: spec.get(name) for name in sources} != {name: before.get(name) for name in sources}:
        detail = "spec.persistentvolumesource is immutable after creation"
        found.forbidden("spec.persistentvolumesource", detail)
    found.immutable("spec.volumeMode", spec.get("volumeMode"), before.get("volumeMode"))
    if "nodeAffinity" in before:
        found.immutable("spec.nodeAffinity", spec.get("nodeAffinity"), before["nodeAffinity"])


def check_storage_class(storage_class: Obj, old: Obj | None, found: Problems) -> None:
    """Check a storage class; most of it never changes."""
    provisioner: str = storage_class.get("provisioner", "")
    if not provisioner:
        found.required("provisioner")
    elif wrong := names.qualified_name(provisioner.lower()):
        found.invalid("provisioner", provisioner, wrong)
    found.one_of("reclaimPolicy", storage_class.get("reclaimPolicy"), ("Delete", "Retain"))
    found.one_of("volumeBindingMode", storage_class.get("volumeBindingMode"), ("Immediate", "WaitForFirstConsumer"))
    if old is None:
        return
    for name in ("parameters", "provisioner", "reclaimPolicy"):
        if storage_class.get(name) != old.get(name):
            found.forbidden(name, f"updates to {name} are forbidden.")
    found.immutable("volumeBindingMode", storage_class.get("volumeBindingMode"), old.get("volumeBindingMode"))


def _source(spec: Obj, found: Problems) -> None:
    sources = sorted(set(spec) - _NO_SOURCE)
    if not sources:
        found.required("spec", "must specify a volume type")
    for extra in sources[1:]:
        found.forbidden(f"spec.{extra}", "may not specify more than 1 volume type")
    if spec.get("hostPath", {}).get("path") == "/" and spec.get("persistentVolumeReclaimPolicy") == "Recycle":
        detail = "may not be 'recycle' for a hostPath mount of '/'"
        found.forbidden("spec.persistentVolumeReclaimPolicy", detail)
    if ".." in (spec.get("hostPath", {}).get("path") or "").split("/"):
        found.invalid("spec.hostPath.path", spec["hostPath"]["path"], "must not contain '..'")
    if "local" in spec and "nodeAffinity" not in spec:
        found.required("spec.nodeAffinity", "Local volume requires node affinity")


def _access_modes(path: str, modes: list[str], found: Problems) -> None:
    if not modes:
        found.required(path, "at least 1 access mode is required")
    for mode in modes:
        found.one_of(path, mode, ACCESS_MODES)
    if _ONCE_BY_ONE in modes and len(modes) > 1:
        found.forbidden(path, "may not use ReadWriteOncePod with other access modes")


def _class_name(path: str, name: str | None, found: Problems) -> None:
    if name and (wrong := names.subdomain(name)):
        found.invalid(path, name, wrong)


def _claim_changes(spec: Obj, before: Obj, old: Obj, found: Problems) -> None:
    """Only requests change, and ``volumeName`` and the class as long as they are not filled in."""
    fixed = {name: value for name, value in spec.items() if name != "resources"}
    was = {name: value for name, value in before.items() if name != "resources"}
    if not was.get("volumeName"):
        fixed.pop("volumeName", None)
        was.pop("volumeName", None)
        if "storageClassName" not in was:
            fixed.pop("storageClassName", None)
    if fixed != was:
        detail = (
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
        )
        found.forbidden("spec", detail)
    size = parse(spec.get("resources", {}).get("requests", {}).get("storage", 0))
    old_size = parse(before["resources"]["requests"]["storage"])
    if size != old_size and (old.get("status") or {}).get("phase") != "Bound":
        detail = (
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
        )
        found.forbidden("spec", detail)
    elif size < old_size and size < parse((old["status"].get("capacity") or {}).get("storage", old_size)):
        found.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")

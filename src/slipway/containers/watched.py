"""What is kept in memory of pods: tenants' as far as anybody reads them, others' as far as they take room on hosts.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable

from slipway.cluster import POD, Obj, Shared, Watched, plain
from slipway.containers.labels import (
    APPLICATION_ID,
    BY_APPLICATION,
    BY_HOST,
    BY_SERVICE,
    BY_TENANT,
    SERVICE_ID,
)

MIRROR = "kubernetes.io/config.mirror"
"""Annotation of pods that a kubelet runs from a file of its own: nobody else can take them away."""

_UNREAD_OF_SPEC = (
    "tolerations", "dnsPolicy", "schedulerName", "enableServiceLinks", "preemptionPolicy", "serviceAccount",
)  # fmt: skip
_UNREAD_OF_CONTAINER = ("terminationMessagePath", "terminationMessagePolicy")
_UNREAD_OF_STATUS = ("podIPs", "hostIPs", "observedGeneration")
_ALIKE = {"metadata": ("labels", "ownerReferences"), "spec": ("containers", "initContainers", "volumes")}
"""What the pods of one revision of a service have in common."""
_OTHERS_METADATA = (
    "name", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp",
    "labels", "ownerReferences",
)  # fmt: skip
_OTHERS_CONTAINER = ("name", "image", "resources", "restartPolicy")
_OTHERS_STATUS = ("phase", "reason", "startTime", "podIP")


def pods(namespace_prefix: str) -> Watched:
    """Return how pods are followed: those of all namespaces, because hosts are shared."""

    def is_ours(pod: Obj) -> bool:
        metadata = pod["metadata"]
        in_tenant: bool = metadata["namespace"].startswith(namespace_prefix)
        return in_tenant or SERVICE_ID in (metadata.get("labels") or {})

    def tenant(pod: Obj) -> str | None:
        namespace: str = pod["metadata"]["namespace"]
        return namespace if is_ours(pod) else None

    indexes = (
        (BY_TENANT, tenant),
        (BY_APPLICATION, lambda pod: _label(pod, APPLICATION_ID) if is_ours(pod) else None),
        (BY_SERVICE, lambda pod: _label(pod, SERVICE_ID)),
        (BY_HOST, lambda pod: (pod.get("spec") or {}).get("nodeName")),
    )
    shared = Shared()

    def trim(pod: Obj) -> Obj:
        kept = _tenants(pod) if is_ours(pod) else _others(pod)
        for part, names in _ALIKE.items():
            inside = kept.get(part) or {}
            inside.update({name: shared.one(inside[name]) for name in names if name in inside})
        return kept

    return Watched(POD, trim=trim, indexes=indexes)


def _tenants(pod: Obj) -> Obj:
    pod = plain(pod)
    spec, status = pod.get("spec") or {}, pod.get("status") or {}
    _drop(spec, _UNREAD_OF_SPEC)
    _drop(status, _UNREAD_OF_STATUS)
    for part in ("containers", "initContainers"):
        for container in spec.get(part) or ():
            _drop(container, _UNREAD_OF_CONTAINER)
    return pod


def _others(pod: Obj) -> Obj:
    """Keep what a host's page shows, what its room is reckoned from, and what would be lost when it is drained."""
    metadata, spec, status = pod["metadata"], pod.get("spec") or {}, pod.get("status") or {}
    kept = _only(metadata, _OTHERS_METADATA)
    if MIRROR in (metadata.get("annotations") or {}):
        kept["annotations"] = {MIRROR: metadata["annotations"][MIRROR]}
    needs = {
        part: [_only(container, _OTHERS_CONTAINER) for container in spec[part]]
        for part in ("containers", "initContainers")
        if part in spec
    }
    lost = [{"name": each["name"], "emptyDir": {}} for each in spec.get("volumes") or () if "emptyDir" in each]
    ready = [each for each in status.get("conditions") or () if each.get("type") == "Ready"]
    return {
        "metadata": kept,
        "spec": {**_only(spec, ("nodeName", "overhead", "priorityClassName", "resources")), **needs, "volumes": lost},
        "status": {**_only(status, _OTHERS_STATUS), "conditions": ready},
    }


def _label(pod: Obj, name: str) -> str | None:
    found: str | None = (pod["metadata"].get("labels") or {}).get(name)
    return found


def _only(obj: Obj, names: Iterable[str]) -> Obj:
    return {name: obj[name] for name in names if name in obj}


def _drop(obj: Obj, names: Iterable[str]) -> None:
    for name in names:
        obj.pop(name, None)

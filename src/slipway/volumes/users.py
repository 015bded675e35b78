"""Which pods use which claims. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slipway.cluster import POD, Obj, WatchCache
from slipway.labels import BY_TENANT


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a container has the volume."""

    container: str
    path: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class UsingPod:
    """A pod that has the volume, or waits for it."""

    name: str
    host: str | None
    mounts: tuple[Mount, ...]


Users = dict[str, list[UsingPod]]
"""By the claim's name."""


def users_in(cache: WatchCache, namespace: str) -> Users:
    """Return who uses the claims of a tenant; reckoned anew only when one of its pods has changed."""
    return cache.derive(POD, BY_TENANT, namespace, users_of)


def users_of(pods: Sequence[Obj]) -> Users:
    """Return the pods of each claim. One that has ended holds nothing any more."""
    found: Users = defaultdict(list)
    for pod in pods:
        if (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
            continue
        for volume, claim in _claims(pod):
            mounts = tuple(_mounts(pod, volume))
            found[claim].append(UsingPod(pod["metadata"]["name"], pod["spec"].get("nodeName"), mounts))
    return dict(found)


def _claims(pod: Obj) -> Iterator[tuple[str, str]]:
    """Give the names of a pod's volumes with those of their claims."""
    for volume in (pod.get("spec") or {}).get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            yield volume["name"], volume["persistentVolumeClaim"]["claimName"]
        elif "ephemeral" in volume:
            yield volume["name"], f"{pod['metadata']['name']}-{volume['name']}"


def _mounts(pod: Obj, volume: str) -> Iterator[Mount]:
    for container in pod["spec"].get("containers") or ():
        for mount in container.get("volumeMounts") or ():
            if mount["name"] == volume:
                yield Mount(container["name"], mount["mountPath"], bool(mount.get("readOnly")))

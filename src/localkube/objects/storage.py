"""What the rooms that have to do with persistent volumes agree on: names, and what claims of pods stand for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from localkube.objects.access import Obj
from localkube.objects.meta import controller_of
from localkube.objects.quantity import whole

CLAIMS, VOLUMES, CLASSES = "persistentvolumeclaims", "persistentvolumes", "storageclasses.storage.k8s.io"

PROVISIONER = "volumes.localkube"
"""Provisioner of storage classes, and driver of the volumes that are made by them."""

IMAGE_FINALIZER = "volumes.localkube/image"
"""Holds a volume's object until its image is removed."""

Find = Callable[[str, str], Obj | None]
"""Looks up a claim (namespace, name)."""


def is_ours(volume: Obj) -> bool:
    """Whether the persistent volume is an image of this machine."""
    return bool((volume["spec"].get("csi") or {}).get("driver") == PROVISIONER)


def handle_of(volume: Obj) -> str:
    """The name of its image."""
    handle: str = volume["spec"]["csi"]["volumeHandle"]
    return handle


def size_of(volume: Obj) -> int:
    """Its capacity in bytes."""
    return whole(volume["spec"]["capacity"]["storage"])


def claims_of(pod: Obj) -> dict[str, str]:
    """By volume of the pod: the claim that it is of. Ephemeral volumes have claims that are named after both."""
    found = {}
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            found[volume["name"]] = volume["persistentVolumeClaim"]["claimName"]
        elif "ephemeral" in volume:
            found[volume["name"]] = f"{pod['metadata']['name']}-{volume['name']}"
    return found


def is_for(pod: Obj, claim: Obj, volume_name: str) -> bool:
    """Whether the pod may use the claim: of an ephemeral volume it must be the pod's own."""
    volume = next(volume for volume in pod["spec"]["volumes"] if volume["name"] == volume_name)
    if "ephemeral" not in volume:
        return True
    owner = controller_of(claim)
    return owner is not None and owner["uid"] == pod["metadata"]["uid"]


def used_volumes(pods: Iterable[Obj], find: Find) -> set[str]:
    """The persistent volumes that pods on nodes use; pods that have ended use none."""
    used: set[str] = set()
    for pod in pods:
        ended = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if ended or not pod["spec"].get("nodeName"):
            continue
        for name in claims_of(pod).values():
            claim = find(pod["metadata"]["namespace"], name)
            if claim is not None and claim["spec"].get("volumeName"):
                used.add(claim["spec"]["volumeName"])
    return used

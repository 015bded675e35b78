"""What a pod's claims mean for its scheduling. Pure but for looking objects up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from localkube.objects.access import Obj
from localkube.objects.storage import claims_of, is_for

SELECTED_NODE = "volume.kubernetes.io/selected-node"
_ONE_POD = "ReadWriteOncePod"

FindIn = Callable[[str, str], Obj | None]
"""Looks up an object by its namespace (empty for none) and name."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """``obstacle``: why no node can take the pod now. ``waiting``: claims that want to know the pod's node first.

    ``volumes``: persistent volumes that the pod will use, some of which are on certain nodes only.
    """

    obstacle: str = ""
    waiting: list[Obj] = field(default_factory=list)
    volumes: list[Obj] = field(default_factory=list)


def look_at(pod: Obj, find_claim: FindIn, find_volume: FindIn, find_class: FindIn) -> Claimed:
    """What the claims of a pod say."""
    found = Claimed()
    for volume_name, name in claims_of(pod).items():
        claim = find_claim(pod["metadata"]["namespace"], name)
        if claim is None:
            return Claimed(obstacle=f'persistentvolumeclaim "{name}" not found')
        if not is_for(pod, claim, volume_name):
            return Claimed(obstacle=f'PVC "{name}" was not created for pod "{pod["metadata"]["name"]}"')
        if claim["metadata"].get("deletionTimestamp"):
            return Claimed(obstacle=f'persistentvolumeclaim "{name}" is being deleted')
        phase = (claim.get("status") or {}).get("phase")
        if phase == "Lost":
            return Claimed(obstacle=f'persistentvolumeclaim "{name}" bound to non-existent persistentvolume')
        if phase == "Bound":
            volume = find_volume("", claim["spec"]["volumeName"])
            found.volumes.extend([volume] if volume is not None else [])
            continue
        storage_class = find_class("", claim["spec"].get("storageClassName") or "")
        if storage_class is None or storage_class.get("volumeBindingMode") != "WaitForFirstConsumer":
            return Claimed(obstacle="pod has unbound immediate PersistentVolumeClaims")
        found.waiting.append(claim)
    return found


def is_alone(claim: Obj) -> bool:
    """Whether only one pod may use the claim at a time."""
    return _ONE_POD in (claim["spec"].get("accessModes") or ())

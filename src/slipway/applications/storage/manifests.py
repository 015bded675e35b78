"""The claims of a service's volumes, and how its container gets at them. Pure.

A claim is applied together with the service and never taken away with it. What the cluster does not let anybody change
is written as the claim has it; its size is the larger of what the service asks for and what it has.
"""

from __future__ import annotations

from collections.abc import Mapping

from slipway.applications.publish.configured import Mounted
from slipway.applications.storage.names import claim_name
from slipway.applications.storage.schemas import ServiceVolume
from slipway.applications.views import ServiceView
from slipway.cluster import VOLUME_CLAIM, Obj
from slipway.quantities import parse
from slipway.volumes import MODES, size_of

RECREATE: Obj = {"type": "Recreate", "rollingUpdate": None}
"""The old container ends before the new one starts, so that never two write. The null takes back what a rolling update
of before had set, which the cluster would refuse beside this."""


def claim_manifests(service: ServiceView, live: Mapping[str, Obj]) -> list[tuple[str, str, Obj]]:
    """Return of each claim the volume's name, its own, and its body; ``live`` are the claims that there are."""
    found = []
    for volume in service.config.volumes:
        name = claim_name(service.name, volume.name)
        found.append((volume.name, name, _body(volume, live.get(name))))
    return found


def volume_mounts(service: ServiceView) -> Mounted:
    """Return the volumes of the service's pods, and where its container has them."""
    volumes: list[Obj] = []
    mounts: list[Obj] = []
    for volume in service.config.volumes:
        name = f"volume-{volume.name}"
        volumes.append({"name": name, "persistentVolumeClaim": {"claimName": claim_name(service.name, volume.name)}})
        mount: Obj = {"name": name, "mountPath": volume.mount_path}
        mounts.append({**mount, "readOnly": True} if volume.read_only else mount)
    return Mounted(volumes, mounts)


def _body(volume: ServiceVolume, claim: Obj | None) -> Obj:
    size = volume.size if claim is None else max(size_of(claim), volume.size, key=parse)
    spec: Obj = {"accessModes": [MODES[volume.access]], "resources": {"requests": {"storage": size}}}
    if volume.storage_class is not None:
        spec["storageClassName"] = volume.storage_class
    return {"apiVersion": VOLUME_CLAIM.api_version, "kind": VOLUME_CLAIM.name, "spec": spec}

"""Questions that the kubelet asks about a pod's own words. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from localkube.objects.access import Obj

FINISHED = ("Succeeded", "Failed")


def uid_of(pod: Obj) -> str:
    """The pod's uid."""
    uid: str = pod["metadata"]["uid"]
    return uid


def full_name(pod: Obj) -> str:
    """``name_namespace(uid)``, as Kubernetes' messages call a pod."""
    metadata = pod["metadata"]
    return f"{metadata['name']}_{metadata['namespace']}({metadata['uid']})"


def phase(pod: Obj) -> str:
    """``status.phase``; Pending while nobody said otherwise."""
    value: str = (pod.get("status") or {}).get("phase") or "Pending"
    return value


def is_finished(pod: Obj) -> bool:
    """The pod succeeded or failed: nothing of it is started again."""
    return phase(pod) in FINISHED


def is_terminating(pod: Obj) -> bool:
    """Deletion was asked for."""
    return bool(pod["metadata"].get("deletionTimestamp"))


def is_admitted(pod: Obj) -> bool:
    """A kubelet took the pod on before."""
    return bool((pod.get("status") or {}).get("startTime"))


def has_claims(pod: Obj) -> bool:
    """Whether it has persistent volumes."""
    kinds = ("persistentVolumeClaim", "ephemeral")
    return any(kind in volume for volume in pod["spec"].get("volumes") or () for kind in kinds)


def image_volumes(pod: Obj) -> list[Obj]:
    """The volumes whose files are those of an image."""
    return [volume for volume in pod["spec"].get("volumes") or () if "image" in volume]


def uses_host_network(pod: Obj) -> bool:
    """The pod has no address of its own."""
    return bool(pod["spec"].get("hostNetwork"))


def init_containers(pod: Obj) -> list[Obj]:
    """Init containers, sidecars among them, in their order."""
    found: list[Obj] = pod["spec"].get("initContainers") or []
    return found


def main_containers(pod: Obj) -> list[Obj]:
    """The containers that run side by side."""
    found: list[Obj] = pod["spec"]["containers"]
    return found


def ephemeral_containers(pod: Obj) -> list[Obj]:
    """Those that somebody added to look at the others."""
    found: list[Obj] = pod["spec"].get("ephemeralContainers") or []
    return found


def all_containers(pod: Obj) -> Iterator[Obj]:
    """Init containers first, ephemeral ones last."""
    yield from init_containers(pod)
    yield from main_containers(pod)
    yield from ephemeral_containers(pod)


def is_sidecar(container: Obj) -> bool:
    """An init container that keeps running beside the main ones."""
    return container.get("restartPolicy") == "Always"


def container_named(pod: Obj, name: str) -> Obj | None:
    """The container of that name."""
    return next((container for container in all_containers(pod) if container["name"] == name), None)


def field_path(pod: Obj, name: str) -> str:
    """``spec.containers{web}``, as events name a container."""
    lists = {"initContainers": init_containers(pod), "ephemeralContainers": ephemeral_containers(pod)}
    of = (part for part, containers in lists.items() if any(one["name"] == name for one in containers))
    return f"spec.{next(of, 'containers')}{{{name}}}"


def definition(container: Obj) -> str:
    """A hash of what cannot change while the container runs: today its image."""
    data = json.dumps([container["name"], container["image"]]).encode()
    return hashlib.blake2b(data, digest_size=6).hexdigest()


def old_status(pod: Obj, name: str) -> Obj | None:
    """What ``status`` says of the container so far."""
    status = pod.get("status") or {}
    for group in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        for known in status.get(group) or ():
            if known["name"] == name:
                found: Obj = known
                return found
    return None


def named_port(container: Obj, port: int | str) -> int | None:
    """A port by number, or by the name that the container gives it."""
    if isinstance(port, int):
        return port
    for known in container.get("ports") or ():
        if known.get("name") == port:
            number: int = known["containerPort"]
            return number
    return int(port) if port.isdigit() else None

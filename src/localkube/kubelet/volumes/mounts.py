"""From a container's volume mounts to bind mounts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from localkube.kubelet.expansion import expand
from localkube.kubelet.failures import ConfigMissing
from localkube.kubelet.volumes.content import is_made_from_objects
from localkube.kubelet.volumes.place import Places
from localkube.kubelet.volumes.provide import root_of
from localkube.objects.access import Obj
from localkube.runtime import Mount

_PROPAGATION = {"HostToContainer": "rslave", "Bidirectional": "rshared"}
HOSTS, RESOLV_CONF = "hosts", "resolv.conf"


def container_mounts(
    pod: Obj, container: Obj, places: Places, variables: Mapping[str, str], last_words: Path
) -> list[Mount]:
    """The volumes, and the files that every container of the pod shares. Raises ConfigMissing for a bad sub path."""
    volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes") or ()}
    mounts = [_mount(mount, volumes[mount["name"]], places, variables) for mount in container.get("volumeMounts") or ()]
    taken = {mount.target for mount in mounts}
    own = [Mount(str(places.files / name), f"/etc/{name}") for name in (HOSTS, RESOLV_CONF)]
    own.append(Mount(str(last_words), container.get("terminationMessagePath") or "/dev/termination-log"))
    return [*(mount for mount in own if mount.target not in taken), *mounts]


def _mount(mount: Obj, volume: Obj, places: Places, variables: Mapping[str, str]) -> Mount:
    if mount.get("recursiveReadOnly") == "Enabled":
        raise ConfigMissing(f'recursive read-only mounts are not supported: volumeMount "{mount["name"]}"')
    source = root_of(volume, places)
    inner: str = mount.get("subPath") or expand(mount.get("subPathExpr") or "", variables)
    if inner:
        source = _below(source, inner, make=not is_made_from_objects(volume) and "image" not in volume)
    target = mount["mountPath"]
    return Mount(
        str(source),
        target if target.startswith("/") else f"/{target}",
        read_only=bool(mount.get("readOnly")) or is_read_only(volume),
        propagation=_PROPAGATION.get(mount.get("mountPropagation", ""), ""),
    )


def is_read_only(volume: Obj) -> bool:
    """Whether nobody writes into it: it is made from objects, or claimed for reading."""
    return (
        is_made_from_objects(volume)
        or "image" in volume
        or bool((volume.get("persistentVolumeClaim") or {}).get("readOnly"))
    )


def _below(root: Path, inner: str, *, make: bool) -> Path:
    """The place inside a volume; links that lead out of it are not followed."""
    base = root.resolve()
    path = (base / inner).resolve()
    if not path.is_relative_to(base):
        raise ConfigMissing(f'failed to prepare subPath for volumeMount: "{inner}" leads out of the volume')
    if not path.exists():
        if not make:
            raise ConfigMissing(f'failed to prepare subPath for volumeMount: "{inner}" is not in the volume')
        path.mkdir(parents=True)
        path.chmod(0o777)
    return path

"""Makes a pod's volumes on the machine, brings them up to date, and removes them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from localkube.kubelet.failures import VolumeFault
from localkube.kubelet.volumes import atomic
from localkube.kubelet.volumes.content import Content, is_made_from_objects
from localkube.kubelet.volumes.place import Places
from localkube.kubelet.volumes.programs import mounts_below, run
from localkube.objects.access import Obj
from localkube.objects.quantity import whole

_KINDS = {"Directory": Path.is_dir, "File": Path.is_file, "Socket": Path.is_socket, "BlockDevice": Path.is_block_device,
          "CharDevice": Path.is_char_device}  # fmt: skip


def provide(pod: Obj, places: Places, content: Content, claimed: Mapping[str, Path]) -> None:
    """Make all volumes of a pod; those that are there and have not changed stay. Raises VolumeFault.

    ``claimed``: where the files of its persistent volumes are, by the names of the volumes.
    """
    group: int | None = (pod["spec"].get("securityContext") or {}).get("fsGroup")
    for volume in pod["spec"].get("volumes") or ():
        root = places.volume(volume["name"])
        if is_made_from_objects(volume):
            _write(root, volume, content, group)
        elif "emptyDir" in volume:
            _empty_dir(root, volume["emptyDir"] or {}, group)
        elif "hostPath" in volume:
            _host_path(volume["hostPath"])
        elif volume["name"] in claimed:
            _link(root, claimed[volume["name"]])
        else:
            kind = ", ".join(sorted(set(volume) - {"name"}))
            raise VolumeFault(f'volume "{volume["name"]}": {kind} is not supported')


def release_volumes(places: Places) -> None:
    """Remove what is in a pod's own volumes, once it has ended: nobody will read it any more. May take its time."""
    for point in mounts_below(places.pod):
        run("umount", "--lazy", str(point))
    if places.volumes.exists():
        shutil.rmtree(places.volumes)


def release(places: Places) -> None:
    """Remove all files of a pod. May take its time."""
    release_volumes(places)
    if places.pod.exists():
        shutil.rmtree(places.pod)


def purge(root: Path) -> None:
    """Remove the files of all pods below ``root``, whose containers are no more. Raises VolumeFault."""
    for pod in sorted(root.iterdir()) if root.is_dir() else ():
        release(Places(pod))


def root_of(volume: Obj, places: Places) -> Path:
    """Where a volume's content is on the machine."""
    if "hostPath" in volume:
        return Path(volume["hostPath"]["path"])
    return places.volume(volume["name"])


def _write(root: Path, volume: Obj, content: Content, group: int | None) -> None:
    try:
        atomic.write(root, content.files(volume), group)
    except VolumeFault as fault:
        raise VolumeFault(f'MountVolume.SetUp failed for volume "{volume["name"]}" : {fault}') from fault


def _link(root: Path, target: Path) -> None:
    """A link, so that what is below the pod's directory goes with the pod and the volume's files do not."""
    if root.is_symlink() and root.readlink() == target:
        return
    root.parent.mkdir(parents=True, exist_ok=True)
    root.unlink(missing_ok=True)
    root.symlink_to(target)


def _empty_dir(root: Path, source: Obj, group: int | None) -> None:
    if str(source.get("medium", "")).startswith("HugePages"):
        raise VolumeFault(f"emptyDir: the medium {source['medium']} is not supported")
    fresh = not root.exists()
    root.mkdir(parents=True, exist_ok=True)
    if source.get("medium") == "Memory" and not root.is_mount():
        size = f"size={whole(source['sizeLimit'])}," if source.get("sizeLimit") else ""
        run("mount", "-t", "tmpfs", "-o", f"{size}mode=0777", "localkube", str(root))
        fresh = True
    if fresh:
        root.chmod(0o777)
        if group is not None:
            os.chown(root, -1, group)
            root.chmod(0o2777)


def _host_path(source: Obj) -> None:
    path, kind = Path(source["path"]), source.get("type") or ""
    if kind == "DirectoryOrCreate":
        path.mkdir(mode=0o755, parents=True, exist_ok=True)
    elif kind == "FileOrCreate":
        path.touch(mode=0o644, exist_ok=True)
    elif kind in _KINDS and not _KINDS[kind](path):
        raise VolumeFault(f"hostPath type check failed: {path} is not a {kind.lower()}")

"""Mounts the volumes of pods, and keeps images as the API wants them: grown, unmounted when unused, removed."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

from localkube.objects import events
from localkube.objects.access import Access, Obj
from localkube.objects.errors import ApiError, NotFound
from localkube.objects.meta import clone, condition, set_condition
from localkube.objects.ports import VolumeNotReady
from localkube.objects.quantity import whole
from localkube.objects.storage import (
    CLAIMS,
    IMAGE_FINALIZER,
    PROVISIONER,
    VOLUMES,
    claims_of,
    handle_of,
    is_for,
    is_ours,
    size_of,
    used_volumes,
)
from localkube.volumes.images import Image, VolumeError

log = logging.getLogger(__name__)

_SETTLE_SECONDS = 0.05
_RETRY_SECONDS = 5.0
_PENDING = "FileSystemResizePending"
_PENDING_MESSAGE = "Waiting for user to (re-)start a pod to finish file system resize of volume on node."
_WATCHED = (CLAIMS, VOLUMES, "pods")


class Volumes:
    """Implements ``objects.ports.PodVolumes``."""

    def __init__(self, access: Access, root: Path) -> None:
        self._access = access
        self._root = root
        self._images: dict[str, Image] = {}
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to follow the API."""
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._tasks = [
            asyncio.create_task(self._follow(resource), name=f"localkube: volumes' watch of {resource}")
            for resource in _WATCHED
        ]
        self._tasks.append(asyncio.create_task(self._keep(), name="localkube: volumes"))

    async def stop(self) -> None:
        """Stop following; what is mounted stays, pods use it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def mount(self, pod: Obj) -> dict[str, Path]:
        """See ``objects.ports.PodVolumes``."""
        found = {}
        for volume_name, claim_name in claims_of(pod).items():
            try:
                found[volume_name] = await self._mount_claim(pod, volume_name, claim_name)
            except (VolumeError, VolumeNotReady) as error:
                message = f'MountVolume.SetUp failed for volume "{volume_name}" : {error}'
                raise VolumeNotReady(message) from error
        return found

    # --- for one pod

    async def _mount_claim(self, pod: Obj, volume_name: str, claim_name: str) -> Path:
        claim = self._access.find(CLAIMS, pod["metadata"]["namespace"], claim_name)
        if claim is None or not is_for(pod, claim, volume_name):
            raise VolumeNotReady(f'persistentvolumeclaim "{claim_name}" not found')
        volume_of_claim = claim["spec"].get("volumeName")
        if not volume_of_claim or (claim.get("status") or {}).get("phase") != "Bound":
            raise VolumeNotReady(f'persistentvolumeclaim "{claim_name}" is not bound')
        volume = self._access.find(VOLUMES, None, volume_of_claim)
        if volume is None:
            raise VolumeNotReady(f'persistentvolume "{volume_of_claim}" not found')
        path = await self._place_of(volume)
        await asyncio.to_thread(give_group, path, pod["spec"].get("securityContext") or {})
        return path

    async def _place_of(self, volume: Obj) -> Path:
        spec = volume["spec"]
        if is_ours(volume):
            return await self._image(handle_of(volume)).mount(size_of(volume))
        for kind in ("hostPath", "local"):
            if kind in spec:
                return _directory(Path(spec[kind]["path"]), make=spec[kind].get("type") == "DirectoryOrCreate")
        kinds = ", ".join(sorted(name for name, value in spec.items() if isinstance(value, dict) and name in _FOREIGN))
        raise VolumeNotReady(f"volumes of this kind are not supported here: {kinds or 'unknown'}")

    def _image(self, handle: str) -> Image:
        if handle not in self._images:
            self._images[handle] = Image(self._root, handle)
        return self._images[handle]

    # --- for all

    async def _follow(self, resource: str) -> None:
        while True:
            try:
                async for _ in self._access.watch(resource):
                    self._changed.set()
            except ApiError:
                log.exception("the watch of %s ended", resource)
            await asyncio.sleep(_RETRY_SECONDS)

    async def _keep(self) -> None:
        """One look at everything after each burst of changes, and again soon when something could not be done."""
        pause: float | None = None
        while True:
            try:
                async with asyncio.timeout(pause):
                    await self._changed.wait()
            except TimeoutError:
                log.debug("volumes: trying again")
            await asyncio.sleep(_SETTLE_SECONDS)
            self._changed.clear()
            try:
                pause = None if await self._look() else _RETRY_SECONDS
            except Exception:
                log.exception("volumes could not be looked after")
                pause = _RETRY_SECONDS

    async def _look(self) -> bool:
        """Whether all is as it should be."""
        done = True
        used = used_volumes(self._access.list("pods"), lambda ns, name: self._access.find(CLAIMS, ns, name))
        for volume in self._access.list(VOLUMES):
            if not is_ours(volume):
                continue
            if volume["metadata"].get("deletionTimestamp"):
                done &= await self._remove(volume)
            elif volume["metadata"]["name"] not in used:
                done &= await self._image(handle_of(volume)).unmount()
        for claim in self._access.list(CLAIMS):
            done &= await self._grow(claim)
        return done

    async def _remove(self, volume: Obj) -> bool:
        """Remove the image of a volume that is being deleted and that no claim has any more."""
        metadata = volume["metadata"]
        if IMAGE_FINALIZER not in (metadata.get("finalizers") or ()) or set(metadata["finalizers"]) != {
            IMAGE_FINALIZER
        }:
            return True
        handle = handle_of(volume)
        if not await self._image(handle).remove():
            return False
        self._images.pop(handle, None)

        def change(current: Obj) -> None:
            present = current["metadata"].get("finalizers") or []
            current["metadata"]["finalizers"] = [name for name in present if name != IMAGE_FINALIZER]

        try:
            self._access.mutate(VOLUMES, None, metadata["name"], change)
        except NotFound:
            log.debug("volume %s is gone already", metadata["name"])
        return True

    async def _grow(self, claim: Obj) -> bool:
        """Give a bound claim the size that it asks for now."""
        name = claim["spec"].get("volumeName")
        volume = self._access.find(VOLUMES, None, name) if name else None
        if volume is None or not is_ours(volume) or (claim.get("status") or {}).get("phase") != "Bound":
            return True
        asked: str = claim["spec"]["resources"]["requests"]["storage"]
        has: str = ((claim.get("status") or {}).get("capacity") or {}).get("storage", "0")
        if whole(asked) <= whole(has):
            return True
        try:
            grown = await self._image(handle_of(volume)).grow(whole(asked))
        except VolumeError as error:
            events.record(self._access, claim, "Warning", "VolumeResizeFailed", str(error), PROVISIONER)
            return False

        def larger(current: Obj) -> None:
            current["spec"]["capacity"] = {**current["spec"]["capacity"], "storage": asked}

        self._access.mutate(VOLUMES, None, volume["metadata"]["name"], larger)
        self._tell_size(claim, asked, grown=grown)
        return grown

    def _tell_size(self, claim: Obj, size: str, *, grown: bool) -> None:
        """What the claim has now, or that it has to wait for its pods to end."""
        metadata = claim["metadata"]

        def change(current: Obj) -> None:
            status = clone(current.get("status") or {})
            others = [found for found in status.pop("conditions", []) if found["type"] != _PENDING]
            if grown:
                status["capacity"] = {**(status.get("capacity") or {}), "storage": size}
            else:
                set_condition(others, _PENDING, "True", message=_PENDING_MESSAGE)
            if others:
                status["conditions"] = others
            current["status"] = status

        if not grown and condition(claim, _PENDING) is not None:
            return
        self._access.mutate(CLAIMS, metadata["namespace"], metadata["name"], change, "status")
        if grown:
            message = "The volume and its file system were resized"
            events.record(self._access, claim, "Normal", "FileSystemResizeSuccessful", message, PROVISIONER)
        else:
            events.record(self._access, claim, "Normal", "FileSystemResizeRequired", _PENDING_MESSAGE, PROVISIONER)


_FOREIGN = {
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker",
    "gcePersistentDisk", "glusterfs", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd",
    "scaleIO", "storageos", "vsphereVolume",
}  # fmt: skip


def _directory(path: Path, *, make: bool) -> Path:
    if make:
        path.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        raise VolumeNotReady(f'path "{path}" does not exist')
    return path


def give_group(root: Path, security: Obj) -> None:
    """Let the pod's ``fsGroup`` own and write everything; with ``OnRootMismatch`` only when the root says otherwise."""
    group = security.get("fsGroup")
    if group is None:
        return
    state = root.stat()
    matches = state.st_gid == group and state.st_mode & 0o2070 == 0o2070
    if matches and security.get("fsGroupChangePolicy") == "OnRootMismatch":
        return
    for directory, _, files in os.walk(root):
        _give(Path(directory), group, 0o2070)
        for file in files:
            _give(Path(directory) / file, group, 0o060)


def _give(path: Path, group: int, mode: int) -> None:
    if path.is_symlink():
        return
    state = path.stat()
    if state.st_gid != group:
        os.chown(path, -1, group)
    if state.st_mode & mode != mode:
        path.chmod(state.st_mode | mode)

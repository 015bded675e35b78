"""What containers and volumes occupy of disks.

What has to be counted file by file is costly, so what was counted a moment ago is told again. File systems keep the
account of claims themselves: they are asked every time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from localkube.kubelet.engine import Engine
from localkube.kubelet.eviction import occupied
from localkube.kubelet.podspec import uid_of
from localkube.kubelet.tasks import cancel, spawn
from localkube.kubelet.volumes import Places
from localkube.objects.access import Obj
from localkube.runtime import RuntimeFault

log = logging.getLogger(__name__)

KEPT_SECONDS = 60.0
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Space:
    """A file system: bytes and inodes. ``used`` is what one part of it occupies, or all of it."""

    capacity: int
    available: int
    used: int
    inodes: int
    inodes_free: int
    inodes_used: int


@dataclass(frozen=True, slots=True)
class ContainerDisk:
    """What a container wrote, its log with it. ``at``: seconds since 1970."""

    at: float
    used: int


@dataclass(frozen=True, slots=True)
class VolumeUse:
    """One volume of a pod. ``claim`` is empty for those that end with the pod."""

    at: float
    name: str
    claim: str
    space: Space


UsesOf = Callable[[Obj, Places, float], Iterable[VolumeUse]]
"""What volumes of a pod occupy at a moment."""


class DiskUse:
    """``root`` has the pods' files. ``close`` when it is no longer used."""

    def __init__(self, engine: Engine, root: Path) -> None:
        self._engine = engine
        self._root = root
        self._counting: asyncio.Task[None] | None = None
        self._counted_at = float("-inf")
        self._containers: dict[str, ContainerDisk] = {}
        self._directories: dict[str, list[VolumeUse]] = {}
        self._systems: dict[str, list[VolumeUse]] = {}

    async def count(self, pods: Iterable[Obj]) -> None:
        """Count anew; files only unless that was done within the last minute.

        Whoever asks waits for a while, but not for ever.
        """
        if self._counting is None or self._counting.done():
            files = time.monotonic() - self._counted_at >= KEPT_SECONDS
            self._counting = spawn("use of disks", self._count(list(pods), files=files))
        await asyncio.wait({self._counting}, timeout=PATIENCE_SECONDS)

    async def close(self) -> None:
        """Stop counting."""
        if self._counting is not None:
            await cancel([self._counting])

    async def _count(self, pods: list[Obj], *, files: bool) -> None:
        self._systems = await self._counted(pods, file_system_uses)
        if files:
            await self._count_files(pods)

    async def _count_files(self, pods: list[Obj]) -> None:
        try:
            sizes = await self._engine.disk_use()
        except RuntimeFault as fault:
            log.warning("the sizes of containers are not known: %s", fault)
            sizes = {}
        now = time.time()
        self._containers = {key: ContainerDisk(now, size) for key, size in sizes.items()}
        self._directories = await self._counted(pods, directory_uses)
        self._counted_at = time.monotonic()

    def container(self, container_id: str) -> ContainerDisk | None:
        """What was counted of a container."""
        return self._containers.get(container_id)

    def volumes(self, pod_uid: str) -> list[VolumeUse]:
        """What was counted of a pod's volumes."""
        return [*self._systems.get(pod_uid, []), *self._directories.get(pod_uid, [])]

    async def _counted(self, pods: list[Obj], uses: UsesOf) -> dict[str, list[VolumeUse]]:
        def count() -> dict[str, list[VolumeUse]]:
            now = time.time()
            return {uid_of(pod): list(uses(pod, Places.of(self._root, uid_of(pod)), now)) for pod in pods}

        return await asyncio.to_thread(count)


def file_system_uses(pod: Obj, places: Places, now: float) -> Iterator[VolumeUse]:
    """Claims and directories in memory of a pod, as far as they are there: whole file systems."""
    for volume in pod["spec"].get("volumes") or ():
        name, claim = volume["name"], claim_name(pod, volume)
        if claim or _in_memory(volume):
            with suppress(OSError):  # not made yet, or gone already
                yield VolumeUse(now, name, claim, space_of(places.volume(name)))


def directory_uses(pod: Obj, places: Places, now: float) -> Iterator[VolumeUse]:
    """Empty directories of a pod, as far as they are there: parts of the node's file system. May take its time."""
    for volume in pod["spec"].get("volumes") or ():
        at = places.volume(volume["name"])
        if "emptyDir" in volume and not _in_memory(volume) and at.is_dir():
            with suppress(OSError):
                yield VolumeUse(now, volume["name"], "", space_of(at, occupied(at)))


def _in_memory(volume: Obj) -> bool:
    return (volume.get("emptyDir") or {}).get("medium") == "Memory"


def claim_name(pod: Obj, volume: Obj) -> str:
    """The claim of a volume; that of an ephemeral one is named after pod and volume."""
    if "ephemeral" in volume:
        return f"{pod['metadata']['name']}-{volume['name']}"
    return str((volume.get("persistentVolumeClaim") or {}).get("claimName", ""))


def space_of(path: Path, used: int | None = None) -> Space:
    """The file system at ``path``, or that of which a part occupies ``used``. Raises OSError."""
    told = os.statvfs(path)
    size = told.f_frsize
    occupies = (told.f_blocks - told.f_bfree) * size if used is None else used
    inodes_used = told.f_files - told.f_ffree
    return Space(told.f_blocks * size, told.f_bavail * size, occupies, told.f_files, told.f_favail, inodes_used)

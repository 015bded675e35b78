"""One volume's image: made, mounted, grown, removed. Each step may be repeated, and goes on where a crash left it.

``<root>/<handle>/image`` is a sparse file with an ext4 file system, ``<root>/<handle>/mount`` where it is mounted. The
kernel frees the loop device by itself when nobody uses the mounted file system any more.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

from localkube.programs import ProgramError, program, run

_NEEDED = (
    ("mkfs.ext4", "e2fsprogs"),
    ("resize2fs", "e2fsprogs"),
    ("losetup", "mount"),
    ("mount", "mount"),
    ("umount", "mount"),
)
_HANDLE = re.compile(r"[a-z0-9][a-z0-9.-]*")
_REPAIRED = (0, 1)
"""What e2fsck answers when the file system is in order, or was brought into it."""


_RELEASE_CHECKS, _RELEASE_PAUSE = 20, 0.1
_REFUSED = "Permission denied to resize"

T = TypeVar("T")


class VolumeError(Exception):
    """A volume cannot be used; the message says why."""


def missing_tools() -> list[tuple[str, str]]:
    """Programs that volumes need and that are not installed, with their Debian packages."""
    return [(name, package) for name, package in _NEEDED if program(name) is None]


class Image:
    """The image of one volume."""

    def __init__(self, root: Path, handle: str) -> None:
        if not _HANDLE.fullmatch(handle):
            raise VolumeError(f'"{handle}" is no name of a volume here')
        self._directory = root / handle
        self._file = self._directory / "image"
        self.mount_point = self._directory / "mount"
        self._short = self._directory / "short"
        """There while the file system does not fill the image."""
        self._lock = asyncio.Lock()

    @property
    def is_mounted(self) -> bool:
        """Whether its files are to be found under ``mount_point``."""
        return self.mount_point.is_mount()

    async def mount(self, size: int) -> Path:
        """Make it if it is not there, with ``size`` bytes, and mount it; where it is mounted. Raises VolumeError."""
        if self._short.exists() and await self.unmount():
            await self._await_release()
        async with self._lock:
            if not self.is_mounted:
                await _told(self._mount(size))
            return self.mount_point

    async def unmount(self) -> bool:
        """Unmount it, unless somebody has files open there; whether it is unmounted. Raises VolumeError."""
        async with self._lock:
            if not self.is_mounted:
                return True
            try:
                await run("umount", str(self.mount_point))
            except ProgramError as error:
                if "busy" in error.text:
                    return False
                raise VolumeError(str(error)) from error
            return True

    async def grow(self, size: int) -> bool:
        """Give it ``size`` bytes, also while it is in use; it never shrinks. Raises VolumeError.

        False: this machine's kernel refuses to grow file systems that are in use (to processes without the capability
        CAP_SYS_RESOURCE), so it is done when nobody uses it any more.
        """
        async with self._lock:
            return await _told(self._grow(size)) if self._file.exists() else True

    async def remove(self) -> bool:
        """Remove it with all that is in it; whether it is gone. Raises VolumeError."""
        if not await self.unmount():
            return False
        async with self._lock:
            if self._directory.exists():
                await asyncio.to_thread(shutil.rmtree, self._directory)
        return True

    async def _mount(self, size: int) -> None:
        self.mount_point.mkdir(parents=True, exist_ok=True)
        if not self._file.exists():
            await self._make(size)
        device = await self._device()
        if not device:
            await self._stretch()
        source = [device] if device else ["-o", "loop", str(self._file)]
        await run("mount", "-t", "ext4", *source, str(self.mount_point))
        leftovers = self.mount_point / "lost+found"
        if leftovers.is_dir() and not any(leftovers.iterdir()):
            leftovers.rmdir()  # databases refuse directories that are not empty

    async def _make(self, size: int) -> None:
        """Under another name first: a crash in between leaves no image that is half a file system."""
        draft = self._directory / "draft"
        with draft.open("wb") as file:
            os.ftruncate(file.fileno(), size)
        await run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "root_owner=0:0", str(draft))
        draft.rename(self._file)

    async def _grow(self, size: int) -> bool:
        if self._file.stat().st_size < size:
            self._short.touch()
            os.truncate(self._file, size)
        device = await self._device()
        if not device:
            await self._stretch()
            return True
        if not self.is_mounted:
            return False
        await run("losetup", "--set-capacity", device)
        try:
            await run("resize2fs", device)
        except ProgramError as error:
            if _REFUSED in error.text:
                return False
            raise
        self._short.unlink(missing_ok=True)
        return True

    async def _stretch(self) -> None:
        """Let the file system, which nobody uses, fill the image."""
        if self._short.exists():
            await run("e2fsck", "-f", "-p", str(self._file), good=_REPAIRED)
            await run("resize2fs", str(self._file))
            self._short.unlink()

    async def _await_release(self) -> None:
        """Between the last pod and the next is the time to let it grow, but a container needs a moment to be gone.

        While other pods have it, it stays attached.
        """
        for _ in range(_RELEASE_CHECKS):
            if not await self._device():
                return
            await asyncio.sleep(_RELEASE_PAUSE)

    async def _device(self) -> str:
        """The loop device that still has the image, say because a container of the last pod is just ending."""
        listed = await run("losetup", "--noheadings", "--output", "NAME", "--associated", str(self._file))
        return listed.split()[0] if listed.split() else ""


async def purge(root: Path) -> None:
    """Unmount all volumes; their files are removed with the data directory. Raises VolumeError."""
    for name in _handles(root):
        image = Image(root, name)
        if not await image.unmount():
            raise VolumeError(f"{image.mount_point} is in use: end the processes that have files open there")


def _handles(root: Path) -> list[str]:
    return sorted(directory.name for directory in root.iterdir()) if root.is_dir() else []


async def _told(work: Coroutine[object, object, T]) -> T:
    try:
        return await work
    except (ProgramError, OSError) as error:
        raise VolumeError(str(error)) from error

"""What pods occupy of the machine's disk. Reads the disk, decides nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from localkube.kubelet.volumes import Places
from localkube.objects.access import Obj

_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Use:
    """Of one pod, in bytes. ``containers``: writable layer and log by container; ``volumes``: its ``emptyDir``s."""

    containers: Mapping[str, int] = field(default_factory=dict)
    volumes: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All that the pod's requests and limits of ephemeral storage are about."""
        return sum(self.containers.values()) + sum(self.volumes.values())


def volume_use(pod: Obj, places: Places) -> dict[str, int]:
    """By the names of the volumes that lie on the disk and end with the pod. May take its time."""
    return {volume["name"]: occupied(places.volume(volume["name"])) for volume in disk_volumes(pod)}


def disk_volumes(pod: Obj) -> list[Obj]:
    """The pod's ``emptyDir`` volumes that are not in memory."""
    volumes: list[Obj] = pod["spec"].get("volumes") or []
    return [one for one in volumes if "emptyDir" in one and (one["emptyDir"] or {}).get("medium") != "Memory"]


def occupied(root: Path) -> int:
    """The disk space below a directory; files that vanish meanwhile do not count."""
    return sum(_sizes(root))


def _sizes(directory: Path) -> Iterator[int]:
    pending = [directory]
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    yield _size(entry)
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(Path(entry.path))
        except (FileNotFoundError, NotADirectoryError):
            continue


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * _BLOCK
    except FileNotFoundError:
        return 0

"""Where the files of a pod lie on the machine. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """All below one directory per pod."""

    pod: Path

    @classmethod
    def of(cls, root: Path, pod_uid: str) -> Places:
        """For a pod."""
        return cls(root / pod_uid)

    @property
    def files(self) -> Path:
        """``hosts`` and ``resolv.conf``."""
        return self.pod / "files"

    @property
    def volumes(self) -> Path:
        """One directory per volume."""
        return self.pod / "volumes"

    def volume(self, name: str) -> Path:
        """The root of a volume that lives here."""
        return self.volumes / name

    def image(self, name: str) -> Path:
        """Where the files of an image are mounted that is used as a volume."""
        return self.pod / "images" / name

    def last_words(self, container: str, attempt: int) -> Path:
        """What a container may leave behind as its termination message."""
        return self.pod / "containers" / container / f"{attempt}.termination"

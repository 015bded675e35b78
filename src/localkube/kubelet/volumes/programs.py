"""What is mounted on the machine, and the programs that mount and unmount."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from localkube.kubelet.failures import VolumeFault


def run(*command: str) -> None:
    """Run to the end. Raises VolumeFault with the program's words."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise VolumeFault(f"{' '.join(command)}: {done.stderr.strip()}")


def mounts_below(root: Path) -> list[Path]:
    """The mount points below a directory, the innermost first."""
    real = root.resolve()
    return sorted((point for point in _mount_points() if real in point.parents), reverse=True)


def is_mount_point(path: Path) -> bool:
    """Unlike ``Path.is_mount`` also of a bind mount from the same file system, whose device number is its parent's."""
    return path.resolve() in _mount_points()


def _mount_points() -> list[Path]:
    """From the kernel's own list: proc_pid_mountinfo(5), field 5."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return [Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), line.split()[4])) for line in lines]

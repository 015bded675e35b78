"""Runs the system's programs that mount and unmount."""

from __future__ import annotations

import subprocess

from localkube.kubelet.failures import VolumeFault


def run(*command: str) -> None:
    """Run to the end. Raises VolumeFault with the program's words."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise VolumeFault(f"{' '.join(command)}: {done.stderr.strip()}")

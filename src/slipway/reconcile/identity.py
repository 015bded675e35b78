"""Who this process is among all that could lead, so that its successor on the same machine can tell that it is gone."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_PROC = Path("/proc")


def own_identity() -> str:
    """Return this process's identity: host, boot, process namespace, process id and start time."""
    pid = os.getpid()
    return f"{_place()}_{pid}_{_started(pid)}"


def is_dead(identity: str) -> bool:
    """Tell whether ``identity`` was surely a process of this place that has ended. When in doubt, it lives."""
    place, _, rest = identity.rpartition("_")
    place, _, pid = place.rpartition("_")
    if place != _place() or not pid.isdigit():
        return False
    started = _started(int(pid))
    return started == "" or started != rest


def _place() -> str:
    """Name the process namespace that this process lives in; process ids mean nothing elsewhere."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()[:8]
        namespace = (_PROC / "self/ns/pid").stat().st_ino
    except OSError:
        return f"{socket.gethostname()}-unknown-{os.getpid()}"
    return f"{socket.gethostname()}-{boot}-{namespace}"


def _started(pid: int) -> str:
    """Return when a process started, in clock ticks since boot; empty when there is none, or only its remains."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]

"""Processes of containers as the machine sees them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from pathlib import Path

PROCESSES = Path("/proc")


def session_of(leader: int) -> list[int]:
    """Ids of the processes in the session that ``leader`` began, itself first; see proc(5), the fields of stat."""
    members = [int(entry.name) for entry in PROCESSES.iterdir() if entry.name.isdigit() and _session(entry) == leader]
    return sorted(members, key=lambda member: (member != leader, member))


def _session(process: Path) -> int | None:
    try:
        after_name = (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return None
    return int(after_name[3])


def send(number: signal.Signals, processes: Iterable[int]) -> None:
    """Send a signal to each process that still is."""
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            continue

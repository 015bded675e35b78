"""Processes by pid: start in a session of their own, recognise again later, stop.

A pid alone may have been given to another process meanwhile, so a pid file also keeps the start time that the kernel
recorded (``/proc/<pid>/stat`` field 22, clock ticks since boot).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import LauncherError


def start_time(pid: int) -> int | None:
    """When the process started, in clock ticks since boot; None when there is none (zombies count as none)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *rest = stat.rpartition(")")[2].split()
    return None if state == "Z" else int(rest[18])


def resident_bytes(pid: int) -> int:
    """Resident memory, 0 when the process is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Process:
    """One named process with a pid file and a log file."""

    name: str
    pid_file: Path
    log_file: Path
    child: subprocess.Popen[bytes] | None = None
    """Set when this very object started the process, so that its end can be collected."""

    def pid(self) -> int | None:
        """The pid when the very process that was started still runs."""
        if self.child is not None:
            self.child.poll()
        try:
            kept = json.loads(self.pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        pid, started = int(kept["pid"]), int(kept["started"])
        return pid if start_time(pid) == started else None

    def claim(self, pid: int) -> None:
        """Write the pid file for a running process."""
        self.pid_file.parent.mkdir(parents=True, exist_ok=True)
        self.pid_file.write_text(json.dumps({"pid": pid, "started": start_time(pid) or 0}))

    def start(self, arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start detached from this terminal; output is appended to the log file."""
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            self.child = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        self.claim(self.child.pid)
        return self.child

    def stop(self, seconds: float = 20.0) -> bool:
        """Ask the process to end, insist after ``seconds``. True when there was one."""
        pid = self.pid()
        if pid is None:
            self.pid_file.unlink(missing_ok=True)
            return False
        started = start_time(pid)
        for number, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 5.0)):
            _signal(pid, number)
            if _gone_within(pid, started, patience):
                if self.child is not None:
                    self.child.poll()  # collects it, so that no zombie stays
                self.pid_file.unlink(missing_ok=True)
                return True
        raise LauncherError(
            f"{self.name} (pid {pid}) does not end.",
            "It may hang in the kernel; look at its log: " + str(self.log_file),
        )

    def last_lines(self, count: int = 15) -> str:
        """The end of the log, for an error message."""
        try:
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-count:])
        except FileNotFoundError:
            return ""


def _gone_within(pid: int, started: int | None, seconds: float) -> bool:
    """Wait for the process itself: one that removes its pid file as its last act is still there for a moment."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        now = start_time(pid)
        if now is None or now != started:
            return True
        time.sleep(0.05)
    return False


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise LauncherError(
            f"process {pid} belongs to another user.", "Run the command as root (sudo ./slipway …)."
        ) from error

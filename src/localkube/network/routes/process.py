"""HAProxy as processes: start, adopt, hand over from one to the next, end.

Every configuration is a *generation* with files of its own: ``haproxy-<n>.cfg``, ``.pid`` and ``.sock``. A new
generation takes the listening sockets over from the one before, which then ends with its last connection; nobody who
connects notices. The processes detach themselves (``-D``), so they outlive localkube, and whoever starts it next finds
them by the pid files, each held against ``/proc``.
"""

from __future__ import annotations

import asyncio
import contextlib
import grp
import logging
import os
import pwd
import re
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from localkube.network.programs import program
from localkube.network.routes.errors import ConfigurationRefused, RoutesError

log = logging.getLogger(__name__)

_ACCOUNT = "haproxy"
_HANDOVER = 2.0
_FILE = re.compile(r"haproxy-(\d+)\.(cfg|pid|sock)")
_LONGEST_SOCKET = 90
"""The kernel takes 107 bytes, and HAProxy binds a temporary name that is longer than the real one."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One HAProxy: the ``number``-th of its directory."""

    directory: Path
    number: int
    pid: int = 0

    def file(self, suffix: str) -> Path:
        """Its file with that suffix."""
        return self.directory / f"haproxy-{self.number}.{suffix}"


def missing_tools() -> list[tuple[str, str]]:
    """Programs that routing needs and that are not installed, with their Debian packages."""
    return [] if program("haproxy") else [("haproxy", "haproxy")]


async def has_lua() -> bool:
    """Whether HAProxy was built with Lua, as Debian's is. Without, one that is to load a script does not start."""
    asked = await asyncio.create_subprocess_exec(
        program("haproxy") or "haproxy", "-vv", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    told, _ = await asked.communicate()
    return b"+LUA" in told.split()


def account() -> tuple[str, str] | None:
    """The user and group that HAProxy works as when root starts it; None: as whoever starts it."""
    if os.geteuid() != 0:
        return None
    try:
        user = pwd.getpwnam(_ACCOUNT)
        return user.pw_name, grp.getgrgid(user.pw_gid).gr_name
    except KeyError:
        return None


def living(directory: Path) -> list[Generation]:
    """The generations whose processes run, latest first."""
    found = []
    for number in _numbers(directory):
        generation = Generation(directory, number)
        with contextlib.suppress(OSError, ValueError):
            pid = int(generation.file("pid").read_text())
            if _runs(pid, generation.file("cfg")):
                found.append(Generation(directory, number, pid))
    return sorted(found, key=lambda generation: -generation.number)


def next_generation(directory: Path) -> Generation:
    """A generation of which there is no file yet."""
    return Generation(directory, max(_numbers(directory), default=0) + 1)


def check_place(directory: Path, listen: str, port: int) -> None:
    """Raises RoutesError when HAProxy could not listen there, and says why."""
    path = directory / "haproxy-99999.sock"
    if len(os.fsencode(path)) > _LONGEST_SOCKET:
        raise RoutesError(f"the path {path} is too long for a socket: choose a shorter data directory")
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    with socket.socket(family) as probe:
        # HAProxy would share the port with another HAProxy of the same user without a word.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            message = f"HAProxy cannot listen on {listen} port {port}: {reason}. Free the port or choose another"
            raise RoutesError(message) from error


async def launch(generation: Generation, text: str, before: Generation | None) -> Generation:
    """Start a generation; returns when it serves. Raises ConfigurationRefused, and then ``before`` is as it was."""
    generation.file("cfg").write_text(text)
    arguments = ["-D", "-f", str(generation.file("cfg")), "-p", str(generation.file("pid"))]
    if before is not None:
        arguments += ["-x", str(before.file("sock")), "-sf", str(before.pid)]
    process = await asyncio.create_subprocess_exec(
        program("haproxy") or "haproxy",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    _, errors = await process.communicate()
    if process.returncode != 0:
        remove_files(generation)
        raise ConfigurationRefused(f"HAProxy refuses its configuration: {_alerts(errors.decode(errors='replace'))}")
    if before is not None:
        await _handed_over(before)
    return Generation(generation.directory, generation.number, int(generation.file("pid").read_text()))


async def _handed_over(before: Generation) -> None:
    """Until the process before takes no more connections: it stops to listen on all its sockets at once."""
    deadline = time.monotonic() + _HANDOVER
    while time.monotonic() < deadline:
        try:
            _, writer = await asyncio.open_unix_connection(str(before.file("sock")))
        except OSError:
            return
        writer.close()
        await asyncio.sleep(0.002)
    log.warning("HAProxy of pid %d still listens, although another took over", before.pid)


async def ended(generation: Generation) -> None:
    """Return when the process has ended, at once when it has already."""
    try:
        handle = os.pidfd_open(generation.pid)
    except ProcessLookupError:
        return
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


def retire(directory: Path, keep: int) -> None:
    """End the oldest of those that only finish connections, so that ``keep`` of them remain."""
    for generation in living(directory)[1 + keep :]:
        log.warning("HAProxy of pid %d still has connections; it ends to make room", generation.pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(generation.pid, signal.SIGTERM)


def sweep(directory: Path) -> None:
    """Remove files of generations that run no more."""
    alive = {generation.number for generation in living(directory)}
    for number in set(_numbers(directory)) - alive:
        remove_files(Generation(directory, number))


def end_all(directory: Path, patience: float = 2.0) -> None:
    """End all generations, in order when they do so in time, and remove their files."""
    for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGKILL):
        for generation in living(directory):
            with contextlib.suppress(ProcessLookupError):
                os.kill(generation.pid, number)
        deadline = time.monotonic() + patience
        while living(directory) and time.monotonic() < deadline:
            time.sleep(0.01)
        if not living(directory):
            break
    sweep(directory)


def remove_files(generation: Generation) -> None:
    """Remove what belongs to a generation that does not run."""
    for suffix in ("cfg", "pid", "sock"):
        generation.file(suffix).unlink(missing_ok=True)


def _numbers(directory: Path) -> list[int]:
    names = [path.name for path in directory.iterdir()] if directory.is_dir() else []
    return list({int(match[1]) for name in names if (match := _FILE.fullmatch(name))})


def _runs(pid: int, configuration: Path) -> bool:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return os.fsencode(configuration) in words


def _alerts(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if "[ALERT]" in line]
    return " ".join(lines[:3]) or text.strip() or "no reason given"

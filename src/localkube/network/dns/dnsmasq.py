"""The DNS server's process: it outlives localkube, and is adopted by the next one.

dnsmasq puts itself into a session of its own, and returns when it listens.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path
from typing import NamedTuple

from localkube.network.errors import DnsFailed, ProgramFailed
from localkube.network.programs import program, run
from localkube.network.settings import Settings

_PID_FILE = "dnsmasq.pid"
_TTL_SECONDS = 5
_SPECIFICATION = "1.1.0"
_STOP_SECONDS = 3.0


class Files(NamedTuple):
    """What the server reads again on SIGHUP: its names, and which domains it asks of whom."""

    hosts: Path
    servers: Path


class Dnsmasq:
    """One server. ``died`` is called when it ends without having been told to."""

    def __init__(self, settings: Settings, files: Files, died: Callable[[], None]) -> None:
        self._settings = settings
        self._command = command(settings, files)
        self._died = died
        self._handle: int | None = None

    @property
    def running(self) -> bool:
        """Whether there is a process."""
        return self._handle is not None

    async def start(self) -> bool:
        """Adopt the server that runs with the very same settings, or start one: True. Raises DnsFailed."""
        directory = self._settings.directory
        pid = running_pid(directory)
        if pid is not None and _command_line(pid)[1:] != self._command[1:]:
            await end(directory)
            pid = None
        adopted = pid is not None
        if pid is None:
            await self._launch()
            pid = running_pid(directory)
        if pid is None:
            raise DnsFailed(f"dnsmasq ended right after its start: see {directory / 'dnsmasq.log'}")
        self._handle = os.pidfd_open(pid)
        asyncio.get_running_loop().add_reader(self._handle, self._gone)
        return not adopted

    def reload(self) -> None:
        """Let it read its files again."""
        if self._handle is not None:
            signal.pidfd_send_signal(self._handle, signal.SIGHUP)

    async def stop(self) -> None:
        """End the server."""
        self._release()
        await end(self._settings.directory)

    async def _launch(self) -> None:
        try:
            await run(*self._command)
        except ProgramFailed as failure:
            raise DnsFailed(
                f"the cluster's DNS cannot start on {self._settings.dns}: {failure.text.strip()} "
                "(if another server listens on port 53 of all addresses, let it listen on its own only)"
            ) from failure

    def _gone(self) -> None:
        self._release()
        self._died()

    def _release(self) -> None:
        if self._handle is not None:
            asyncio.get_running_loop().remove_reader(self._handle)
            os.close(self._handle)
            self._handle = None


def command(settings: Settings, files: Files) -> list[str]:
    """The command line, which also tells whether a running server has these settings."""
    resolvers = settings.upstream_resolvers
    upstream = (
        ["--resolv-file=/etc/resolv.conf"]
        if resolvers is None
        else ["--no-resolv", *(f"--server={resolver}" for resolver in resolvers if resolver != str(settings.dns))]
    )
    return [
        program("dnsmasq") or "dnsmasq",
        "--conf-file=/dev/null",
        "--user=nobody",
        f"--pid-file={settings.directory / _PID_FILE}",
        f"--log-facility={settings.directory / 'dnsmasq.log'}",
        f"--listen-address={settings.dns}",
        "--bind-interfaces",
        "--no-hosts",
        f"--addn-hosts={files.hosts}",
        f"--servers-file={files.servers}",
        f"--local=/{settings.cluster_domain}/",
        f"--txt-record=dns-version.{settings.cluster_domain},{_SPECIFICATION}",
        f"--local-ttl={_TTL_SECONDS}",
        "--no-negcache",
        "--cache-size=1000",
        "--dns-forward-max=1000",
        *(f"--rev-server={part}" for network in (settings.pods, settings.services) for part in _zones(network)),
        *upstream,
    ]


def running_pid(directory: Path) -> int | None:
    """The process that the pid file names, if it still is that server."""
    file = directory / _PID_FILE
    try:
        pid = int(file.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return pid if f"--pid-file={file}" in _command_line(pid) else None


async def end(directory: Path) -> None:
    """End the server of a data directory and wait until it is gone. No error when there is none.

    Also one whose start was broken off before it wrote its pid file.
    """
    for pid in _servers(directory):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                break
            if await _ended(directory, pid):
                break


def _servers(directory: Path) -> list[int]:
    """All processes that are servers of the directory, by their command lines."""
    mark = f"--pid-file={directory / _PID_FILE}"
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if mark in _command_line(pid)]


async def _ended(directory: Path, pid: int) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _STOP_SECONDS
    mark = f"--pid-file={directory / _PID_FILE}"
    while mark in _command_line(pid):
        if loop.time() > deadline:
            return False
        await asyncio.sleep(0.01)
    return True


def _command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _zones(network: IPv4Network) -> list[IPv4Network]:
    """Reverse zones end at dots: a range that does not is several."""
    return list(network.subnets(new_prefix=-(-network.prefixlen // 8) * 8))

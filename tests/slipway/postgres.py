"""A PostgreSQL server of its own for the tests: a fresh cluster on a free loopback port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c max_wal_size=128MB"
_MEMORY, _ROOM = Path("/dev/shm"), 1 << 30
"""A file system in memory, and what has to be free there: a copy of the template is 300 files, which take a disk up to
twenty times as long."""


def installed() -> Path | None:
    """Return the directory of the newest installed server's programs, as Debian's package places them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """Run a server; gives its URL without a database name."""
    in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    directory = Path(tempfile.mkdtemp(prefix="slipway-pg-", dir=_MEMORY if in_memory else None))
    owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(directory, owner, owner)
    data, port = directory / "data", _free_port()

    def run(program: str, *arguments: str) -> None:
        user = {"user": owner, "group": owner, "extra_groups": []} if os.geteuid() == 0 else {}
        command = [str(programs / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, cwd=directory, stdout=subprocess.DEVNULL, timeout=60, **user)

    try:
        run("initdb", "-U", "slipway", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {directory} {_QUICK}"
        run("pg_ctl", "start", "-w", "-s", "-l", str(directory / "log"), "-o", options)
        try:
            yield f"postgresql+asyncpg://slipway@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "stop", "-s", "-m", "fast")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

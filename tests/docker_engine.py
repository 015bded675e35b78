"""A Docker Engine for tests: the one that DOCKER_HOST names, else one of the tests' own that leaves nothing behind.

Ours is like the launcher's but does not restore containers live: they end with it. Its sockets lie in a directory with
a short name, because a Unix socket's path may have 107 bytes at most.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import engine

START_SECONDS = 60
STOP_SECONDS = 60


@contextmanager
def running() -> Iterator[str]:
    """Address of an engine that answers, while the context lasts."""
    given = os.environ.get("DOCKER_HOST", "")
    if given.startswith("unix://") and engine.answers(given):
        yield given
        return
    directory = Path(tempfile.mkdtemp(prefix="dk-"))
    try:
        with _own(directory) as host:
            yield host
    finally:
        _unmount_below(directory)
        shutil.rmtree(directory)


@contextmanager
def _own(directory: Path) -> Iterator[str]:
    host = f"unix://{directory}/docker.sock"
    log = directory / "dockerd.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            ["dockerd", "--config-file", str(_configured(directory, host))],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(host, child, log)
        yield host
    finally:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(STOP_SECONDS)


def _configured(directory: Path, host: str) -> Path:
    path = directory / "dockerd.json"
    settings = {
        "data-root": str(directory / "data"),
        "exec-root": str(directory / "exec"),
        "pidfile": str(directory / "dockerd.pid"),
        "hosts": [host],
        "bridge": "none",
        "iptables": False,
        "ip6tables": False,
        "ip-forward": False,
        "userland-proxy": False,
        "shutdown-timeout": 5,
    }
    path.write_text(json.dumps(settings))
    return path


def _wait(host: str, child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not engine.answers(host):
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
        assert child.poll() is None, f"dockerd ended while starting:\n{tail}"
        assert time.monotonic() < deadline, f"dockerd does not answer within {START_SECONDS} s:\n{tail}"
        time.sleep(0.1)


def _unmount_below(directory: Path) -> None:
    """What an engine that had to be killed left mounted would make the removal of its data fail."""
    mounted = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    for path in sorted((path for path in mounted if path.startswith(f"{directory}/")), reverse=True):
        subprocess.run(["umount", "--lazy", path], check=True)

"""The Docker Engine: the one that runs already, or one of our own with its own data directory.

Ours has no bridge and no firewall rules (localkube makes the pods' network) and restores containers live, so that
applications keep running while the engine or all of Slipway is stopped.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import time
from typing import Any

from launcher.errors import LauncherError
from launcher.layout import Layout

SYSTEM_HOST = "unix:///var/run/docker.sock"
START_SECONDS = 60


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("docker", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def request(host: str, method: str, path: str, timeout: float = 30.0) -> Any:
    """One call of the Engine API; the decoded JSON answer. Raises OSError when no engine answers there.

    Source: Docker Engine API v1.41.
    """
    connection = _UnixConnection(host.removeprefix("unix://"), timeout)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status >= 400:
        raise LauncherError(
            f"the Docker Engine at {host} refused {method} {path}: {body.decode(errors='replace').strip()}"
        )
    return json.loads(body) if body else None


def answers(host: str) -> bool:
    """Is there a usable engine?"""
    try:
        request(host, "GET", "/version", timeout=5)
    except (OSError, http.client.HTTPException):
        return False
    return True


def find(chosen: str, layout: Layout) -> str | None:
    """The engine to use when one runs: the chosen one, our own from before, the user's, the system's."""
    if chosen:
        if not chosen.startswith("unix://"):
            raise LauncherError(
                f"--docker-host {chosen}: only unix:// addresses can be used.",
                "localkube needs the engine on this machine.",
            )
        if not answers(chosen):
            raise LauncherError(
                f"no Docker Engine answers at {chosen}.", "Start it, or leave --docker-host out to have one started."
            )
        return chosen
    if layout.process("dockerd").pid() is not None:
        return layout.own_docker_host
    if layout.docker_root.is_dir():
        return None  # our own engine ran here before: its images and containers are there, not in the system's engine
    for host in (os.environ.get("DOCKER_HOST", ""), SYSTEM_HOST):
        if host.startswith("unix://") and answers(host):
            return host
    return None


def start(layout: Layout) -> str:
    """Start our own engine and wait until it answers; its address. Raises LauncherError with the end of its log."""
    process = layout.process("dockerd")
    run = layout.short_run_dir
    run.mkdir(parents=True, exist_ok=True)
    run.chmod(0o700)
    config = layout.data_dir / "dockerd.json"
    config.write_text(json.dumps(_configuration(layout), indent=2) + "\n")
    # A docker.pid that an unclean stop left behind makes dockerd refuse to start once that number is in use again.
    (run / "dockerd.pid").unlink(missing_ok=True)
    child = process.start(["dockerd", "--config-file", str(config)], {})
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if answers(layout.own_docker_host):
            return layout.own_docker_host
        if child.poll() is not None:
            break
        time.sleep(0.1)
    raise LauncherError(
        f"the Docker Engine did not start. Its last lines:\n{process.last_lines()}",
        f"Full log: {process.log_file}. A kernel without overlayfs or control groups is the usual cause.",
    )


def _configuration(layout: Layout) -> dict[str, Any]:
    run = layout.short_run_dir
    return {
        "data-root": str(layout.docker_root),
        "exec-root": str(run / "exec"),
        "hosts": [layout.own_docker_host],
        "pidfile": str(run / "dockerd.pid"),
        "bridge": "none",
        "iptables": False,
        "ip6tables": False,
        "ip-forward": False,
        "userland-proxy": False,
        "live-restore": True,
        "log-driver": "json-file",
        "log-opts": {"max-size": "10m", "max-file": "3"},
    }

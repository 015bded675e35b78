"""Commands in a service's container, as somebody types them on the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from tests.running import ROOT, Api, PlatformProcess


def shell(platform: PlatformProcess, api: Api, tenant: dict[str, str], service: str) -> Callable[[str], str]:
    """Return what runs a script in the container of ``application/service`` and gives what it printed."""
    environment = {**os.environ, "SLIPWAY_URL": platform.url, "PYTHONPATH": str(ROOT / "src")}
    environment["SLIPWAY_TOKEN"] = api.headers["Authorization"].removeprefix("Bearer ")

    def inside(script: str) -> str:
        command = ["exec", service, "--tenant", tenant["name"], "--", "busybox", "sh", "-c", script]
        done = subprocess.run(
            [sys.executable, "-m", "slipway.cli", *command],
            env=environment, check=False, timeout=60, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.strip()

    return inside

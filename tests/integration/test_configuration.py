"""Configuration sets on a real cluster: what containers see of them, and who restarts when one changes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from tests.integration.conftest import ClusterUnderTest
from tests.running import ROOT, Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine

Json = dict[str, Any]


def test_a_changed_set_reaches_its_users_and_nobody_else(
    api: Api, platform: PlatformProcess, cluster: ClusterUnderTest, tenant: dict[str, str]
) -> None:
    """File, binary file and secret variable are there; a change replaces the containers that use it."""
    sleeper = {"image": f"{cluster.image_prefix}web:1", "command": ["sleep", "3600"], "stop_grace_seconds": 1}
    web = {
        "name": "web",
        **sleeper,
        "env_from": [{"set": "db", "prefix": "DB_"}],
        "files": [{"set": "settings", "mount_path": "/etc/app"}],
    }
    settings = {"name": "settings", "entries": {"app.conf": "level = info", "raw": {"base64": "/wA="}}}
    secret = {"name": "db", "kind": "secret", "entries": {"PASSWORD": "correct-horse"}}
    file = {"name": "configured", "tenant_id": tenant["id"], "configuration": [settings, secret]}
    made = api.apply({**file, "services": [web, {"name": "other", **sleeper}]}, publish=True)
    api.wait_state(made["id"], "running", 120)
    pods = _pods(api, made)

    def inside(*words: str) -> str:
        environment = {**os.environ, "SLIPWAY_URL": platform.url, "PYTHONPATH": str(ROOT / "src")}
        environment["SLIPWAY_TOKEN"] = api.headers["Authorization"].removeprefix("Bearer ")
        command = ["exec", "configured/web", "--tenant", tenant["name"], "--", *words]
        done = subprocess.run(
            [sys.executable, "-m", "slipway.cli", *command],
            env=environment, check=False, timeout=60, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert inside("busybox", "cat", "/etc/app/app.conf") == "level = info"
    assert inside("busybox", "od", "-An", "-tx1", "/etc/app/raw") == "ff 00"
    assert inside("busybox", "sh", "-c", "echo $DB_PASSWORD") == "correct-horse"

    url = f"/applications/{made['id']}/configuration/settings"
    answer = api.patch(url, json={"entries": {"app.conf": "level = debug"}})
    assert (answer.status_code, answer.json()["restarts"]) == (200, ["web"])

    def replaced() -> bool:
        now = _pods(api, made)["web"]  # asked once: between two questions the new pod comes
        return len(now) == 1 and now != pods["web"]

    wait_until(replaced, 120, "web's new pod")
    api.wait_state(made["id"], "running", 120)
    wait_until(lambda: inside("busybox", "cat", "/etc/app/app.conf") == "level = debug", 60, "the new file")
    assert _pods(api, made)["other"] == pods["other"]


def _pods(api: Api, application: Json) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"web": set(), "other": set()}
    for row in api.get("/containers", params={"application": application["id"]}).json()["items"]:
        found[row["service_name"]].add(row["pod"])
    return found

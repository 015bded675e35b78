"""Containers on a real cluster: listed, measured, looked at, copied into and out of, and replaced."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from typing import Any

import pytest

from tests.integration import demo
from tests.integration.conftest import ClusterUnderTest
from tests.running import ROOT, Api, PlatformProcess, wait_until

pytestmark = pytest.mark.engine

Json = dict[str, Any]


def test_a_container_through_its_life(
    api: Api, platform: PlatformProcess, cluster: ClusterUnderTest, tenant: dict[str, str]
) -> None:
    """From the list to its replacement, with what only a real cluster does: events, measures, tar and a new pod."""
    wanted = demo.document(cluster, tenant, "containers")
    wanted["services"] = [{**each, "depends_on": []} for each in wanted["services"] if each["name"] == "redis"]
    made = api.apply({**wanted, "name": "lasting"}, publish=True)
    api.wait_state(made["id"], "running", 120)

    def listed() -> list[Json]:
        found: list[Json] = api.get("/containers", params={"application": made["id"]}).json()["items"]
        return found

    (row,) = listed()
    assert (row["tenant_id"], row["service_name"], row["state"], row["ready"]) == (
        tenant["id"], "redis", "running", True,
    )  # fmt: skip
    assert row["requests"] == {"cpu": "50m", "memory": "64Mi"} and row["host"] and row["address"]
    wait_until(lambda: bool(listed()[0]["usage"]), 90, "what the container uses")
    assert listed()[0]["usage"]["memory"] > 0

    detail = api.get(f"/containers/{row['id']}").json()
    assert {"Scheduled", "Started"} <= {each["reason"] for each in detail["events"]}
    assert [(each["kind"], each["state"]) for each in detail["probes"]] == [("readiness", "passing")]
    assert detail["controller"]["kind"] == "ReplicaSet"

    _copy(api, platform, row)

    answer = api.post(f"/containers/{tenant['id']}/{row['pod']}/restart")
    assert (answer.status_code, answer.json()["replaced_by"]["kind"]) == (202, "ReplicaSet")
    wait_until(
        lambda: [(each["pod"] == row["pod"], each["ready"]) for each in listed()] == [(False, True)],
        120,
        "the pod's replacement",
    )


def _copy(api: Api, platform: PlatformProcess, row: Json) -> None:
    """The demo's images have no tar: first it says so, then it gets one."""
    files = f"/containers/{row['id']}/files"
    refused = api.get(files, params={"path": "/etc"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "container.no_tar")
    link = ["busybox", "ln", "-s", "/bin/busybox", "/bin/tar"]
    environment = {**os.environ, "SLIPWAY_URL": platform.url, "PYTHONPATH": str(ROOT / "src")}
    environment["SLIPWAY_TOKEN"] = api.headers["Authorization"].removeprefix("Bearer ")
    words = ["exec", "lasting/redis", "--tenant", row["tenant_name"], "--", *link]
    subprocess.run([sys.executable, "-m", "slipway.cli", *words], env=environment, check=True, timeout=60)

    content = bytes(range(256)) * 16384
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("copied")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    assert api.put(files, params={"path": "/tmp"}, content=packed.getvalue()).status_code == 200
    got = api.get(files, params={"path": "/tmp/copied"})
    with tarfile.open(fileobj=io.BytesIO(got.content)) as archive:
        back = archive.extractfile("copied")
        assert back is not None and back.read() == content
    missing = api.get(files, params={"path": "/nowhere"})
    assert (missing.status_code, missing.json()["error"]["code"]) == (409, "container.copy_failed")

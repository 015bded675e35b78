"""Containers on a real cluster: listed, measured, looked at, copied into and out of, and replaced."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import random
import re
import subprocess
import sys
import tarfile
import time
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


PRINTER = """
import sys, time
began, sent = time.time(), 0
while True:
    while sent < (time.time() - began) * 30_000:
        sys.stdout.write(f"{sent:09d} ".ljust(99, "x") + "\\n")
        sent += 1
    sys.stdout.flush()
    time.sleep(0.01)
"""


@pytest.fixture
def printing(api: Api, cluster: ClusterUnderTest, tenant: dict[str, str]) -> Json:
    """A container that writes 3 MB a second, each line with its number."""
    wanted = demo.document(cluster, tenant, "printing")
    web = next(each for each in wanted["services"] if each["name"] == "web")
    service = {"name": "printer", "image": web["image"], "command": ["python3", "-c", PRINTER]}
    service["resources"] = {"cpu": "100m", "memory": "64Mi"}
    made = api.apply({**wanted, "name": "printing", "services": [service]}, publish=True)
    api.wait_state(made["id"], "running", 120)
    (row,) = api.get("/containers", params={"application": made["id"]}).json()["items"]
    return dict(row)


def test_a_slow_follower_of_a_busy_log_is_told_what_it_misses(api: Api, printing: Json) -> None:
    """Where lines are missing, a line says how many; the rest of the numbers is without a gap."""
    text = b""
    with api.stream("GET", f"/containers/{printing['id']}/logs", params={"follow": "true", "tail": "1"}) as answer:
        pieces = answer.iter_raw(65536)
        for rest in (5, 15, 45, 135):  # seconds in which more is written than waits for a reader, on a busy machine too
            text += next(pieces)
            time.sleep(rest)
            text += b"".join(itertools.islice(pieces, 300))
            if b"slipway: dropped" in text:
                break
        else:
            pytest.fail("nothing is dropped for a reader who rests")

    lines = text.splitlines()[:-1]
    expected = int(lines[0].split()[0])
    for line in lines:
        if dropped := re.match(rb"slipway: dropped (\d+) lines?: ", line):
            expected += int(dropped[1])
        else:
            assert int(line.split()[0]) == expected, line
            expected += 1


def test_a_quick_follower_of_a_busy_log_gets_every_line(api: Api, printing: Json) -> None:
    """Also over the moment at which the cluster begins another file for it."""
    rest, numbers = b"", []
    with api.stream("GET", f"/containers/{printing['id']}/logs", params={"follow": "true"}) as answer:
        for piece in answer.iter_raw():
            *lines, rest = (rest + piece).split(b"\n")
            numbers += [int(line.split()[0]) for line in lines]
            if len(numbers) > 250_000:
                break
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_much_output_of_a_command_arrives_whole(platform: PlatformProcess, api: Api, printing: Json) -> None:
    """20 MB through a terminal's connection, compared by what the container itself says of it."""
    environment = {**os.environ, "SLIPWAY_URL": platform.url, "PYTHONPATH": str(ROOT / "src")}
    environment["SLIPWAY_TOKEN"] = api.headers["Authorization"].removeprefix("Bearer ")
    script = "import random, sys; sys.stdout.buffer.write(random.Random(7).randbytes(20_000_000))"
    words = ["exec", "printing/printer", "--tenant", printing["tenant_name"], "--", "python3", "-c", script]
    command = [sys.executable, "-m", "slipway.cli", *words]
    got = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, timeout=120).stdout
    assert hashlib.sha256(got).digest() == hashlib.sha256(random.Random(7).randbytes(20_000_000)).digest()

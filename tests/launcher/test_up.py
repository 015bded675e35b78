"""The launcher as a user meets it: up with the demo, status, down, up again, purge; with an engine of its own."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from launcher.processes import start_time
from tests.running import ROOT, free_port, wait_until

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

QUICK = 0.5
"""Of the time that the first start took, which made the demo's images: seconds would tell how busy the machine is."""


class Installation:
    """One data directory with ports of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.first_start_seconds = 0.0
        self.gateway_port = free_port()
        self.choices = [
            f"--port={free_port()}", f"--kube-port={free_port()}", f"--gateway-port={self.gateway_port}",
            f"--metrics-port={free_port()}",
            "--instance=uptest", "--pod-range=10.223.0.0/17", "--service-range=10.223.128.0/17",
        ]  # fmt: skip

    def __call__(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "DOCKER_HOST"}
        done = subprocess.run(
            [str(ROOT / "slipway"), *words, f"--data-dir={self.data_dir}"],
            env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def status(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self("status", "--json").stdout)
        return document

    def pids(self) -> dict[str, int]:
        return {process["name"]: process["pid"] for process in self.status()["processes"]}

    def demo_answers(self) -> bool:
        urls = [url for a in self.status()["applications"] if a["name"] == "demo" for url in a["urls"]]
        if not urls:
            return False  # the platform is not up yet
        url = urls[0]
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.gateway_port}/", headers={"Host": urlsplit(url).hostname or ""})
        except httpx.HTTPError:
            return False
        return answer.status_code == 200 and "redis" in answer.text

    def client(self) -> httpx.Client:
        """A client of the API, as the launcher itself is one."""
        token = (self.data_dir / "local-token").read_text().strip()
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.status()["api"], headers=headers, timeout=30)

    def containers(self) -> set[str]:
        listed = subprocess.run(
            ["docker", "ps", "--no-trunc", "-q", "--filter", "label=localkube.instance=uptest"],
            env={**os.environ, "DOCKER_HOST": self.status()["docker_host"]},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return set(listed.stdout.split())


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("up") / "data")
    try:
        began = time.monotonic()
        made("up", "--demo", "--detach", *made.choices)
        made.first_start_seconds = time.monotonic() - began
        yield made
    finally:
        purged = made("down", "--purge", "--yes")
        assert not made.data_dir.exists(), purged.stdout
        assert "lk-uptest" not in subprocess.run(["ip", "link"], capture_output=True, text=True, check=True).stdout


def test_demo_answers_through_the_proxy_and_status_tells_what_runs(installation: Installation) -> None:
    assert installation.demo_answers()
    document = installation.status()
    assert {"api", "portal", "kubeconfig", "docker_host", "data_dir", "admin", "processes", "applications"} <= set(
        document
    )
    assert {"supervisor", "slipway", "prometheus", "localkube", "dockerd", "haproxy"} <= set(installation.pids())
    assert all(process["rss_bytes"] > 0 for process in document["processes"])
    demo = next(a for a in document["applications"] if a["name"] == "demo")
    assert (demo["tenant"], demo["state"]) == ("demo", "running")
    assert httpx.get(document["portal"]).status_code == 200


def test_nothing_listens_beyond_loopback(installation: Installation) -> None:
    pids = {str(pid) for pid in installation.pids().values()}
    listening = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True, check=True).stdout.splitlines()
    ours = [line.split()[3] for line in listening if any(f"pid={pid}," in line for pid in pids)]
    assert ours
    private = ("127.", "[::1]", "10.223.")  # the last: addresses of the pod network, which only this machine reaches
    assert [address for address in ours if not address.startswith(private)] == []


def test_containers_and_the_host_have_charts(installation: Installation) -> None:
    with installation.client() as api:
        (container,) = api.get("/containers", params={"q": "redis"}).json()["items"]
        (host,) = api.get("/hosts").json()["items"]
        wanted = {
            f"/containers/{container['id']}/charts": {"cpu", "memory", "network_received", "disk_used"},
            f"/hosts/{host['name']}/charts": {"cpu", "memory", "disk_used"},
        }
        for path, metrics in wanted.items():
            wait_until(
                lambda path=path, metrics=metrics: metrics <= charted(api, path), 150, f"charts of {path}", pause=2
            )


def charted(api: httpx.Client, path: str) -> set[str]:
    """What there are charts of, with at least one point each."""
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    return {each["metric"] for each in answer.json()["charts"] if any(value is not None for _, value in each["points"])}


def test_up_is_safe_to_repeat(installation: Installation) -> None:
    before = installation.pids()
    again = installation("up", "--detach")
    assert "runs already" in again.stdout
    assert installation.pids() == before


def test_killed_platform_and_engine_are_started_again_and_adopt_what_runs(installation: Installation) -> None:
    containers, before = installation.containers(), installation.pids()
    for name in ("slipway", "prometheus", "localkube"):
        os.kill(before[name], 9)
    wait_until(
        lambda: {"slipway", "prometheus", "localkube"} <= set(installation.pids()), 120, "restart of all", pause=0.5
    )
    wait_until(installation.demo_answers, 120, "an answer of the demo", pause=0.5)
    after = installation.pids()
    assert after["slipway"] != before["slipway"] and after["localkube"] != before["localkube"]
    time.sleep(3)
    assert installation.containers() == containers


def test_down_stops_all_processes_keeps_containers_and_the_next_up_is_quick(installation: Installation) -> None:
    containers, before = installation.containers(), installation.pids()
    installation("down")
    assert [name for name, pid in before.items() if start_time(pid) is not None] == []
    began = time.monotonic()
    installation("up", "--demo", "--detach")
    elapsed = time.monotonic() - began
    assert installation.demo_answers()
    assert installation.containers() == containers
    assert elapsed < installation.first_start_seconds * QUICK


def test_purge_without_a_terminal_needs_yes(installation: Installation) -> None:
    refused = installation("down", "--purge", check=False)
    assert refused.returncode == 1
    assert "--yes" in refused.stderr
    assert installation.data_dir.exists()

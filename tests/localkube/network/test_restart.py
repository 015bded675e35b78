"""localkube may be killed at any time; what carries traffic must not notice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from localkube.network import Network, Settings, purge
from localkube.network.dns.dnsmasq import running_pid
from tests.localkube.network.factory import endpoint, endpoint_slice, service
from tests.localkube.network.lab import Lab, eventually, fetch, output
from tests.localkube.network.questions import ask

pytestmark = pytest.mark.engine

VICTIM = "tests.localkube.network.victim"
WEB = "web.shop.svc.cluster.local"


def start_victim(settings: Settings, pid: int) -> tuple[subprocess.Popen[str], str]:
    """A process that runs the network, and the address that it gave to the sandbox of ``pid``."""
    ranges = settings.pod_range, settings.service_range
    victim = subprocess.Popen(
        [sys.executable, "-m", VICTIM, settings.instance, str(settings.data_dir), *ranges, str(pid)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "src:."},
    )
    assert victim.stdout is not None
    with victim.stdout:
        return victim, victim.stdout.readline().strip()


async def test_traffic_and_names_go_on_after_kill_9_and_are_adopted(lab: Lab) -> None:
    settings = lab.settings
    await lab.network.stop()
    pid = lab.sandbox()
    victim, address = start_victim(settings, pid)
    lab.serve(pid, "one", "one")
    names_before, table_before = running_pid(settings.directory), lab.table()
    url = f"http://{lab.service_address(20)}/"

    victim.kill()
    victim.wait()
    await eventually(None, url, "one")
    assert ask(str(settings.dns), WEB)[1] == [lab.service_address(20)]

    lab.put(service("web", lab.service_address(20)), endpoint_slice("web", endpoint(address)))
    lab.network = Network(lab.access, settings)
    await lab.network.start()
    assert running_pid(settings.directory) == names_before
    assert lab.table() == table_before
    assert await lab.network.pods.attach("one", "node", pid) == address
    assert (await fetch(url))[1] == "one"


async def test_an_ordinary_stop_ends_the_names_and_keeps_the_traffic(lab: Lab) -> None:
    _, address = await lab.pod("one", "one")
    lab.put(service("web", lab.service_address(20)), endpoint_slice("web", endpoint(address)))
    await lab.network.stop()
    lab.network = Network(lab.access, lab.settings)
    assert running_pid(lab.settings.directory) is None
    await lab.network.start()
    await lab.network.stop()
    assert (await fetch(f"http://{lab.service_address(20)}/"))[1] == "one"
    lab.network = Network(lab.access, lab.settings)


async def test_purge_leaves_nothing(lab: Lab, tmp_path: Path) -> None:
    pid, address = await lab.pod("one", "one")
    lab.put(service("web", lab.service_address(20)), endpoint_slice("web", endpoint(address)))
    assert lab.leftovers()
    await lab.network.stop()
    await purge(lab.settings.instance, tmp_path)
    await purge(lab.settings.instance, tmp_path)
    assert lab.leftovers() == ""
    assert not lab.settings.directory.exists()
    assert "eth0" not in output("nsenter", f"--net=/proc/{pid}/ns/net", "ip", "link")
    lab.network = Network(lab.access, lab.settings)

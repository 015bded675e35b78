"""Packets to ports of the machine that pods asked for."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from localkube.network import Network, links, purge
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.factory import endpoint, endpoint_slice, pod_with_ports, service
from tests.localkube.network.lab import Lab, eventually, fetch, output, settings_for
from tests.localkube.network.patience import until
from tests.localkube.network.test_traffic import connections

pytestmark = pytest.mark.engine

PORT = 47_080


async def asking(lab: Lab, name: str, *ports: dict[str, object], answer: str = "") -> tuple[int, str, str]:
    """A pod with host ports: its process, address and UID."""
    made = lab.access.create("pods", "shop", pod_with_ports(name, *ports))
    uid: str = made["metadata"]["uid"]
    return *await lab.pod(uid, answer), uid


async def test_a_port_is_reached_at_every_address_of_the_machine_and_from_everywhere(lab: Lab) -> None:
    outside, _, ours = lab.outside()
    server, _, uid = await asking(lab, "web", {"hostPort": PORT}, answer="web")
    client, _ = await lab.pod("client")
    for place, pid in ((ours, outside), (ours, None), ("127.0.0.1", None), (ours, client), (ours, server)):
        await eventually(pid, f"http://{place}:{PORT}/", "web")
    await eventually(client, f"http://{lab.settings.gateway}:{PORT}/", "web")
    assert "127.0.0.1" not in lab.visitors(uid)


async def test_a_port_shows_its_pod_who_asks(lab: Lab) -> None:
    outside, theirs, ours = lab.outside()
    _, _, uid = await asking(lab, "web", {"hostPort": PORT}, answer="web")
    await eventually(outside, f"http://{ours}:{PORT}/", "web")
    assert theirs in lab.visitors(uid)


async def test_one_port_leads_to_other_pods_at_other_addresses(lab: Lab) -> None:
    outside, _, ours = lab.outside()
    await asking(lab, "one", {"hostPort": PORT, "hostIP": "127.0.0.1"}, answer="one")
    await asking(lab, "two", {"hostPort": PORT, "hostIP": ours}, answer="two")
    await eventually(None, f"http://127.0.0.1:{PORT}/", "one")
    await eventually(outside, f"http://{ours}:{PORT}/", "two")
    assert (await fetch(f"http://{lab.settings.gateway}:{PORT}/"))[0] == 1


async def test_one_port_leads_to_other_pods_by_other_protocols(lab: Lab) -> None:
    await asking(lab, "one", {"hostPort": PORT}, answer="one")
    second, _, _ = await asking(lab, "two", {"hostPort": PORT, "protocol": "UDP"})
    await eventually(None, f"http://127.0.0.1:{PORT}/", "one")
    await until(lambda: f"udp . {PORT}" in lab.table())
    with echo(second), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        client.connect(("127.0.0.1", PORT))
        assert await asyncio.to_thread(exchanged, client) == b"hello"


async def test_sctp_comes_to_pods_by_services_and_ports_of_the_machine(lab: Lab) -> None:
    """Packets alone: whether programs can use it, is for the kernel to say."""
    server, address, _ = await asking(lab, "web", {"hostPort": PORT, "containerPort": 9001, "protocol": "SCTP"})
    client, _ = await lab.pod("client")
    port = {"port": 80, "targetPort": 9000, "protocol": "SCTP"}
    behind = endpoint_slice("signals", endpoint(address), ports=[{"port": 9000, "protocol": "SCTP"}])
    lab.put(service("signals", lab.service_address(31), [port]), behind)
    await until(lambda: "sctp . 80" in lab.table() and f"sctp . {PORT}" in lab.table())

    assert await received(client, server, lab.service_address(31), 80) == 9000
    assert await received(client, server, str(lab.settings.gateway), PORT) == 9001


async def received(client: int, server: int, address: str, port: int) -> int:
    """At which port of the server an SCTP packet arrives that the client sends."""

    def program(pid: int, *words: str) -> list[str]:
        return ["nsenter", f"--net=/proc/{pid}/ns/net", sys.executable, "-m", "tests.localkube.network.sctp", *words]

    listening = await asyncio.create_subprocess_exec(*program(server, "receive", "30"), stdout=subprocess.PIPE)
    assert listening.stdout is not None
    try:
        assert await listening.stdout.readline() == b"listens\n"
        sending = await asyncio.create_subprocess_exec(*program(client, "send", address, str(port)))
        assert await sending.wait() == 0
        return int(await listening.stdout.readline())
    finally:
        with contextlib.suppress(ProcessLookupError):
            listening.kill()
        await listening.communicate()


async def test_a_port_at_loopback_is_not_reached_from_pods_or_outside(lab: Lab) -> None:
    outside, _, ours = lab.outside()
    await asking(lab, "web", {"hostPort": PORT, "hostIP": "127.0.0.1"}, answer="web")
    await eventually(None, f"http://127.0.0.1:{PORT}/", "web")
    client, _ = await lab.pod("client")
    for pid in (outside, client):
        assert (await fetch(f"http://{ours}:{PORT}/", pid))[0] == 1


async def test_a_pod_does_not_reach_what_listens_at_loopback_addresses_of_the_machine(lab: Lab) -> None:
    """The link of a pod with a host port carries packets with such addresses, so the table has to refuse them."""
    pid, _, uid = await asking(lab, "web", {"hostPort": PORT}, answer="web")
    await eventually(None, f"http://127.0.0.1:{PORT}/", "web")
    assert output("sysctl", "-n", f"net.ipv4.conf.{links.of_pod(uid)}.route_localnet") == "1\n"
    inside = ("nsenter", f"--net=/proc/{pid}/ns/net", "ip")
    output(*inside, "address", "del", "127.0.0.1/8", "dev", "lo")
    output(*inside, "route", "add", "127.0.0.1", "via", str(lab.settings.gateway), "dev", "eth0")
    output("nsenter", f"--net=/proc/{pid}/ns/net", "sysctl", "-w", "net.ipv4.conf.eth0.route_localnet=1")
    with socket.create_server(("127.0.0.1", 0)) as private:
        private.settimeout(0.5)
        status, _ = await fetch(f"http://127.0.0.1:{private.getsockname()[1]}/", pid)
        assert status != 0
        with pytest.raises(TimeoutError):
            private.accept()


async def test_an_address_that_is_not_the_machines_is_not_taken(lab: Lab) -> None:
    _, theirs, _ = lab.outside()
    await asking(lab, "thief", {"hostPort": PORT, "hostIP": theirs}, {"hostPort": PORT + 1}, answer="thief")
    await eventually(None, f"http://127.0.0.1:{PORT + 1}/", "thief")
    client, _ = await lab.pod("client")
    assert (await fetch(f"http://{theirs}:{PORT}/", client))[1] == ""


async def test_a_port_goes_with_its_pod(lab: Lab) -> None:
    _, _, uid = await asking(lab, "web", {"hostPort": PORT}, answer="web")
    await eventually(None, f"http://127.0.0.1:{PORT}/", "web")
    await lab.network.pods.detach(uid)
    await until(lambda: str(PORT) not in lab.table())
    assert (await fetch(f"http://127.0.0.1:{PORT}/"))[0] == 1


async def test_a_port_goes_when_its_pod_is_over(lab: Lab) -> None:
    await asking(lab, "web", {"hostPort": PORT}, answer="web")
    await eventually(None, f"http://127.0.0.1:{PORT}/", "web")
    lab.access.mutate(
        "pods", "shop", "web", lambda found: found.update(status={"phase": "Failed"}), subresource="status"
    )
    await until(lambda: str(PORT) not in lab.table())


async def test_a_new_sandbox_of_a_pod_has_the_port(lab: Lab) -> None:
    _, _, uid = await asking(lab, "web", {"hostPort": PORT}, answer="web")
    await eventually(None, f"http://127.0.0.1:{PORT}/", "web")
    fresh = lab.sandbox()
    await lab.network.pods.attach(uid, "node", fresh)
    lab.serve(fresh, f"{uid}-again", "again")
    await eventually(None, f"http://127.0.0.1:{PORT}/", "again")


async def test_ports_are_kept_while_localkube_is_down_and_after(lab: Lab) -> None:
    await asking(lab, "web", {"hostPort": PORT}, answer="web")
    await eventually(None, f"http://127.0.0.1:{PORT}/", "web")
    before = lab.table()
    await lab.network.stop()
    assert (await fetch(f"http://127.0.0.1:{PORT}/"))[1] == "web"
    lab.network = Network(lab.access, lab.settings)
    await lab.network.start()
    assert lab.table() == before


async def test_udp_clients_from_before_are_led_to_the_pod(lab: Lab) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(2)
        place = str(lab.settings.gateway), PORT
        client.sendto(b"nobody", place)
        own = client.getsockname()[1]
        assert connections(own)
        pid, _, uid = await asking(lab, "dns", {"hostPort": PORT, "protocol": "UDP"})
        await until(lambda: str(PORT) in lab.table() and not connections(own))
        with echo(pid):
            client.connect(place)
            assert await asyncio.to_thread(exchanged, client) == b"hello"
        await lab.network.pods.detach(uid)
        await until(lambda: not connections(own))


async def test_the_api_and_the_names_are_not_taken(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), api_port=PORT)
    lab = Lab(settings)
    lab.access = FakeAccess()
    lab.network = Network(lab.access, settings)
    try:
        await lab.network.start()
        ports = [{"hostPort": PORT}, {"hostPort": 53, "protocol": "UDP"}, {"hostPort": PORT + 1}]
        await asking(lab, "thief", *ports, answer="thief")
        await eventually(None, f"http://127.0.0.1:{PORT + 1}/", "thief")
        assert (await fetch(f"http://{settings.gateway}:{PORT}/"))[0] == 1
        said = output("busybox", "nslookup", "localhost.cluster.local", str(settings.dns))
        assert "NXDOMAIN" in said
    finally:
        lab.end_pods()
        await lab.network.stop()
        await purge(settings.instance, tmp_path)


def exchanged(client: socket.socket) -> bytes:
    """The answer to a datagram, sent again until the way is there and somebody listens."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            client.send(b"hello")
            return client.recv(100)
    raise AssertionError("no answer")


@contextlib.contextmanager
def echo(pid: int) -> Iterator[None]:
    """A server on UDP port 8080 of a sandbox that says again what it hears."""

    program = (
        "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('', 8080))\n"
        "while True:\n    data, who = s.recvfrom(100)\n    s.sendto(data, who)\n"
    )
    child = subprocess.Popen(["nsenter", f"--net=/proc/{pid}/ns/net", sys.executable, "-c", program])
    try:
        yield
    finally:
        child.kill()
        child.wait()

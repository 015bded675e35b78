"""Questions to the real server."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from localkube.network import Network, purge
from localkube.network.dns.dnsmasq import end, running_pid
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.factory import endpoint, endpoint_slice, external, service
from tests.localkube.network.lab import SLICES, Lab, output, settings_for
from tests.localkube.network.patience import until
from tests.localkube.network.questions import AAAA, NAME_ERROR, NO_ERROR, PTR, SRV, TXT, A, ask, reverse, times_to_live

pytestmark = pytest.mark.engine

WEB = "web.shop.svc.cluster.local"
NAMED = {"name": "http", "port": 80}


async def asked(server: str, name: str, kind: int = SRV) -> tuple[int, list[str]]:
    """The answer, of which a part may come from this process."""
    return await asyncio.to_thread(ask, server, name, kind)


async def heard(server: str, name: str, wanted: list[str], kind: int = SRV) -> None:
    """Return when the answer is as wanted."""
    async with asyncio.timeout(60):
        while await asked(server, name, kind) != (NO_ERROR, wanted):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)


async def test_a_new_name_is_known_soon_although_it_was_asked_for_before(lab: Lab) -> None:
    server = str(lab.settings.dns)
    assert ask(server, WEB) == (NAME_ERROR, [])
    lab.put(service("web", lab.service_address(20)))
    await until(lambda: ask(server, WEB) == (NO_ERROR, [lab.service_address(20)]))


async def test_a_removed_name_is_forgotten(lab: Lab) -> None:
    lab.put(service("web", lab.service_address(20)))
    await until(lambda: ask(str(lab.settings.dns), WEB)[1])
    lab.access.delete("services", "shop", "web")
    await until(lambda: ask(str(lab.settings.dns), WEB) == (NAME_ERROR, []))


async def test_a_pod_has_a_name_that_tells_its_address(lab: Lab) -> None:
    server, address = str(lab.settings.dns), str(lab.settings.pods[7])
    name = f"{address.replace('.', '-')}.shop.pod.cluster.local"
    await heard(server, name, [address], A)
    assert await asked(server, name, AAAA) == (NO_ERROR, [])
    for other in ("198-51-100-7.shop.pod.cluster.local", "web.shop.pod.cluster.local"):
        assert await asked(server, other, A) == (NAME_ERROR, [])


async def test_a_question_for_another_kind_of_address_is_not_denied(lab: Lab) -> None:
    lab.put(service("web", lab.service_address(20)))
    await until(lambda: ask(str(lab.settings.dns), WEB)[1])
    assert ask(str(lab.settings.dns), WEB, AAAA) == (NO_ERROR, [])


async def test_answers_are_kept_for_seconds_only(lab: Lab) -> None:
    lab.put(service("web", lab.service_address(20)))
    await until(lambda: ask(str(lab.settings.dns), WEB)[1])
    assert max(times_to_live(str(lab.settings.dns), WEB)) <= 5


async def test_a_pod_resolves_names_of_services(lab: Lab) -> None:
    pid, _ = await lab.pod("client")
    lab.put(service("web", lab.service_address(20)))
    await until(lambda: ask(str(lab.settings.dns), WEB)[1])
    said = output("nsenter", f"--net=/proc/{pid}/ns/net", "busybox", "nslookup", WEB, str(lab.settings.dns))
    assert lab.service_address(20) in said


async def test_headless_services_follow_their_pods(lab: Lab) -> None:
    server = str(lab.settings.dns)
    lab.put(service("db", "None"), endpoint_slice("db", endpoint("10.9.0.2", hostname="db-0"), endpoint("10.9.0.3")))
    await until(lambda: ask(server, "db.shop.svc.cluster.local", A)[1] == ["10.9.0.2", "10.9.0.3"])
    assert ask(server, "db-0.db.shop.svc.cluster.local")[1] == ["10.9.0.2"]
    lab.access.mutate(SLICES, "shop", "db-1", lambda found: found["endpoints"].pop())
    await until(lambda: ask(server, "db.shop.svc.cluster.local", A)[1] == ["10.9.0.2"])


async def test_a_named_port_of_a_service_is_found_at_the_services_own_name(lab: Lab) -> None:
    server, ports = (
        str(lab.settings.dns),
        [{"name": "http", "port": 80}, {"name": "dns", "port": 53, "protocol": "UDP"}],
    )
    lab.put(service("web", lab.service_address(20), ports))
    await heard(server, f"_http._tcp.{WEB}", [f"80 {WEB}"])
    await heard(server, f"_dns._udp.{WEB}", [f"53 {WEB}"])
    assert await asked(server, f"_HTTP._tcp.{WEB}") == (NO_ERROR, [f"80 {WEB}"])
    assert await asked(server, f"_http._udp.{WEB}") == (NAME_ERROR, [])
    assert await asked(server, f"_http._tcp.{WEB}", A) == (NO_ERROR, [])


async def test_a_port_without_a_name_has_no_record(lab: Lab) -> None:
    server = str(lab.settings.dns)
    lab.put(service("web", lab.service_address(20)), service("named", lab.service_address(21), [NAMED]))
    await heard(server, "_http._tcp.named.shop.svc.cluster.local", ["80 named.shop.svc.cluster.local"])
    assert await asked(server, f"_tcp.{WEB}") == (NAME_ERROR, [])


async def test_a_named_port_of_a_headless_service_is_found_at_each_of_its_endpoints(lab: Lab) -> None:
    server, name = str(lab.settings.dns), "_sql._tcp.db.shop.svc.cluster.local"
    behind = endpoint("10.9.0.2", hostname="db-0"), endpoint("10.9.0.3"), endpoint("10.9.0.4", ready=False)
    ports = [{"name": "sql", "port": 5432, "protocol": "TCP"}]
    lab.put(service("db", "None", [{"name": "sql", "port": 1}]), endpoint_slice("db", *behind, ports=ports))
    own = "db-0.db.shop.svc.cluster.local", "10-9-0-3.db.shop.svc.cluster.local"
    await heard(server, name, sorted(f"5432 {each}" for each in own))
    assert [await asked(server, each, A) for each in own] == [(NO_ERROR, ["10.9.0.2"]), (NO_ERROR, ["10.9.0.3"])]
    lab.access.mutate(SLICES, "shop", "db-1", lambda found: found["endpoints"].pop(0))
    await heard(server, name, [f"5432 {own[1]}"])
    lab.access.delete("services", "shop", "db")
    await until(lambda: ask(server, "db.shop.svc.cluster.local") == (NAME_ERROR, []))
    assert await asked(server, name) == (NAME_ERROR, [])


async def test_more_records_than_a_datagram_holds_are_told_by_stream(lab: Lab) -> None:
    server = str(lab.settings.dns)
    behind = [endpoint(f"10.9.1.{last}") for last in range(1, 101)]
    ports = [{"name": "sql", "port": 5432, "protocol": "TCP"}]
    lab.put(service("db", "None", ports), endpoint_slice("db", *behind, ports=ports))
    wanted = sorted(f"5432 10-9-1-{last}.db.shop.svc.cluster.local" for last in range(1, 101))
    await heard(server, "_sql._tcp.db.shop.svc.cluster.local", wanted)


async def test_addresses_of_services_and_endpoints_have_names(lab: Lab) -> None:
    server, address = str(lab.settings.dns), lab.service_address(20)
    first, second = str(lab.settings.pods[70]), str(lab.settings.pods[71])
    behind = endpoint_slice("db", endpoint(first, hostname="db-0"), endpoint(second))
    lab.put(service("web", address), service("db", "None"), behind)
    await heard(server, reverse(address), [WEB], PTR)
    await heard(server, reverse(first), ["db-0.db.shop.svc.cluster.local"], PTR)
    name = f"{second.replace('.', '-')}.db.shop.svc.cluster.local"
    await heard(server, reverse(second), [name], PTR)
    assert await asked(server, reverse(lab.service_address(99)), PTR) == (NAME_ERROR, [])


async def test_pods_behind_a_service_with_an_address_have_names(lab: Lab) -> None:
    server, pod = str(lab.settings.dns), str(lab.settings.pods[70])
    lab.put(service("web", lab.service_address(20)), endpoint_slice("web", endpoint(pod)))
    name = f"{pod.replace('.', '-')}.{WEB}"
    await heard(server, reverse(pod), [name], PTR)
    await heard(server, name, [pod], A)
    assert ask(server, WEB) == (NO_ERROR, [lab.service_address(20)])


async def test_the_server_tells_which_specification_it_follows(lab: Lab) -> None:
    assert await asked(str(lab.settings.dns), "dns-version.cluster.local", TXT) == (NO_ERROR, ["1.1.0"])


async def test_an_external_name_is_looked_up_outside(lab: Lab) -> None:
    lab.access.create("services", "shop", external("alias", "localhost"))
    await until(lambda: ask(str(lab.settings.dns), "alias.shop.svc.cluster.local")[1] == ["127.0.0.1"])


async def test_a_server_that_died_is_started_again(lab: Lab) -> None:
    lab.put(service("web", lab.service_address(20)))
    before = running_pid(lab.settings.directory)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    await until(lambda: running_pid(lab.settings.directory) not in (None, before))
    assert ask(str(lab.settings.dns), WEB)[1] == [lab.service_address(20)]


async def test_a_server_whose_pid_file_is_missing_is_ended_as_well(lab: Lab) -> None:
    server = running_pid(lab.settings.directory)
    assert server is not None
    (lab.settings.directory / "dnsmasq.pid").unlink()
    await end(lab.settings.directory)
    assert not _command_line(server)


def _command_line(pid: int) -> bytes:
    """Nothing for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


async def test_other_names_are_asked_of_the_upstream_resolvers(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), upstream_resolvers=("127.53.0.1",))
    asked: list[bytes] = []
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Upstream(asked), local_addr=("127.53.0.1", 53)
    )
    network = Network(FakeAccess(), settings)
    try:
        await network.start()
        assert (await asyncio.to_thread(ask, str(settings.dns), "www.example.org"))[1] == ["192.0.2.99"]
        assert await asyncio.to_thread(ask, str(settings.dns), "no.svc.cluster.local") == (NAME_ERROR, [])
    finally:
        transport.close()
        await network.stop()
        await purge(settings.instance, tmp_path)
    assert len(asked) == 1


class Upstream(asyncio.DatagramProtocol):
    """A resolver that has one answer."""

    def __init__(self, asked: list[bytes]) -> None:
        self._asked = asked

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # of datagrams
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._asked.append(data)
        question = data[12 : data.index(b"\0", 12) + 5]
        header = data[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, 1, 0, 0)
        answer = b"\xc0\x0c" + struct.pack(">HHIH", A, 1, 60, 4) + socket.inet_aton("192.0.2.99")
        self._transport.sendto(header + question + answer, addr)

"""Packets between real network namespaces."""

from __future__ import annotations

import asyncio
import socket

import pytest

from localkube.network import Network
from localkube.objects.access import Obj
from tests.localkube.network.factory import endpoint, endpoint_slice, service
from tests.localkube.network.lab import SLICES, Lab, answers, eventually, fetch, output
from tests.localkube.network.patience import until

pytestmark = pytest.mark.engine


async def two_behind_web(lab: Lab) -> tuple[int, str]:
    """Process id of the first pod behind a service, and the service's URL."""
    pid, first = await lab.pod("one", "one")
    _, second = await lab.pod("two", "two")
    address = lab.service_address(20)
    ports = [{"port": 80, "targetPort": 8080, "nodePort": 31999}]
    lab.put(service("web", address, ports, type="NodePort"), endpoint_slice("web", endpoint(first), endpoint(second)))
    await until(lambda: first in lab.table())
    return pid, f"http://{address}/"


async def test_a_service_is_balanced_over_its_pods(lab: Lab) -> None:
    _, url = await two_behind_web(lab)
    client, _ = await lab.pod("client")
    assert await answers(url, client) == {"one", "two"}


async def test_the_machine_itself_reaches_a_service(lab: Lab) -> None:
    _, url = await two_behind_web(lab)
    assert await answers(url) == {"one", "two"}


async def test_a_pod_reaches_itself_through_its_service(lab: Lab) -> None:
    pid, url = await two_behind_web(lab)
    assert await answers(url, pid) == {"one", "two"}


async def test_a_service_is_reached_by_its_node_port(lab: Lab) -> None:
    pid, _ = await two_behind_web(lab)
    assert await answers(f"http://{lab.settings.gateway}:31999/", pid) == {"one", "two"}


async def test_a_service_is_reached_at_its_addresses_of_elsewhere(lab: Lab) -> None:
    _, first = await lab.pod("one", "one")
    client, client_address = await lab.pod("client")
    other, _ = await lab.pod("other")
    balanced = service("web", lab.service_address(25), type="LoadBalancer", externalIPs=["198.51.100.7"])
    balanced["spec"]["loadBalancerSourceRanges"] = [f"{client_address}/32"]
    balanced["status"] = {
        "loadBalancer": {"ingress": [{"ip": "198.51.100.8"}, {"ip": "198.51.100.9", "ipMode": "Proxy"}]}
    }
    lab.put(balanced, endpoint_slice("web", endpoint(first)))
    await until(lambda: first in lab.table(), 30)

    for pid in (client, other, None):
        assert await fetch("http://198.51.100.7/", pid) == (0, "one")
    assert await fetch("http://198.51.100.8/", client) == (0, "one")
    assert (await fetch("http://198.51.100.8/", other))[0] == 1
    assert "198.51.100.9" not in lab.table()

    lab.access.mutate(SLICES, "shop", "web-1", lambda found: found.update(endpoints=[]))
    await until(lambda: first not in lab.table(), 30)
    assert (await fetch("http://198.51.100.7/", client))[0] == 1


@pytest.mark.parametrize("from_pod", [True, False])
async def test_a_service_without_pods_refuses_at_once(lab: Lab, from_pod: bool) -> None:
    lab.put(service("web", lab.service_address(21)))
    pid = (await lab.pod("client"))[0] if from_pod else None
    status, _ = await fetch(f"http://{lab.service_address(21)}/", pid)
    assert status == 1  # who waits in vain is ended with another status


def sticky(lab: Lab, seconds: int) -> Obj:
    """A service that keeps a client at its pod."""
    config = {"clientIP": {"timeoutSeconds": seconds}}
    return service("web", lab.service_address(22), sessionAffinity="ClientIP", sessionAffinityConfig=config)


async def test_with_client_affinity_a_client_stays_while_other_pods_come_and_go(lab: Lab) -> None:
    url = f"http://{lab.service_address(22)}/"
    found = {name: (await lab.pod(name, name))[1] for name in ("one", "two", "three")}
    lab.put(sticky(lab, 10800), endpoint_slice("web", *(endpoint(found[name]) for name in ("one", "two"))))
    await until(lambda: found["two"] in lab.table(), 30)
    (mine,) = await answers(url)
    other = "two" if mine == "one" else "one"

    async def behind(*names: str) -> None:
        slices = [endpoint(found[name]) for name in names]
        lab.access.mutate(SLICES, "shop", "web-1", lambda known: known.update(endpoints=slices))
        await until(lambda: lab.backends() == {found[name] for name in names}, 30)

    for names in ((mine,), (mine, other, "three"), (mine, "three")):
        await behind(*names)
        assert await answers(url) == {mine}
    await lab.network.stop()
    lab.network = Network(lab.access, lab.settings)
    await lab.network.start()
    await behind(mine, other, "three")
    assert await answers(url) == {mine}
    await behind(other)
    assert await answers(url) == {other}
    await behind(mine, other)
    assert await answers(url) == {other}


async def test_with_client_affinity_a_client_is_free_after_the_timeout(lab: Lab) -> None:
    _, first = await lab.pod("one", "one")
    lab.put(sticky(lab, 2), endpoint_slice("web", endpoint(first)))
    await until(lambda: first in lab.table(), 30)
    assert await answers(f"http://{lab.service_address(22)}/", times=1) == {"one"}
    assert "expires" in lab.table()
    await until(lambda: "expires" not in lab.table(), 30)


async def test_a_pod_that_is_no_longer_ready_gets_no_new_connections(lab: Lab) -> None:
    _, url = await two_behind_web(lab)
    lab.access.mutate(
        SLICES, "shop", "web-1", lambda found: found["endpoints"][0]["conditions"].update(ready=False, serving=False)
    )
    (left,) = lab.access.get(SLICES, "shop", "web-1")["endpoints"][0]["addresses"]
    await until(lambda: left not in lab.table())
    assert await answers(url) == {"two"}


async def test_pods_see_each_others_own_addresses(lab: Lab) -> None:
    _, address = await lab.pod("server", "hello")
    client, client_address = await lab.pod("client")
    assert (await fetch(f"http://{address}:8080/", client))[1] == "hello"
    assert client_address in lab.visitors("server")


async def test_a_service_shows_its_pods_who_asks(lab: Lab) -> None:
    _, address = await lab.pod("server", "hello")
    client, client_address = await lab.pod("client")
    lab.put(service("web", lab.service_address(23)), endpoint_slice("web", endpoint(address)))
    await until(lambda: address in lab.table())
    assert (await fetch(f"http://{lab.service_address(23)}/", client))[1] == "hello"
    assert client_address in lab.visitors("server")


async def test_the_outside_sees_the_machine_not_the_pod(lab: Lab) -> None:
    pid, address, ours = lab.outside()
    lab.serve(pid, "outside", "far away")
    client, client_address = await lab.pod("client")
    await eventually(client, f"http://{address}:8080/", "far away")
    assert ours in lab.visitors("outside")
    assert client_address not in lab.visitors("outside")


async def test_a_pod_that_is_attached_again_keeps_address_and_traffic(lab: Lab) -> None:
    pid, address = await lab.pod("one", "one")
    assert await lab.network.pods.attach("one", "node", pid) == address
    await eventually(None, f"http://{address}:8080/", "one")


async def test_a_new_sandbox_of_a_pod_gets_the_pods_address(lab: Lab) -> None:
    _, address = await lab.pod("one")
    fresh = lab.sandbox()
    assert await lab.network.pods.attach("one", "node", fresh) == address
    assert address in output("nsenter", f"--net=/proc/{fresh}/ns/net", "ip", "address")


async def test_twenty_pods_are_attached_at_once(lab: Lab) -> None:
    sandboxes = [lab.sandbox() for _ in range(20)]
    given = await asyncio.gather(
        *(lab.network.pods.attach(f"uid-{number}", "node", pid) for number, pid in enumerate(sandboxes))
    )
    assert len(set(given)) == 20
    unreachable = [each for each in given if "1 packets received" not in output("busybox", "ping", "-c", "1", each)]
    assert unreachable == []


async def test_a_detached_pod_is_unreachable_at_once(lab: Lab) -> None:
    _, address = await lab.pod("one", "one")
    await lab.network.pods.detach("one")
    await lab.network.pods.detach("one")
    assert address not in output("ip", "route")
    assert (await fetch(f"http://{address}:8080/"))[0] == 1


async def test_a_table_that_somebody_removed_comes_back(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    _, url = await two_behind_web(lab)
    output("nft", "delete", "table", "ip", lab.settings.table)
    monkeypatch.setattr(lab.network._services._upkeep, "_again_after", 0.05)
    lab.access.mutate("services", "shop", "web", lambda found: found["metadata"].update(labels={"touched": "yes"}))
    await eventually(None, url, "one")


async def test_udp_clients_move_on_when_their_pod_is_gone(lab: Lab) -> None:
    ports = [{"name": "", "port": 5353, "protocol": "UDP"}]
    _, first = await lab.pod("one")
    _, second = await lab.pod("two")
    address = lab.service_address(24)
    lab.put(service("dns", address, ports), endpoint_slice("dns", endpoint(first), ports=ports))
    await until(lambda: first in lab.table())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"question", (address, 5353))
        client_port = client.getsockname()[1]
        assert f"src={first}" in connections(client_port)
        lab.access.mutate(SLICES, "shop", "dns-1", lambda found: found.update(endpoints=[endpoint(second)]))
        await until(lambda: second in lab.table() and not connections(client_port))
        client.sendto(b"question", (address, 5353))
        assert f"src={second}" in connections(client_port)


def connections(client_port: int) -> str:
    """What the kernel remembers of a UDP client."""
    return output("conntrack", "-L", "-p", "udp", "--orig-port-src", str(client_port))

"""Three nodes: the machine and two network namespaces. Packets between the pods of all of them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from localkube.network import Network, missing_tools, purge
from localkube.network.sites import MOST_NODES, divide
from localkube.objects.access import Obj
from tests.localkube.network.factory import endpoint, endpoint_slice, service
from tests.localkube.network.lab import Lab, eventually, fetch, lab_at, output
from tests.localkube.network.patience import until

NODES = ("one", "two", "three")
PAIRS = [(a, b) for a in NODES for b in NODES]
POLICIES = "networkpolicies.networking.k8s.io"


@pytest.fixture
async def three(tmp_path: Path) -> AsyncIterator[Lab]:
    """A network of three nodes that runs."""
    if os.geteuid() != 0 or missing_tools():
        pytest.skip("needs root and the programs of the network")
    with lab_at(tmp_path, NODES) as made:
        try:
            await made.network.start()
            yield made
        finally:
            await made.network.stop()
            await purge(made.settings.instance, tmp_path)


def inside(lab: Lab, node: str, *command: str) -> str:
    """What a program prints in the network namespace of a node."""
    namespace = lab.settings.site_of(node).namespace
    return output("nsenter", f"--net=/run/netns/{namespace}", *command) if namespace else output(*command)


def test_every_node_has_a_part_of_the_range_whatever_the_number_of_nodes() -> None:
    pods = IPv4Network("10.42.0.0/16")
    alone, many = divide("t", pods, ["n"]), divide("t", pods, [f"n{number}" for number in range(MOST_NODES)])
    assert [str(site.pods) for site in many[:3]] == ["10.42.0.0/20", "10.42.16.0/20", "10.42.32.0/20"]
    assert alone[0] == replace(many[0], node="n")
    assert [str(site.address) for site in many[:3]] == ["10.42.0.1", "10.42.240.2", "10.42.240.3"]
    assert len({site.pods for site in many} | {IPv4Network("10.42.240.0/20")}) == MOST_NODES + 1


def test_a_small_range_is_for_one_node() -> None:
    assert [str(site.pods) for site in divide("t", IPv4Network("10.42.0.0/24"), ["n"])] == ["10.42.0.0/24"]


@pytest.mark.engine
async def test_pods_of_all_nodes_reach_each_other_under_their_own_addresses(three: Lab) -> None:
    servers = {node: await three.pod(f"server-{node}", node, node) for node in NODES}
    clients = {node: await three.pod(f"client-{node}", node=node) for node in NODES}
    for node, (_, address) in servers.items():
        assert address in [str(each) for each in three.settings.site_of(node).pods]
    got = {(a, b): (await fetch(f"http://{servers[b][1]}:8080/", clients[a][0]))[1] for a, b in PAIRS}
    assert got == {(a, b): b for a, b in PAIRS}
    for node in NODES:
        visitors = three.visitors(f"server-{node}")
        assert [address for _, address in clients.values() if address not in visitors] == []
        await eventually(None, f"http://{servers[node][1]}:8080/", node)


@pytest.mark.engine
async def test_services_and_node_ports_lead_from_every_node_to_every_node(three: Lab) -> None:
    addresses = [(await three.pod(f"server-{node}", node, node))[1] for node in NODES]
    clients = {node: await three.pod(f"client-{node}", node=node) for node in NODES}
    ports = [{"port": 80, "targetPort": 8080, "nodePort": 31998}]
    slices = endpoint_slice("web", *(endpoint(address) for address in addresses))
    three.put(service("web", three.service_address(20), ports, type="NodePort"), slices)
    await until(lambda: all(addresses[2] in inside(three, node, "nft", "list", "ruleset") for node in NODES))

    places = [f"{three.service_address(20)}:80", *(f"{site.address}:31998" for site in three.settings.sites)]
    for place in places:
        for pid in (None, *(pid for pid, _ in clients.values())):
            assert await heard(f"http://{place}/", pid) == set(NODES), (place, pid)


@pytest.mark.engine
async def test_traffic_of_local_services_stays_on_the_node_to_which_it_comes(three: Lab) -> None:
    """Inside and from outside apart; from outside, pods then see who asks."""
    addresses = {node: (await three.pod(f"server-{node}", node, node))[1] for node in NODES[1:]}
    clients = {node: await three.pod(f"client-{node}", node=node) for node in NODES}
    slices = [endpoint(address) for address in addresses.values()]
    for last, name, policy in ((40, "inside", "internalTrafficPolicy"), (41, "outside", "externalTrafficPolicy")):
        ports = [{"port": 80, "targetPort": 8080, "nodePort": 31950 + last}]
        made = service(name, three.service_address(last), ports, type="NodePort", **{policy: "Local"})
        three.put(made, endpoint_slice(name, *slices))
    ready = addresses[NODES[2]]
    await until(lambda: all(ready in inside(three, node, "nft", "list", "ruleset") for node in NODES[::2]))
    at = {node: three.settings.site_of(node).address for node in NODES}
    both = set(NODES[1:])

    async def got(url: str, client: str) -> set[str]:
        return {(await fetch(url, clients[client][0]))[1] for _ in range(24)}

    address = f"http://{three.service_address(40)}/"
    assert [await got(address, node) for node in NODES] == [{""}, {NODES[1]}, {NODES[2]}]
    assert await got(f"http://{at[NODES[2]]}:31990/", NODES[0]) == both
    assert await got(f"http://{three.service_address(41)}/", NODES[0]) == both
    places = [f"http://{at[node]}:31991/" for node in NODES]
    assert [await got(place, NODES[0]) for place in places] == [{""}, {NODES[1]}, {NODES[2]}]
    assert clients[NODES[0]][1] in three.visitors(f"server-{NODES[2]}")


async def heard(url: str, pid: int | None) -> set[str]:
    """All different answers: a backend is chosen at random, so it is asked until every node has answered."""
    found: set[str] = set()
    for _ in range(80):
        found.add((await fetch(url, pid))[1])
        if found >= set(NODES):
            break
    return found


@pytest.mark.engine
async def test_a_pod_reaches_itself_through_its_service_on_every_node(three: Lab) -> None:
    for last, node in enumerate(NODES, start=30):
        pid, address = await three.pod(f"server-{node}", node, node)
        three.put(service(node, three.service_address(last)), endpoint_slice(node, endpoint(address)))
        await until(lambda a=address, n=node: a in inside(three, n, "nft", "list", "ruleset"))  # type: ignore[misc]
        assert (await fetch(f"http://{three.service_address(last)}/", pid))[1] == node


@pytest.mark.engine
async def test_without_its_route_a_nodes_pods_are_cut_off_until_it_is_back(three: Lab) -> None:
    _, address = await three.pod("server", "hello", "three")
    client, _ = await three.pod("client", node="two")
    other, _ = await three.pod("other", node="one")
    url, site = f"http://{address}:8080/", three.settings.site_of("three")
    assert (await fetch(url, client))[1] == "hello"

    inside(three, "two", "ip", "route", "del", str(site.pods))
    assert (await fetch(url, client))[0] == 1
    assert (await fetch(url, other))[1] == "hello"

    inside(three, "two", "ip", "route", "add", str(site.pods), "via", str(site.address))
    assert (await fetch(url, client))[1] == "hello"


@pytest.mark.engine
async def test_the_outside_sees_the_machine_whatever_node_a_pod_is_on(three: Lab) -> None:
    pid, address, ours = three.outside()
    three.serve(pid, "outside", "far away")
    client, client_address = await three.pod("client", node="three")
    await eventually(client, f"http://{address}:8080/", "far away")
    assert ours in three.visitors("outside")
    assert client_address not in three.visitors("outside")


@pytest.mark.engine
async def test_a_host_port_is_at_the_address_of_the_pods_node_alone(three: Lab) -> None:
    """So pods of several nodes may have the same one."""
    clients = [(await three.pod(f"client-{node}", node=node))[0] for node in NODES]
    for node in ("two", "three"):
        wanted = known(node, "web")
        wanted["spec"]["containers"][0]["ports"] = [{"containerPort": 8080, "hostPort": 31996}]
        uid = three.access.create("pods", "shop", wanted)["metadata"]["uid"]
        await three.pod(uid, node, node)
        await until(lambda n=node: "31996" in inside(three, n, "nft", "list", "ruleset"))  # type: ignore[misc]
    for client in (None, *clients):
        got = [await fetch(f"http://{site.address}:31996/", client) for site in three.settings.sites]
        assert [answer for _, answer in got] == ["", "two", "three"]


def only_from(app: str) -> Obj:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "web"},
        "spec": {
            "podSelector": {"matchLabels": {"app": "web"}},
            "policyTypes": ["Ingress"],
            "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": app}}}]}],
        },
    }


def known(uid: str, app: str) -> Obj:
    containers = [{"name": "main", "image": "web:1"}]
    metadata = {"name": uid, "uid": uid, "labels": {"app": app}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": containers}}


@pytest.mark.engine
async def test_policies_hold_between_nodes_also_over_node_ports(three: Lab) -> None:
    """The machine's own requests (probes, HTTP routes) pass, wherever the pod is."""
    three.access.create("namespaces", None, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    pods: dict[str, tuple[int, str]] = {}
    for name, app, node in (("web", "web", "three"), ("friend", "friend", "two"), ("stranger", "other", "two")):
        uid = three.access.create("pods", "shop", known(name, app))["metadata"]["uid"]
        pods[name] = await three.pod(uid, "hello" if name == "web" else "", node)
    address = pods["web"][1]
    ports = [{"port": 80, "targetPort": 8080, "nodePort": 31997}]
    three.put(
        service("web", three.service_address(20), ports, type="NodePort"), endpoint_slice("web", endpoint(address))
    )
    await until(lambda: address in inside(three, "two", "nft", "list", "ruleset"))

    three.access.create(POLICIES, "shop", only_from("friend"))
    await until(lambda: all("policies" in inside(three, node, "nft", "list", "tables") for node in NODES))

    ways = [f"{address}:8080", three.service_address(20), *(f"{s.address}:31997" for s in three.settings.sites)]
    for way in ways:
        assert (await fetch(f"http://{way}/", pods["friend"][0]))[1] == "hello", way
    assert (await fetch(f"http://{address}:8080/"))[1] == "hello"
    for way in (ways[0], ways[2]):
        assert (await fetch(f"http://{way}/", pods["stranger"][0]))[0] != 0, way


@pytest.mark.engine
async def test_nodes_come_and_go_with_the_next_start_and_purge_removes_all(three: Lab, tmp_path: Path) -> None:
    pid, address = await three.pod("one", "one", "two")
    settings = three.settings
    await three.network.stop()

    fewer = three.network = Network(three.access, replace(settings, nodes=NODES[:2]))
    await fewer.start()
    assert settings.sites[2].namespace not in output("ip", "netns")
    assert str(settings.sites[2].pods) not in output("ip", "route")
    assert await fewer.pods.attach("one", "two", pid) == address
    assert (await fetch(f"http://{address}:8080/"))[1] == "one"
    await fewer.stop()

    again = three.network = Network(three.access, settings)
    await again.start()
    client, _ = await three.pod("client", node="three")
    assert (await fetch(f"http://{address}:8080/", client))[1] == "one"
    await again.stop()
    await purge(settings.instance, tmp_path)
    three.end_pods()
    assert three.leftovers() == ""

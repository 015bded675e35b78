"""Hosts in network namespaces, real agents, real routes, real packets."""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import UTC, datetime, timedelta

import httpx

from tests.noderouter.lab import Lab, Machine, until
from tests.running import wait_until


def three(lab: Lab) -> tuple[Machine, Machine, Machine]:
    """Three hosts whose agents have done their work."""
    hosts = lab.host("a", 1), lab.host("b", 2), lab.host("c", 3)
    for host in hosts:
        until(lambda host=host: settled(host, hosts), f"routes of {host.name}")  # type: ignore[misc]
    return hosts


def settled(host: Machine, hosts: tuple[Machine, ...]) -> bool:
    wanted = {
        network: address
        for other in hosts
        if other is not host
        for network, address in zip(other.networks, other.addresses, strict=True)
    }
    return {network: host.via(network) for network in wanted} == wanted


def test_pods_of_three_hosts_reach_each_other_and_move_bulk_data(lab: Lab) -> None:
    hosts = three(lab)

    for host in hosts:
        for other in hosts:
            assert all(host.ping(pod) for pod in other.pods), (host.name, other.name)
    assert {row["state"] for row in hosts[0].table()["routes"]} == {"ok"}
    content = os.urandom(1 << 20) * 64
    (lab.directory / "bulk").write_bytes(content)
    for family in (0, 1):
        assert moved(hosts[0], hosts[2], family) == hashlib.sha256(content).hexdigest()


def moved(sender: Machine, receiver: Machine, family: int) -> str:
    """The checksum of what a pod receives of a file that another pod sends by TCP."""
    listen = ["ip", "netns", "exec", receiver.pod_space, "busybox", "nc", "-l", "-p", "9000"]
    # An input that stays open, or nc would end the connection by itself.
    with subprocess.Popen(listen, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            digest = hashlib.sha256()
            sent = ["ip", "netns", "exec", sender.pod_space, "busybox", "nc", receiver.pods[family], "9000"]
            wait_until(lambda: listening(receiver), 30, "a listening pod")
            assert server.stdout is not None
            with (sender.lab.directory / "bulk").open("rb") as bulk, subprocess.Popen(sent, stdin=bulk) as client:
                while piece := server.stdout.read(1 << 20):
                    digest.update(piece)
                assert client.wait(30) == 0
        finally:
            server.kill()
    return digest.hexdigest()


def listening(host: Machine) -> bool:
    command = ["ip", "netns", "exec", host.pod_space, "cat", "/proc/net/tcp6", "/proc/net/tcp"]
    return ":2328 " in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_change_of_a_node_is_a_change_of_the_route_within_a_second(lab: Lab) -> None:
    """The quickest of several tries, since this machine may be busy; a poll would make all of them late."""
    a = lab.host("a", 1)
    appeared, changed, gone = [], [], []
    for number in range(20, 25):
        network, name = f"10.44.{number}.0/24", f"n{number}"
        lab.node(name, [network], str(lab.lan[number]))
        appeared.append(until(lambda network=network: a.via(network) is not None, "the new route"))  # type: ignore[misc]
        moved_to = str(lab.lan[number + 100])
        told = [{"type": "InternalIP", "address": moved_to}]
        lab.patch(f"/api/v1/nodes/{name}/status", {"status": {"addresses": told}})
        changed.append(until(lambda n=network, m=moved_to: a.via(n) == m, "the changed route"))  # type: ignore[misc]
        lab.call("DELETE", f"/api/v1/nodes/{name}")
        gone.append(until(lambda network=network: a.via(network) is None, "the end of the route"))  # type: ignore[misc]
    assert max(min(appeared), min(changed), min(gone)) < 1, (appeared, changed, gone)


def test_kill_9_leaves_the_routes_and_the_next_start_adopts_them(lab: Lab) -> None:
    a, b, c = three(lab)
    a.agent.kill9()
    lab.call("DELETE", "/api/v1/nodes/c")
    until(lambda: b.via(c.networks[0]) is None, "the end of the route on the host whose agent lives")

    assert a.ping(b.pods[0]) and a.via(c.networks[0]) == c.addresses[0]
    a.start_agent()

    until(
        lambda: a.via(c.networks[0]) is None and a.via(c.networks[1]) is None, "the end of the vanished node's routes"
    )
    assert a.via(b.networks[0]) == b.addresses[0]
    assert a.ping(b.pods[0])


def test_sigterm_leaves_the_routes_unless_the_agent_is_to_remove_them(lab: Lab) -> None:
    a, b = lab.host("a", 1), lab.host("b", 2)
    until(lambda: settled(a, (a, b)) and lab.report("a") is not None, "routes and a report")
    a.agent.stop()
    assert settled(a, (a, b)) and lab.report("a") is not None

    a.start_agent("--remove")
    until(lambda: a.state(b.networks[0]) == ("ok", None), "the agent's first look")
    a.agent.stop()
    assert a.via(b.networks[0]) is None and a.via(b.networks[1]) is None
    assert lab.report("a") is None


def test_a_deleted_route_comes_back_at_once(lab: Lab) -> None:
    a, b = lab.host("a", 1), lab.host("b", 2)
    until(lambda: settled(a, (a, b)), "routes")
    took = []
    for _ in range(4):
        for network in b.networks:
            a.ip("route", "delete", network)
        took.append(until(lambda: settled(a, (a, b)), "the repair"))
    assert min(took) < 1, took


def test_routes_come_back_after_the_device_was_down(lab: Lab) -> None:
    a, b = lab.host("a", 1), lab.host("b", 2)
    until(lambda: settled(a, (a, b)), "routes")
    a.ip("link", "set", "eth0", "down")
    assert a.via(b.networks[0]) is None
    a.ip("link", "set", "eth0", "up")
    until(lambda: a.via(b.networks[0]) == b.addresses[0], "the repair")


def test_routes_stay_while_the_api_is_away_and_follow_when_it_is_back(lab: Lab) -> None:
    a, b = lab.host("a", 1), lab.host("b", 2)
    until(lambda: settled(a, (a, b)), "routes")
    lab.api.kill9()
    until(lambda: a.table()["api"]["silent_since"] is not None, "notice of the API's absence")
    a.ip("route", "delete", b.networks[0])
    until(lambda: a.via(b.networks[0]) == b.addresses[0], "the repair without the API")
    assert httpx.get(f"{a.url}/healthz").status_code == 200

    lab.start_api()
    lab.node("late", ["10.44.77.0/24"], str(lab.lan[77]))
    until(lambda: a.via("10.44.77.0/24") == str(lab.lan[77]), "the new node's route")
    assert a.table()["api"] == {"silent_since": None, "failure": None}


def times(lab: Lab) -> list[str]:
    """Since when each route of ``a`` is as it is."""
    return [route["changed"] for route in (lab.report("a") or {})["routes"]]


def test_the_report_tells_each_route_and_when_it_changed(lab: Lab) -> None:
    a, b = lab.host("a", 1), lab.host("b", 2)
    until(lambda: {r["state"] for r in (lab.report("a") or {}).get("routes", [])} == {"ok"}, "a report")
    first = lab.report("a")
    assert first is not None
    assert (first["format"], first["node"], first["mode"]) == (1, "a", "manage")
    assert first["networks"] == a.networks
    assert [(r["host"], r["network"], r["gateway"], r["by"]) for r in first["routes"]] == [
        ("b", network, address, "noderouter") for network, address in zip(b.networks, b.addresses, strict=True)
    ]
    until(lambda: (lab.report("a") or first)["renewed"] > first["renewed"], "a renewed report")
    assert times(lab) == [r["changed"] for r in first["routes"]]

    a.agent.kill9()
    until(lambda: datetime.now(UTC) > datetime.fromisoformat(first["started"]) + timedelta(seconds=2), "another second")
    lab.patch("/api/v1/nodes/b/status", {"status": {"addresses": [{"type": "InternalIP", "address": b.addresses[1]}]}})
    a.start_agent()
    until(lambda: (lab.report("a") or first)["started"] > first["started"], "a report of the new run")
    until(lambda: [r["state"] for r in (lab.report("a") or first)["routes"]] == ["unreachable", "ok"], "the new state")
    gone, kept = times(lab)
    assert kept == first["routes"][1]["changed"] and gone > first["routes"][0]["changed"]

    report = next(o for o in lab.call("GET", "/api/v1/configmaps")["items"] if o["metadata"]["name"] == "noderouter-a")
    node = lab.call("GET", "/api/v1/nodes/a")
    assert report["metadata"]["ownerReferences"][0]["uid"] == node["metadata"]["uid"]
    assert report["metadata"]["labels"] == {
        "app.kubernetes.io/name": "noderouter",
        "app.kubernetes.io/component": "report",
    }

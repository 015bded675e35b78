"""What is in the way: networks that two claim, wrong gateways, foreign routes, network plugins."""

from __future__ import annotations

import time

from tests.noderouter.lab import Lab, Machine, until

NETWORK = "10.44.50.0/24"


def shows(host: Machine, state: str, reason: str | None, network: str = NETWORK) -> None:
    """Wait until the agent shows a network so."""
    until(lambda: host.state(network) == (state, reason), f"{network} {state} ({reason})")


def test_of_two_nodes_with_one_network_the_older_keeps_it(lab: Lab) -> None:
    a = lab.host("a", 1)
    lab.node("older", [NETWORK], str(lab.lan[51]))
    until(lambda: a.via(NETWORK) == str(lab.lan[51]), "the route")
    time.sleep(1.1)  # creation times are in seconds
    lab.node("newer", ["10.44.50.128/25"], str(lab.lan[52]))

    shows(a, "duplicate", "overlaps", "10.44.50.128/25")
    assert a.row("10.44.50.128/25")["detail"] == "older"
    assert a.via(NETWORK) == str(lab.lan[51]) and "10.44.50.128/25" not in a.routes()
    lab.call("DELETE", "/api/v1/nodes/older")
    until(lambda: a.via("10.44.50.128/25") == str(lab.lan[52]), "the other node's route")
    assert NETWORK not in a.routes()


def test_a_node_beyond_a_router_is_reported_and_gets_no_route(lab: Lab) -> None:
    a = lab.host("a", 1)
    a.ip("route", "add", "default", "via", str(lab.lan[99]))
    lab.node("far", [NETWORK], "203.0.113.7")
    shows(a, "unreachable", "not_on_link")
    assert NETWORK not in a.routes()

    a.ip("address", "add", "203.0.113.1/24", "dev", "eth0")
    until(lambda: a.via(NETWORK) == "203.0.113.7", "the route once the node is a neighbour")
    shows(a, "ok", None)
    a.ip("address", "delete", "203.0.113.1/24", "dev", "eth0")
    shows(a, "unreachable", "not_on_link")
    assert NETWORK not in a.routes()


def test_a_foreign_route_is_left_alone_and_reported(lab: Lab) -> None:
    a = lab.host("a", 1)
    for network in (NETWORK, "fd44:50::/64"):
        gateway = "fd19::66" if ":" in network else str(lab.lan[66])
        a.ip("route", "add", network, "via", gateway, "proto", "static")
    lab.node("b", [NETWORK, "fd44:50::/64"], str(lab.lan[50]), "fd19::50")

    shows(a, "conflict", "foreign_route")
    shows(a, "conflict", "foreign_route", "fd44:50::/64")
    assert a.row(NETWORK)["detail"] == f"{NETWORK} via {lab.lan[66]} dev eth0"
    assert (a.via(NETWORK), a.via("fd44:50::/64")) == (str(lab.lan[66]), "fd19::66")
    lab.call("DELETE", "/api/v1/nodes/b")
    until(lambda: a.state(NETWORK) == (None, None), "the end of the row")
    assert (a.via(NETWORK), a.via("fd44:50::/64")) == (str(lab.lan[66]), "fd19::66")

    lab.node("b", [NETWORK], str(lab.lan[50]))
    shows(a, "conflict", "foreign_route")
    a.ip("route", "delete", NETWORK)
    until(lambda: a.via(NETWORK) == str(lab.lan[50]), "the own route in the foreign one's place")


def test_a_route_by_hand_is_not_taken_for_an_own_one_after_a_restart(lab: Lab) -> None:
    a = lab.host("a", 1)
    a.ip("route", "add", NETWORK, "via", str(lab.lan[66]), "proto", "static")
    a.agent.kill9()
    a.start_agent("--remove")
    lab.node("b", ["10.44.51.0/24"], str(lab.lan[50]))
    until(lambda: a.via("10.44.51.0/24") is not None, "a route")
    a.agent.stop()
    assert "10.44.51.0/24" not in a.routes()
    assert a.via(NETWORK) == str(lab.lan[66])


def test_where_a_plugin_has_a_tunnel_the_agent_only_reports(lab: Lab) -> None:
    a = lab.machine("a", 1)
    a.ip("link", "add", "flannel.1", "type", "vxlan", "id", "1", "dev", "eth0", "dstport", "8472")
    a.ip("link", "set", "flannel.1", "up")
    a.ip("route", "add", NETWORK, "dev", "flannel.1")
    lab.node("a", a.networks, *a.addresses)
    lab.node("b", [NETWORK], str(lab.lan[50]))
    lab.node("c", ["10.44.51.0/24"], str(lab.lan[51]))
    a.start_agent()

    shows(a, "ok", None)
    shows(a, "missing", "no_route", "10.44.51.0/24")
    table = a.table()
    assert (table["mode"], table["cause"], table["cause_detail"]) == ("report_only", "cni_device", "flannel.1")
    assert a.row(NETWORK)["by"] == "foreign"
    assert a.via("10.44.51.0/24") is None
    until(lambda: (lab.report("a") or {}).get("mode") == "report_only", "the report")
    a.ip("link", "delete", "flannel.1")
    until(lambda: a.via("10.44.51.0/24") == str(lab.lan[51]), "the agent's own routes once the plugin is gone")


def test_a_node_that_the_cluster_does_not_know_keeps_its_routes(lab: Lab) -> None:
    a = lab.host("a", 1)
    lab.node("b", [NETWORK], str(lab.lan[50]))
    until(lambda: a.via(NETWORK) == str(lab.lan[50]), "the route")
    lab.call("DELETE", "/api/v1/nodes/a")
    until(lambda: a.table()["cause"] == "node_unknown", "notice of the own absence")
    lab.call("DELETE", "/api/v1/nodes/b")
    began = time.monotonic()
    until(lambda: a.health()["seconds_since_check"] + 0.1 < time.monotonic() - began, "the agent's next look")
    assert a.table()["cause"] == "node_unknown" and a.via(NETWORK) == str(lab.lan[50])

    lab.node("a", a.networks, *a.addresses)
    until(lambda: NETWORK not in a.routes(), "the end of the route once the node is known again")

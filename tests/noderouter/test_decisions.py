"""What the agent decides, without a kernel or a cluster."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from noderouter.claims import claims
from noderouter.decide import Change, Decision, Viewpoint, decide
from noderouter.model import Host, Kernel, Mode, Route, State, Wish

OURS = 83
LAN = Route(ip_network("192.168.5.0/24"), device=2, protocol=2)
LAN6 = Route(ip_network("fd05::/64"), device=2, protocol=2, metric=256)
DEFAULT = Route(ip_network("0.0.0.0/0"), ip_address("192.168.5.254"), 2, 16)
DEVICES = {1: "lo", 2: "eth0"}


def host(name: str, number: int, *networks: str, created: str = "2026-01-01T00:00:00Z") -> Host:
    found = tuple(ip_network(each) for each in networks or (f"10.1.{number}.0/24",))
    addresses = ip_address(f"192.168.5.{number}"), ip_address(f"fd05::{number}")
    return Host(name, created=created, networks=found, addresses=addresses)


ME = host("me", 1)


def kernel(*routes: Route, devices: dict[int, str] | None = None) -> Kernel:
    own = frozenset({ip_address("192.168.5.1"), ip_address("fd05::1")})
    return Kernel((LAN, LAN6, DEFAULT, *routes), own, devices or DEVICES)


def decided(found: Kernel, *hosts: Host, wish: Wish = Wish.AUTO, known: bool = True) -> Decision:
    return decide(Viewpoint("me", OURS, wish), claims((ME, *hosts)), found, known=known)


def ours(network: str, gateway: str, device: int = 2, metric: int = 0) -> Route:
    return Route(ip_network(network), ip_address(gateway), device, OURS, metric)


def foreign(network: str, gateway: str | None = None, device: int = 2, *, unicast: bool = True) -> Route:
    return Route(ip_network(network), ip_address(gateway) if gateway else None, device, 3, unicast=unicast)


def states(decision: Decision) -> list[tuple[State, str | None]]:
    return [(row.state, row.reason) for row in decision.rows]


B = host("b", 2)
B_ROUTE = ours("10.1.2.0/24", "192.168.5.2")


def test_a_missing_route_is_added_by_the_device_that_leads_to_the_node() -> None:
    decision = decided(kernel(), B)
    assert decision.changes == (Change("add", B_ROUTE),)
    assert states(decision) == [(State.MISSING, "no_route")]


def test_a_right_route_is_left_as_it_is() -> None:
    decision = decided(kernel(B_ROUTE), B)
    assert decision.changes == ()
    assert (decision.rows[0].state, decision.rows[0].by) == (State.OK, "noderouter")


def test_each_family_goes_by_the_address_of_its_own() -> None:
    decision = decided(kernel(), host("b", 2, "10.1.2.0/24", "fd44:2::/64"))
    gateways = [str(change.route.gateway) for change in decision.changes]
    assert gateways == ["192.168.5.2", "fd05::2"]


def test_a_route_by_a_former_address_is_replaced() -> None:
    decision = decided(kernel(ours("10.1.2.0/24", "192.168.5.9")), B)
    assert decision.changes == (Change("replace", B_ROUTE),)


def test_what_nobody_claims_any_more_is_removed_first() -> None:
    gone = ours("10.1.9.0/24", "192.168.5.9")
    decision = decided(kernel(gone), B)
    assert decision.changes == (Change("delete", gone), Change("add", B_ROUTE))


def test_of_two_own_routes_to_a_network_the_wrong_one_goes() -> None:
    wrong = ours("10.1.2.0/24", "192.168.5.9", metric=50)
    assert decided(kernel(wrong, B_ROUTE), B).changes == (Change("delete", wrong),)


def test_a_foreign_route_to_the_network_is_a_conflict_and_stays() -> None:
    decision = decided(kernel(foreign("10.1.2.0/24", "192.168.5.77")), B)
    assert decision.changes == ()
    assert states(decision) == [(State.CONFLICT, "foreign_route")]
    assert decision.rows[0].detail == "10.1.2.0/24 via 192.168.5.77 dev eth0"


def test_a_foreign_route_that_leads_to_the_node_is_as_good_as_our_own() -> None:
    decision = decided(kernel(foreign("10.1.2.0/24", "192.168.5.2")), B)
    assert decision.changes == ()
    assert (decision.rows[0].state, decision.rows[0].by) == (State.OK, "foreign")


def test_a_foreign_route_that_refuses_the_network_is_a_conflict() -> None:
    decision = decided(kernel(foreign("10.1.2.0/24", device=0, unicast=False)), B)
    assert states(decision) == [(State.CONFLICT, "foreign_route")]
    assert decision.rows[0].detail == "unreachable 10.1.2.0/24"


@pytest.mark.parametrize(
    ("address", "reason"), [("172.16.0.9", "not_on_link"), ("192.168.5.1", "own_address"), ("fd05::2", "no_address")]
)
def test_a_gateway_that_is_no_neighbour_gets_no_route(address: str, reason: str) -> None:
    far = Host("b", networks=(ip_network("10.1.2.0/24"),), addresses=(ip_address(address),))
    decision = decided(kernel(B_ROUTE), far)
    assert states(decision) == [(State.UNREACHABLE, reason)]
    assert decision.changes == (Change("delete", B_ROUTE),)


def test_a_neighbour_beyond_a_device_that_is_down_is_not_reachable() -> None:
    assert states(decided(kernel(devices={1: "lo"}), B)) == [(State.UNREACHABLE, "not_on_link")]


def test_a_neighbour_by_a_route_of_its_own_is_reachable() -> None:
    """As on clouds whose machines have an address of /32 and a route to the gateway."""
    far = Host("b", networks=(ip_network("10.1.2.0/24"),), addresses=(ip_address("172.16.0.9"),))
    decision = decided(kernel(foreign("172.16.0.9/32", device=2)), far)
    assert [str(change.route.gateway) for change in decision.changes] == ["172.16.0.9"]


def test_the_older_node_keeps_a_network_that_two_claim() -> None:
    older = host("z", 3, "10.1.2.0/24", created="2025-12-31T00:00:00Z")
    decision = decided(kernel(B_ROUTE), B, older)
    assert {row.host: (row.state, row.detail) for row in decision.rows} == {
        "z": (State.MISSING, None), "b": (State.DUPLICATE, "z"),
    }  # fmt: skip
    assert decision.changes == (Change("replace", ours("10.1.2.0/24", "192.168.5.3")),)


def test_of_equally_old_nodes_the_first_by_name_keeps_an_overlapping_network() -> None:
    for wide in ("10.1.0.0/16", "10.1.2.128/25"):
        far = host("c", 3, wide, created=B.created)
        me = Host("me", addresses=(ip_address("192.168.5.1"),))
        found = claims((me, far, B))
        assert {claim.host.name: claim.loses_to for claim in found} == {"b": None, "c": "b"}


def test_a_node_without_a_time_is_younger_than_all_others() -> None:
    found = claims((host("a", 2, "10.1.2.0/24", created=""), host("b", 3, "10.1.2.0/24")))
    assert {claim.host.name: claim.loses_to for claim in found} == {"a": "b", "b": None}


def test_own_pods_are_never_routed_to_another_node_not_even_an_older_one() -> None:
    older = host("b", 2, "10.1.0.0/16", created="2025-01-01T00:00:00Z")
    decision = decided(kernel(), older)
    assert decision.changes == ()
    assert [(row.state, row.detail) for row in decision.rows] == [(State.DUPLICATE, "me")]


def test_a_network_that_contains_a_node_s_address_is_a_conflict() -> None:
    decision = decided(kernel(), host("b", 2, "192.168.5.0/25"))
    assert states(decision) == [(State.CONFLICT, "contains_node")]
    assert decision.changes == ()


def test_a_thousand_nodes_are_settled_quickly_and_rightly() -> None:
    many = [host(f"n{n}", 2, f"10.{n // 250 + 2}.{n % 250}.0/24", f"fd44:0:0:{n:x}::/64") for n in range(1000)]
    decision = decided(kernel(), *many, host("x", 3, "10.3.0.0/16"))
    assert len(decision.changes) == 2000
    assert [row.host for row in decision.rows if row.state == State.DUPLICATE] == ["x"]


def test_a_list_without_this_node_changes_nothing() -> None:
    decision = decided(kernel(ours("10.1.9.0/24", "192.168.5.9")), B, known=False)
    assert (decision.mode, decision.cause, decision.changes) == (Mode.REPORT_ONLY, "node_unknown", ())


def test_a_node_without_pods_of_its_own_routes_all_the_same() -> None:
    me = Host("me", addresses=(ip_address("192.168.5.1"),))
    decision = decide(Viewpoint("me", OURS), claims((me, B)), kernel())
    assert decision.changes == (Change("add", B_ROUTE),)


@pytest.mark.parametrize("device", ["flannel.1", "cilium_vxlan", "vxlan.calico", "tunl0", "weave", "ovn-k8s-mp0"])
def test_a_plugin_s_tunnel_means_that_routes_are_its_business(device: str) -> None:
    by_plugin = foreign("10.1.2.0/24", "10.1.2.0", 7)
    decision = decided(kernel(by_plugin, devices={**DEVICES, 7: device}), B, host("c", 3))
    assert (decision.mode, decision.cause, decision.cause_detail) == (Mode.REPORT_ONLY, "cni_device", device)
    assert states(decision) == [(State.OK, None), (State.MISSING, "no_route")]
    assert decision.changes == ()


def test_own_routes_give_way_to_a_plugin_s_tunnel() -> None:
    decision = decided(kernel(B_ROUTE, devices={**DEVICES, 7: "flannel.1"}), B)
    assert decision.changes == (Change("delete", B_ROUTE),)


@pytest.mark.parametrize("device", ["eth0", "docker0", "br-123", "wg0", "vxlan0", "ens3"])
def test_ordinary_devices_are_no_plugin_s(device: str) -> None:
    assert decided(kernel(devices={**DEVICES, 7: device}), B).mode == Mode.MANAGE


def test_a_covering_foreign_route_means_that_somebody_routes_already() -> None:
    decision = decided(kernel(foreign("10.1.0.0/16", "192.168.5.200")), B)
    assert (decision.mode, decision.cause) == (Mode.REPORT_ONLY, "covering_route")
    assert decision.cause_detail == "10.1.0.0/16 via 192.168.5.200 dev eth0"
    assert (decision.rows[0].state, decision.rows[0].by) == (State.OK, "foreign")
    assert decision.changes == ()


def test_a_covering_route_that_nodes_are_in_is_no_plugin_s() -> None:
    """A route to the whole site, or the local network itself, leads to no pods."""
    site = foreign("192.168.0.0/16", "192.168.5.200")
    decision = decided(kernel(site), host("b", 2, "192.168.77.0/24"))
    assert [change.action for change in decision.changes] == ["add"]


def test_a_covering_route_that_comes_later_does_not_make_the_agent_leave() -> None:
    decision = decided(kernel(B_ROUTE, foreign("10.0.0.0/8", "192.168.5.200")), B, host("c", 3))
    assert decision.mode == Mode.MANAGE
    assert [change.action for change in decision.changes] == ["add"]


def test_a_covering_route_that_refuses_is_only_a_guard() -> None:
    decision = decided(kernel(foreign("10.1.0.0/16", device=0, unicast=False)), B)
    assert decision.changes == (Change("add", B_ROUTE),)


def test_told_to_manage_it_heeds_no_signs() -> None:
    found = kernel(foreign("10.1.0.0/16", "192.168.5.200"), devices={**DEVICES, 7: "flannel.1"})
    assert decided(found, B, wish=Wish.MANAGE).changes == (Change("add", B_ROUTE),)


def test_told_to_report_it_changes_nothing() -> None:
    decision = decided(kernel(B_ROUTE), B, host("c", 3), wish=Wish.REPORT)
    assert (decision.mode, decision.cause, decision.changes) == (Mode.REPORT_ONLY, "told", ())
    assert [(row.state, row.by) for row in decision.rows] == [(State.OK, "noderouter"), (State.MISSING, None)]

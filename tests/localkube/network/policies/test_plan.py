"""What policies allow whom."""

from __future__ import annotations

from typing import Any

from localkube.network.policies.plan import Allowed, Guard, Member, Ports, World, guards, member_of
from localkube.network.policies.render import render
from localkube.objects.access import Obj

WEB = Member("shop", {"app": "web"}, "10.1.0.2", {("http", "TCP"): 8080})
API = Member("shop", {"app": "api"}, "10.1.0.3", {("http", "TCP"): 9090})
SPY = Member("other", {"app": "web"}, "10.1.0.4", {})
WORLD = World([WEB, API, SPY], {"shop": {"team": "a"}, "other": {"team": "b"}})


def policy(name: str = "p", selector: Obj | None = None, **spec: Any) -> Obj:
    types = [kind for kind, key in (("Ingress", "ingress"), ("Egress", "egress")) if key in spec]
    wanted = {"podSelector": {"matchLabels": selector} if selector else {}, "policyTypes": types, **spec}
    return {"metadata": {"namespace": "shop", "name": name}, "spec": wanted}


def of(found: list[Guard], member: Member) -> Guard:
    return next(guard for guard in found if guard.address == member.address)


def test_policy_guards_the_pods_of_its_namespace_that_it_selects() -> None:
    found = guards([policy(selector={"app": "web"}, ingress=[])], WORLD)

    assert found == [Guard(WEB.address, (), None)]


def test_rules_of_all_policies_add_up() -> None:
    first = policy("a", ingress=[{"from": [{"podSelector": {"matchLabels": {"app": "api"}}}]}])
    second = policy("b", ingress=[{"ports": [{"protocol": "TCP", "port": 80}]}])

    guard = of(guards([first, second], WORLD), WEB)

    assert guard.ingress == (Allowed((API.address,)), Allowed(ports=Ports("TCP", ((80, 80),))))


def test_selectors_in_one_peer_must_both_hold_and_peers_are_alternatives() -> None:
    both = {"namespaceSelector": {"matchLabels": {"team": "b"}}, "podSelector": {"matchLabels": {"app": "api"}}}
    either = [{"namespaceSelector": {"matchLabels": {"team": "b"}}}, {"podSelector": {"matchLabels": {"app": "api"}}}]

    assert of(guards([policy(ingress=[{"from": [both]}])], WORLD), WEB).ingress == ()
    guard = of(guards([policy(ingress=[{"from": either}])], WORLD), WEB)
    assert guard.ingress == (Allowed((API.address, SPY.address)),)


def test_empty_namespace_selector_means_every_namespace() -> None:
    guard = of(guards([policy(ingress=[{"from": [{"namespaceSelector": {}}]}])], WORLD), WEB)

    assert guard.ingress == (Allowed((WEB.address, API.address, SPY.address)),)


def test_named_port_is_the_receivers() -> None:
    named = [{"protocol": "TCP", "port": "http"}]

    assert of(guards([policy(ingress=[{"ports": named}])], WORLD), API).ingress == (
        Allowed(ports=Ports("TCP", ((9090, 9090),))),
    )
    assert of(guards([policy(egress=[{"ports": named}])], WORLD), API).egress == (
        Allowed((WEB.address,), ports=Ports("TCP", ((8080, 8080),))),
        Allowed((API.address,), ports=Ports("TCP", ((9090, 9090),))),
    )


def test_block_has_exceptions() -> None:
    block = {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}

    guard = of(guards([policy(egress=[{"to": [{"ipBlock": block}]}])], WORLD), WEB)

    assert guard.egress == (Allowed(block="10.0.0.0/8", but=("10.1.0.0/16",)),)
    assert guard.ingress is None


def test_pods_of_the_host_network_and_pods_that_ended_are_not_meant() -> None:
    plain: Obj = {"metadata": {"namespace": "shop"}, "spec": {}}

    assert member_of(plain, "10.1.0.2") is not None
    assert member_of(plain, "") is None
    assert member_of({**plain, "spec": {"hostNetwork": True}}, "10.1.0.2") is None
    assert member_of({**plain, "status": {"phase": "Succeeded"}}, "10.1.0.2") is None


def test_text_replaces_the_whole_table_and_merges_ranges() -> None:
    ports = [{"protocol": "TCP", "port": 80}, {"protocol": "TCP", "port": 70, "endPort": 90}, {"protocol": "UDP"}]
    text = render("t", guards([policy(selector={"app": "web"}, ingress=[{"ports": ports}])], WORLD))

    assert text.startswith("table ip t\ndelete table ip t\ntable ip t {\n")
    assert "    tcp dport { 70-90 } return\n" in text
    assert "    meta l4proto udp return\n" in text
    assert "elements = { 10.1.0.2 : jump in_0 }" in text

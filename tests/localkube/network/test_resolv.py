from __future__ import annotations

from localkube.network.resolv import Resolver, for_pod, parse
from tests.localkube.network.factory import pod

MACHINE = Resolver(("192.0.2.53",), ("corp.example",), ("timeout:2",))


def text(of: dict[str, object], machine: Resolver = MACHINE) -> list[str]:
    return for_pod(of, machine, "10.42.0.1", "cluster.local").splitlines()


CLUSTER = [
    "nameserver 10.42.0.1",
    "search shop.svc.cluster.local svc.cluster.local cluster.local corp.example",
    "options ndots:5",
]


def test_pods_ask_the_cluster_by_default() -> None:
    assert text(pod()) == CLUSTER


def test_pods_on_the_machines_network_ask_the_machines_resolver() -> None:
    assert text(pod("ClusterFirst", hostNetwork=True)) == [
        "nameserver 192.0.2.53",
        "search corp.example",
        "options timeout:2",
    ]


def test_pods_on_the_machines_network_may_ask_the_cluster() -> None:
    assert text(pod("ClusterFirstWithHostNet", hostNetwork=True)) == CLUSTER


def test_a_resolver_on_the_machines_loopback_is_replaced_by_ours() -> None:
    assert text(pod("Default"), Resolver(("127.0.0.53",)))[0] == "nameserver 10.42.0.1"


def test_policy_none_takes_only_the_pods_own_settings() -> None:
    config = {
        "nameservers": ["1.1.1.1"],
        "searches": ["a.b"],
        "options": [{"name": "ndots", "value": "2"}, {"name": "edns0"}],
    }
    assert text(pod("None", dnsConfig=config)) == ["nameserver 1.1.1.1", "search a.b", "options ndots:2 edns0"]


def test_the_pods_options_go_before_the_policys() -> None:
    config = {"nameservers": ["1.1.1.1", "10.42.0.1"], "options": [{"name": "ndots", "value": "1"}]}
    lines = text(pod(dnsConfig=config))
    assert lines[:2] == ["nameserver 10.42.0.1", "nameserver 1.1.1.1"]
    assert lines[-1] == "options ndots:1"


def test_the_machines_file_is_read_without_comments() -> None:
    found = parse(
        "# c\nnameserver 1.2.3.4 # inline\nsearch a b\nsearch c .\noptions ndots:1\nnameserver fe80::1%eth0\n\n"
    )
    assert found == Resolver(("1.2.3.4", "fe80::1%eth0"), ("c",), ("ndots:1",))

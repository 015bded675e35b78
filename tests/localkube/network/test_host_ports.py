from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from localkube.network.services.host_ports import HostPort, host_ports, wants_any
from localkube.objects.access import Obj
from tests.localkube.network.factory import pod_with_ports

ADDRESSES = {"uid-of-a": IPv4Address("10.42.0.2"), "uid-of-b": IPv4Address("10.42.0.3")}


def found(*pods: Obj) -> list[tuple[str, str, int, str, int]]:
    ports: list[HostPort] = host_ports(pods, ADDRESSES.get)
    return [(each.address, each.protocol, each.port, *each.backend) for each in ports]


def test_without_an_address_all_of_the_machine_are_meant() -> None:
    pod = pod_with_ports("a", {"hostPort": 80}, {"hostPort": 81, "hostIP": "0.0.0.0"})
    assert found(pod) == [("", "tcp", 80, "10.42.0.2", 8080), ("", "tcp", 81, "10.42.0.2", 8080)]


def test_one_port_is_had_by_several_pods_at_other_addresses_and_protocols() -> None:
    first = pod_with_ports("a", {"hostPort": 80, "hostIP": "127.0.0.1"})
    second = pod_with_ports("b", {"hostPort": 80, "hostIP": "192.0.2.1"}, {"hostPort": 80, "protocol": "UDP"})
    assert found(first, second) == [
        ("", "udp", 80, "10.42.0.3", 8080),
        ("127.0.0.1", "tcp", 80, "10.42.0.2", 8080),
        ("192.0.2.1", "tcp", 80, "10.42.0.3", 8080),
    ]


def test_of_two_pods_that_ask_for_one_port_the_older_has_it() -> None:
    old, young = pod_with_ports("b", {"hostPort": 80}), pod_with_ports("a", {"hostPort": 80})
    old["metadata"]["creationTimestamp"] = "2024-01-01T00:00:00Z"
    young["metadata"]["creationTimestamp"] = "2024-01-02T00:00:00Z"
    assert found(young, old) == [("", "tcp", 80, "10.42.0.3", 8080)]


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_a_pod_that_is_over_has_no_ports(phase: str) -> None:
    assert found({**pod_with_ports("a", {"hostPort": 80}), "status": {"phase": phase}}) == []


def test_a_pod_without_an_address_has_no_ports_yet() -> None:
    assert found(pod_with_ports("c", {"hostPort": 80})) == []


@pytest.mark.parametrize("strange", ["::1", "nowhere", "1.2.3.4 : drop"])
def test_addresses_that_are_none_are_left_out(strange: str) -> None:
    assert found(pod_with_ports("a", {"hostPort": 80, "hostIP": strange})) == []


def test_containers_that_run_beside_the_others_count_and_those_that_run_before_them_do_not() -> None:
    before = {"name": "before", "ports": [{"containerPort": 1, "hostPort": 81}]}
    beside = {"name": "beside", "restartPolicy": "Always", "ports": [{"containerPort": 2, "hostPort": 82}]}
    assert found(pod_with_ports("a", initContainers=[before, beside])) == [("", "tcp", 82, "10.42.0.2", 2)]


def test_pods_on_the_machines_own_network_need_nothing() -> None:
    assert wants_any(pod_with_ports("a", {"hostPort": 80}))
    assert not wants_any(pod_with_ports("a", {"hostPort": 80}, hostNetwork=True))
    assert not wants_any(pod_with_ports("a", {}))

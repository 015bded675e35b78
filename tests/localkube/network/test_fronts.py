from __future__ import annotations

from localkube.network.services.fronts import Backend, Front, fronts
from localkube.objects.access import Obj
from tests.localkube.network.factory import endpoint, endpoint_slice, external, service


def only(*slices: Obj, endpoints: tuple[Obj, ...] = ()) -> Front:
    (found,) = fronts([service("web")], slices, endpoints)
    return found


def addresses(front: Front) -> list[str]:
    return [backend.address for backend in front.backends]


def test_ready_endpoints_of_all_slices_stand_behind_a_service() -> None:
    front = only(
        endpoint_slice("web", endpoint("10.42.0.3"), endpoint("10.42.0.2")),
        endpoint_slice("web", endpoint("10.42.0.4"), endpoint("10.42.0.9", ready=False), name="web-2"),
    )
    assert front.backends == tuple(Backend(f"10.42.0.{last}", 8080) for last in (2, 3, 4))


def test_terminating_endpoints_serve_only_while_none_is_ready() -> None:
    leaving = endpoint("10.42.0.2", ready=False, terminating=True)
    assert addresses(only(endpoint_slice("web", leaving, endpoint("10.42.0.3")))) == ["10.42.0.3"]
    assert addresses(only(endpoint_slice("web", leaving, endpoint("10.42.0.3", ready=False)))) == ["10.42.0.2"]


def test_terminating_endpoints_that_do_not_serve_get_nothing() -> None:
    gone = endpoint("10.42.0.2", ready=False, serving=False, terminating=True)
    assert addresses(only(endpoint_slice("web", gone))) == []


def test_old_and_new_pods_on_different_ports_are_judged_together() -> None:
    front = only(
        endpoint_slice("web", endpoint("10.42.0.2", ready=False, terminating=True)),
        endpoint_slice(
            "web", endpoint("10.42.0.3"), ports=[{"name": "", "port": 9090, "protocol": "TCP"}], name="web-2"
        ),
    )
    assert front.backends == (Backend("10.42.0.3", 9090),)


def test_each_named_port_has_its_own_backends_and_protocol() -> None:
    ports = [{"name": "dns", "port": 53, "protocol": "UDP"}, {"name": "web", "port": 80, "nodePort": 30080}]
    behind = [{"name": "dns", "port": 5353, "protocol": "UDP"}, {"name": "web", "port": 8080, "protocol": "TCP"}]
    found = fronts([service("web", ports=ports)], [endpoint_slice("web", endpoint("10.42.0.2"), ports=behind)], [])
    assert [(front.protocol, front.port, front.node_port, front.backends) for front in found] == [
        ("udp", 53, 0, (Backend("10.42.0.2", 5353),)),
        ("tcp", 80, 30080, (Backend("10.42.0.2", 8080),)),
    ]


def test_endpoints_written_by_hand_count_for_services_without_slices() -> None:
    by_hand = {
        "metadata": {"name": "web", "namespace": "shop"},
        "subsets": [
            {"addresses": [{"ip": "192.0.2.9"}], "notReadyAddresses": [{"ip": "192.0.2.8"}], "ports": [{"port": 5432}]}
        ],
    }
    assert only(endpoints=(by_hand,)).backends == (Backend("192.0.2.9", 5432),)
    assert addresses(only(endpoint_slice("web", endpoint("10.42.0.2")), endpoints=(by_hand,))) == ["10.42.0.2"]


def test_services_without_an_address_have_no_front() -> None:
    assert fronts([service("headless", "None"), external("alias", "example.org")], [], []) == []


def test_client_affinity_is_seen() -> None:
    seconds = {"clientIP": {"timeoutSeconds": 5}}
    (front,) = fronts([service("web", sessionAffinity="ClientIP", sessionAffinityConfig=seconds)], [], [])
    assert front.affinity_seconds == 5


def test_ranges_of_clients_are_merged_and_those_of_other_families_let_nobody_in() -> None:
    def sources(*ranges: str) -> tuple[str, ...] | None:
        (front,) = fronts([service("web", type="LoadBalancer", loadBalancerSourceRanges=list(ranges))], [], [])
        return front.sources

    assert sources() is None
    assert sources("10.0.0.0/8", " 10.1.0.1/16", "nonsense") == ("10.0.0.0/8",)
    assert sources("2001:db8::/64") == ()


def test_a_malformed_address_is_left_out() -> None:
    assert addresses(only(endpoint_slice("web", endpoint("10.42.0.2; drop"), endpoint("10.42.0.3")))) == ["10.42.0.3"]

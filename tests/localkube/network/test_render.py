from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from localkube.network.services.fronts import Backend, Front
from localkube.network.services.host_ports import HostPort
from localkube.network.services.render import render
from tests.localkube.network.factory import SETTINGS

TWO = (Backend("10.42.0.2", 8080), Backend("10.42.0.3", 8080))


def front(
    *backends: Backend,
    name: str = "shop/web:",
    port: int = 80,
    protocol: str = "tcp",
    node_port: int = 0,
    affinity: int = 0,
) -> Front:
    return Front(name, "10.43.0.5", protocol, port, node_port, affinity, backends)


def test_the_table_is_replaced_in_one_transaction() -> None:
    assert render(SETTINGS, []).splitlines()[:3] == [
        "table ip localkube_t",
        "delete table ip localkube_t",
        "table ip localkube_t {",
    ]


def test_two_backends_are_chosen_at_random() -> None:
    assert "numgen random mod 2 map { 0 : 10.42.0.2 . 8080, 1 : 10.42.0.3 . 8080 }" in render(SETTINGS, [front(*TWO)])


def test_with_affinity_known_clients_come_before_chance_and_are_remembered_for_the_timeout() -> None:
    lines = [line.strip() for line in render(SETTINGS, [front(*TWO, node_port=30080, affinity=7)]).splitlines()]

    looked_up = [line for line in lines if line.startswith("ip saddr @lasting_clients_")]
    remembered = [line for line in lines if line.endswith("{ ip saddr timeout 7s }")]
    (chance,) = [line for line in lines if line.startswith("numgen random mod 2 vmap")]
    sets = [line.split()[1] for line in lines if line.startswith("set lasting_")]
    assert [line.split()[2] for line in looked_up] == [f"@{name}" for name in sets]
    assert [line.split()[1] for line in remembered] == [f"@{name}" for name in sets]
    assert len(sets) == 2
    assert lines.index(looked_up[-1]) + 1 == lines.index(chance)


def test_address_and_node_port_share_what_is_known_of_clients() -> None:
    local = replace(front(*TWO, node_port=30080, affinity=7), local_outside=True)
    text = render(SETTINGS, [local, replace(local, backends=TWO[:1], address="", local_outside=False)])
    assert text.count("set lasting_clients_") == 2


def test_one_backend_needs_no_choice() -> None:
    assert "dnat to 10.42.0.2:8080" in render(SETTINGS, [front(TWO[0])])


def test_a_front_without_backends_is_left_to_the_refusal() -> None:
    text = render(SETTINGS, [front()])
    assert "10.43.0.5" not in text
    assert text.count(f"ip daddr {SETTINGS.services} meta l4proto tcp reject with tcp reset") == 2


def test_only_fronts_with_a_node_port_are_reached_by_it() -> None:
    text = render(SETTINGS, [front(*TWO, node_port=30080), front(*TWO, name="shop/other:", port=81)])
    assert text.count("tcp . 30080 : goto") == 1
    assert "tcp . 0" not in text


def test_of_two_that_claim_one_port_the_first_has_it() -> None:
    text = render(SETTINGS, [front(*TWO, name="shop/a:"), front(*TWO, name="shop/b:")])
    assert text.count("10.43.0.5 . tcp . 80 : goto") == 1


def test_addresses_of_elsewhere_lead_to_the_service_and_never_past_it() -> None:
    known = replace(front(*TWO), outside=("198.51.100.7",), balanced=("198.51.100.8",), sources=("203.0.113.0/24",))
    text = render(SETTINGS, [known, replace(front(), name="shop/none:", port=83, outside=("198.51.100.9",))])

    chains = dict(re.findall(r"^ +(198\.51\.100\.\d+ \. tcp \. \d+) : goto (\w+),$", text, re.MULTILINE))
    assert list(chains) == ["198.51.100.7 . tcp . 80", "198.51.100.8 . tcp . 80"]
    guard = chains["198.51.100.8 . tcp . 80"]
    assert f"chain {guard} {{\n    ip saddr {{ 203.0.113.0/24 }} goto {chains['198.51.100.7 . tcp . 80']}\n" in text
    assert "      198.51.100.9 . tcp . 83,\n" in text
    assert text.count("@elsewhere reject with tcp reset") == 2


def test_the_same_services_make_the_same_text() -> None:
    fronts = [front(*TWO), front(*TWO, name="shop/dns:", port=53, protocol="udp", affinity=10800)]
    assert render(SETTINGS, fronts) == render(SETTINGS, list(fronts))


@pytest.mark.engine
@pytest.mark.skipif(shutil.which("nft") is None, reason="nftables is not installed")
def test_the_kernel_accepts_every_kind_of_rule() -> None:
    host_ports = [
        HostPort("", "tcp", 80, TWO[0], "lk0"),
        HostPort("", "udp", 80, TWO[0], "lk0"),
        HostPort("127.0.0.1", "tcp", 80, TWO[1], "lk1"),
    ]
    fronts = [
        front(*TWO, node_port=30080),
        front(*TWO, name="shop/sticky:", port=81, affinity=10800),
        front(TWO[0], name="shop/one:", port=82),
        front(*TWO, name="shop/dns:", port=53, protocol="udp", node_port=30053),
        front(name="shop/none:", port=83),
        replace(front(*TWO, name="shop/out:", port=84), outside=("198.51.100.7",), balanced=("198.51.100.8",)),
        replace(front(*TWO, name="shop/few:", port=85), balanced=("198.51.100.8",), sources=("203.0.113.0/24",)),
        replace(front(*TWO, name="shop/nobody:", port=86), balanced=("198.51.100.8",), sources=()),
    ]
    text = render(replace(SETTINGS, api_port=7443), fronts, host_ports)
    checked = subprocess.run(["nft", "--check", "-f", "-"], check=False, input=text, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_the_api_answers_pods_and_the_machine_alone() -> None:
    text = render(replace(SETTINGS, api_port=7443), [])

    assert 'iifname != "lo" iifname != "lk*" ip daddr 10.42.0.1 tcp dport 7443 reject with tcp reset' in text
    assert "7443" not in render(SETTINGS, [])

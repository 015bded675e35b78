from __future__ import annotations

from localkube.network.forwarding import missing_rules, our_rules
from tests.localkube.network.factory import SETTINGS

OURS = [
    "-A FORWARD -d 10.42.0.0/16 -m comment --comment localkube_t -j ACCEPT",
    "-A FORWARD -s 10.42.0.0/16 -m comment --comment localkube_t -j ACCEPT",
]


def test_a_firewall_that_forwards_is_left_alone() -> None:
    assert missing_rules(["-P FORWARD ACCEPT"], SETTINGS) == []


def test_a_firewall_that_drops_gets_a_rule_for_each_direction() -> None:
    assert [rule[0] for rule in missing_rules(["-P FORWARD DROP"], SETTINGS)] == ["-s", "-d"]


def test_rules_are_added_once() -> None:
    assert missing_rules(["-P FORWARD DROP", *OURS], SETTINGS) == []


def test_only_rules_of_the_instance_are_ours() -> None:
    others = ["-A FORWARD -j DOCKER-USER", "-A FORWARD -s 10.9.0.0/16 -m comment --comment localkube_tt -j ACCEPT"]
    assert [" ".join(rule) for rule in our_rules([*others, *OURS], "t")] == [line[11:] for line in OURS]

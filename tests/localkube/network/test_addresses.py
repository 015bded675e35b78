from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from localkube.network.addresses import Addresses
from localkube.network.errors import RangeExhausted

SMALL = IPv4Network("10.1.0.0/29")
GATEWAY = IPv4Address("10.1.0.1")


@pytest.fixture
def addresses(tmp_path: Path) -> Iterator[Addresses]:
    opened = Addresses(tmp_path / "addresses.db", SMALL, {GATEWAY})
    yield opened
    opened.close()


def test_the_first_pod_gets_the_first_address_after_the_gateway(addresses: Addresses) -> None:
    assert addresses.take("a") == IPv4Address("10.1.0.2")


def test_a_pod_keeps_its_address(addresses: Addresses) -> None:
    first = addresses.take("a")
    addresses.take("b")
    assert addresses.take("a") == first


def test_a_freed_address_rests_until_all_others_were_used(addresses: Addresses) -> None:
    addresses.take("a")
    addresses.release("a")
    others = [addresses.take(name) for name in "bcde"]
    assert IPv4Address("10.1.0.2") not in others[:4]
    assert addresses.take("f") == IPv4Address("10.1.0.2")


def test_a_full_range_says_what_to_change(addresses: Addresses) -> None:
    for name in "abcde":
        addresses.take(name)
    with pytest.raises(RangeExhausted, match="larger pod range"):
        addresses.take("f")


def test_neither_network_nor_broadcast_nor_reserved_addresses_are_given_out(addresses: Addresses) -> None:
    given = {addresses.take(name) for name in "abcde"}
    assert given == {IPv4Address(f"10.1.0.{last}") for last in range(2, 7)}


def test_release_of_an_unknown_pod_is_no_error(addresses: Addresses) -> None:
    addresses.release("nobody")


def test_addresses_and_their_order_survive_a_restart(tmp_path: Path) -> None:
    before = Addresses(tmp_path / "addresses.db", SMALL, {GATEWAY})
    kept = before.take("a")
    before.take("b")
    before.release("b")
    before.close()
    after = Addresses(tmp_path / "addresses.db", SMALL, {GATEWAY})
    assert after.take("a") == kept
    assert after.take("c") == IPv4Address("10.1.0.4")
    after.close()


def test_addresses_of_another_range_are_forgotten(tmp_path: Path) -> None:
    before = Addresses(tmp_path / "addresses.db", SMALL, {GATEWAY})
    before.take("a")
    before.close()
    after = Addresses(tmp_path / "addresses.db", IPv4Network("10.2.0.0/24"), {IPv4Address("10.2.0.1")})
    assert after.take("a") == IPv4Address("10.2.0.2")
    after.close()

"""Linux' tables of connections."""

from __future__ import annotations

import pytest

from slipway.containers.trials.listening import only_on_loopback

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def line(address: str, state: str = "0A") -> str:
    return f"   0: {address} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000     0        0 1 1\n"


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (["0100007F:1F90"], True),
        (["00000000:1F90"], False),
        (["0100007F:1F90", "00000000:1F90"], False),
        (["00000000000000000000000001000000:1F90"], True),
        (["0000000000000000FFFF00000100007F:1F90"], True),
        (["00000000000000000000000000000000:1F90"], False),
        (["0100007F:1F91"], None),
        ([], None),
    ],
)
def test_who_can_connect_is_read_from_the_table(addresses: list[str], expected: bool | None) -> None:
    """Port 8080 is 1F90; nothing that listens is nothing known."""
    assert only_on_loopback(HEAD + "".join(map(line, addresses)), 8080) is expected


def test_connections_are_no_listeners() -> None:
    """Neither is what is no table at all."""
    assert only_on_loopback(HEAD + line("0100007F:1F90", "01"), 8080) is None
    assert only_on_loopback("cat: /proc/net/tcp: no such file", 8080) is None

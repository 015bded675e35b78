"""On which addresses a port is listened to, read from Linux' ``/proc/net/tcp`` and ``tcp6``. Pure."""

from __future__ import annotations

LISTENING = "0A"
_LOOPBACK_V6 = "00000000000000000000000001000000"
_MAPPED = "0000000000000000FFFF0000"
"""With which an IPv4 address begins that is written as one of IPv6."""
_LOOPBACK_V4 = "7F"
"""With which an IPv4 address of the loopback ends: its bytes stand in the machine's order, the last one first."""


def only_on_loopback(table: str, port: int) -> bool | None:
    """Tell whether all that listens on a port does so for the pod itself only; None when nothing is known of it."""
    found = [address for address, number in _listeners(table) if number == port]
    return all(_is_loopback(address) for address in found) if found else None


def _listeners(table: str) -> list[tuple[str, int]]:
    found = []
    for line in table.splitlines():
        words = line.split()
        if len(words) > 3 and words[3] == LISTENING and ":" in words[1]:
            address, _, number = words[1].partition(":")
            found.append((address.upper(), int(number, 16)))
    return found


def _is_loopback(address: str) -> bool:
    if len(address) == len(_LOOPBACK_V6):
        return address == _LOOPBACK_V6 or (address.startswith(_MAPPED) and address.endswith(_LOOPBACK_V4))
    return address.endswith(_LOOPBACK_V4)

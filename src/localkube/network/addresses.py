"""Which pod has which address, remembered across restarts.

Addresses are given out in a circle, so that one that became free rests as long as possible before somebody else gets
it: clients that still hold it then meet nobody rather than a stranger.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network
from itertools import chain
from pathlib import Path

from localkube.network.errors import RangeExhausted

_SCHEMA = """
CREATE TABLE IF NOT EXISTS held (owner TEXT PRIMARY KEY, address INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (network INTEGER PRIMARY KEY, address INTEGER NOT NULL);
"""


class Addresses:
    """The addresses of ``network`` without ``reserved``, given out of parts of it.

    Of a part, its first (the network itself) and its last (broadcast) are not given out either.
    """

    def __init__(self, file: Path, network: IPv4Network, reserved: Collection[IPv4Address]) -> None:
        self._network = network
        self._reserved = {int(address) for address in reserved}
        file.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {_SCHEMA}")
        self._forget_foreign()
        self._held: dict[str, int] = dict(self._database.execute("SELECT owner, address FROM held"))
        self._latest: dict[int, int] = dict(self._database.execute("SELECT network, address FROM turns"))

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    def held(self) -> dict[str, IPv4Address]:
        """All that is given out, by owner."""
        return {owner: IPv4Address(address) for owner, address in self._held.items()}

    def find(self, owner: str) -> IPv4Address | None:
        """The owner's address, if it has one."""
        address = self._held.get(owner)
        return None if address is None else IPv4Address(address)

    def take(self, owner: str, part: IPv4Network | None = None) -> IPv4Address:
        """The owner's address: the one that it has, or the next free one of ``part``. Raises RangeExhausted."""
        if (known := self.find(owner)) is not None:
            return known
        part = part or self._network
        address, turn = self._next_free(part), int(part.network_address)
        with self._database:
            self._database.execute("BEGIN")
            self._database.execute("INSERT INTO held VALUES (?, ?)", (owner, address))
            self._database.execute("INSERT OR REPLACE INTO turns VALUES (?, ?)", (turn, address))
        self._held[owner] = self._latest[turn] = address
        return IPv4Address(address)

    def release(self, owner: str) -> None:
        """Give the owner's address back."""
        self._database.execute("DELETE FROM held WHERE owner = ?", (owner,))
        self._held.pop(owner, None)

    def _next_free(self, part: IPv4Network) -> int:
        first, last = int(part.network_address) + 1, int(part.broadcast_address) - 1
        used = self._reserved.union(self._held.values())
        latest = self._latest.get(first - 1, 0)
        start = latest + 1 if first <= latest < last else first
        for address in chain(range(start, last + 1), range(first, start)):
            if address not in used:
                return address
        raise RangeExhausted(f"all addresses of the pod range {part} are in use: set a larger pod range")

    def _forget_foreign(self) -> None:
        """Drop what another pod range left behind."""
        bounds = (int(self._network.network_address), int(self._network.broadcast_address))
        self._database.execute("DELETE FROM held WHERE address NOT BETWEEN ? AND ?", bounds)
        for address in self._reserved:
            self._database.execute("DELETE FROM held WHERE address = ?", (address,))

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
CREATE TABLE IF NOT EXISTS latest (id INTEGER PRIMARY KEY CHECK (id = 0), address INTEGER NOT NULL);
"""


class Addresses:
    """The addresses of ``network`` but its first (the network itself), its last (broadcast) and ``reserved``."""

    def __init__(self, file: Path, network: IPv4Network, reserved: Collection[IPv4Address]) -> None:
        self._network = network
        self._reserved = {int(address) for address in reserved}
        file.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {_SCHEMA}")
        self._forget_foreign()
        self._held: dict[str, int] = dict(self._database.execute("SELECT owner, address FROM held"))
        found = self._database.execute("SELECT address FROM latest").fetchone()
        self._latest: int = found[0] if found else int(network.network_address)

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

    def take(self, owner: str) -> IPv4Address:
        """The owner's address: the one that it has, or else the next free one. Raises RangeExhausted."""
        if (known := self.find(owner)) is not None:
            return known
        address = self._next_free()
        with self._database:
            self._database.execute("BEGIN")
            self._database.execute("INSERT INTO held VALUES (?, ?)", (owner, address))
            self._database.execute("INSERT OR REPLACE INTO latest VALUES (0, ?)", (address,))
        self._held[owner] = self._latest = address
        return IPv4Address(address)

    def release(self, owner: str) -> None:
        """Give the owner's address back."""
        self._database.execute("DELETE FROM held WHERE owner = ?", (owner,))
        self._held.pop(owner, None)

    def _next_free(self) -> int:
        first, last = int(self._network.network_address) + 1, int(self._network.broadcast_address) - 1
        used = self._reserved.union(self._held.values())
        start = self._latest + 1 if first <= self._latest < last else first
        for address in chain(range(start, last + 1), range(first, start)):
            if address not in used:
                return address
        raise RangeExhausted(f"all addresses of the pod range {self._network} are in use: set a larger pod range")

    def _forget_foreign(self) -> None:
        """Drop what another pod range left behind."""
        bounds = (int(self._network.network_address), int(self._network.broadcast_address))
        self._database.execute("DELETE FROM held WHERE address NOT BETWEEN ? AND ?", bounds)
        for address in self._reserved:
            self._database.execute("DELETE FROM held WHERE address = ?", (address,))

"""The table that the agent shows: the state of each route, and since when it is so. One document for all readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from noderouter.decide import Decision, Row
from noderouter.model import Host, Network, State

FORMAT = 1


@dataclass(frozen=True, slots=True)
class _Entry:
    row: Row
    changed: datetime


class Table:
    """What is known of all routes of this node."""

    def __init__(self, node: str) -> None:
        self._node = node
        self._started = datetime.now(UTC)
        self._decision = Decision()
        self._entries: dict[tuple[str, Network], _Entry] = {}
        self._own: tuple[Network, ...] = ()
        self.host: Host | None = None
        """This node itself, once the cluster told of it."""
        self._remembered: dict[tuple[str, str], tuple[str, str | None, datetime]] = {}

    def update(self, decision: Decision, host: Host | None) -> list[Row]:
        """Take a decision; returns the rows whose state is another than before. An unchanged state keeps its time."""
        now = datetime.now(UTC)
        self._decision = decision
        self.host = host or self.host
        self._own = self.host.networks if self.host else ()
        if decision.cause == "node_unknown":
            return []
        before, self._entries, changed = self._entries, {}, []
        for row in decision.rows:
            key = row.host, row.network
            known = before.get(key)
            if known is None or (known.row.state, known.row.gateway) != (row.state, row.gateway):
                changed.append(row)
                self._entries[key] = self._new(row, now)
            else:
                self._entries[key] = _Entry(row, known.changed)
        return changed

    def remember(self, document: dict[str, Any]) -> None:
        """Take times over from what an earlier run of the agent told, for what is still so."""
        if document.get("format") != FORMAT:
            return
        self._remembered = {
            (route["host"], route["network"]): (
                route["state"],
                route["gateway"],
                datetime.fromisoformat(route["changed"]),
            )
            for route in document["routes"]
        }
        self._entries = {key: self._new(entry.row, entry.changed) for key, entry in self._entries.items()}

    def _new(self, row: Row, now: datetime) -> _Entry:
        """What is remembered of a row counts once: after that it is this run that knows."""
        told = self._remembered.pop((row.host, str(row.network)), None)
        gateway = str(row.gateway) if row.gateway else None
        if told is None or told[:2] != (row.state.value, gateway):
            return _Entry(row, now)
        return _Entry(row, min(now, told[2]))

    def document(self) -> dict[str, Any]:
        """Return the table as what is written in JSON, without anything that changes by itself."""
        counts = {state.value: 0 for state in State}
        for entry in self._entries.values():
            counts[entry.row.state.value] += 1
        return {
            "format": FORMAT,
            "node": self._node,
            "mode": self._decision.mode.value,
            "cause": self._decision.cause,
            "cause_detail": self._decision.cause_detail,
            "networks": [str(network) for network in self._own],
            "started": written(self._started),
            "counts": counts,
            "routes": [_shown(entry) for entry in self._entries.values()],
        }


def _shown(entry: _Entry) -> dict[str, Any]:
    row = entry.row
    return {
        "host": row.host,
        "network": str(row.network),
        "gateway": str(row.gateway) if row.gateway else None,
        "state": row.state.value,
        "by": row.by,
        "reason": row.reason,
        "detail": row.detail,
        "changed": written(entry.changed),
    }


def written(moment: datetime) -> str:
    """Write a moment as Kubernetes does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Objects in memory, every change in SQLite before it is acknowledged.

One revision number grows with every change and serves lists and watches alike (the idea of etcd and kine). Reads never
touch the disk. A write is one transaction in WAL mode: a killed process loses nothing that it acknowledged.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec

from localkube.objects.access import Obj
from localkube.objects.errors import Expired

ChangeType = Literal["ADDED", "MODIFIED", "DELETED"]
Key = tuple[str, str]

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (resource, namespace, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changes (
    revision INTEGER PRIMARY KEY, type TEXT NOT NULL, resource TEXT NOT NULL, body BLOB NOT NULL, previous BLOB);
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""
COMPACT_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """An object and its encoded form; both are shared and must not be changed."""

    obj: Obj
    body: bytes
    revision: int


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the object after it (its last state, with the deletion's revision, for DELETED) and before it."""

    revision: int
    type: ChangeType
    resource: str
    record: Record
    previous: Obj | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A change for watches that resume, encoded: decoded it would take several times the memory."""

    revision: int
    type: ChangeType
    resource: str
    body: bytes
    previous: bytes | None

    def change(self) -> Change:
        record = Record(msgspec.json.decode(self.body), self.body, self.revision)
        previous = msgspec.json.decode(self.previous) if self.previous else None
        return Change(self.revision, self.type, self.resource, record, previous)


class Store:
    """All objects. ``history`` changes are kept for watches that resume."""

    def __init__(self, path: Path, history: int = 5_000) -> None:
        self._history = history
        self._path = path
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(SCHEMA)
        self._encoder = msgspec.json.Encoder()
        self._objects: dict[str, dict[str, dict[str, Record]]] = {}
        self._kept: deque[_Kept] = deque(maxlen=history)
        self._listeners: dict[str, list[Callable[[Change], None]]] = {}
        self.revision = 1
        self._compacted = 0
        self._load()

    def get(self, resource: str, namespace: str | None, name: str) -> Record | None:
        """One object, or None."""
        return self._objects.get(resource, {}).get(namespace or "", {}).get(name)

    def at(self, resource: str, namespace: str | None, revision: int) -> list[Record]:
        """What ``list`` gave at ``revision``: changes since then are taken back. Raises Expired."""
        records = {(_namespace(record), _name(record)): record for record in self.list(resource, namespace)}
        for change in reversed(self.since(resource, revision)):
            key = (_namespace(change.record), _name(change.record))
            if namespace is not None and key[0] != namespace:
                continue
            if change.previous is None:
                records.pop(key, None)
            else:
                was = int(change.previous["metadata"]["resourceVersion"])
                records[key] = Record(change.previous, self._encoder.encode(change.previous), was)
        return [records[key] for key in sorted(records)]

    def list(self, resource: str, namespace: str | None = None) -> list[Record]:
        """The objects of one namespace, or of all, ordered by namespace and name."""
        spaces = self._objects.get(resource, {})
        chosen = [namespace] if namespace is not None else sorted(spaces)
        return [record for space in chosen for _, record in sorted(spaces.get(space, {}).items())]

    def count(self, resource: str, namespace: str) -> int:
        """How many objects there are in a namespace."""
        return len(self._objects.get(resource, {}).get(namespace, {}))

    def counts(self) -> dict[str, int]:
        """How many objects there are of each resource that has had any."""
        return {resource: sum(map(len, spaces.values())) for resource, spaces in self._objects.items()}

    def subscribers(self) -> int:
        """How many listeners there are."""
        return sum(map(len, self._listeners.values()))

    def size(self) -> int:
        """Bytes of the database's files."""
        files = (self._path.with_name(self._path.name + end) for end in ("", "-wal", "-shm"))
        return sum(file.stat().st_size for file in files if file.exists())

    def answers(self) -> bool:
        """Whether the database can be read."""
        try:
            return self._database.execute("SELECT 1").fetchone() is not None
        except sqlite3.Error:
            return False

    def put(self, resource: str, obj: Obj) -> Record:
        """Write ``obj`` (which the store keeps) as the next revision; the caller has checked what must be checked."""
        metadata = obj["metadata"]
        namespace, name = metadata.get("namespace") or "", metadata["name"]
        before = self.get(resource, namespace, name)
        revision = self.revision + 1
        metadata["resourceVersion"] = str(revision)
        record = Record(obj, self._encoder.encode(obj), revision)
        change = Change(revision, "MODIFIED" if before else "ADDED", resource, record, before.obj if before else None)
        with self._transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?)",
                (resource, namespace, name, revision, record.body),
            )
            self._log(change, before)
        self._objects.setdefault(resource, {}).setdefault(namespace, {})[name] = record
        self._publish(change, before)
        return record

    def remove(self, resource: str, namespace: str | None, name: str) -> Record:
        """Delete for good; the object as it was, with the deletion's revision. Raises KeyError."""
        space = self._objects[resource][namespace or ""]
        before = space[name]
        revision = self.revision + 1
        last = {**before.obj, "metadata": {**before.obj["metadata"], "resourceVersion": str(revision)}}
        record = Record(last, self._encoder.encode(last), revision)
        change = Change(revision, "DELETED", resource, record, before.obj)
        with self._transaction():
            self._database.execute(
                "DELETE FROM objects WHERE resource = ? AND namespace = ? AND name = ?",
                (resource, namespace or "", name),
            )
            self._log(change, before)
        del space[name]
        self._publish(change, before)
        return record

    def since(self, resource: str, revision: int) -> Sequence[Change]:
        """The changes of a resource after ``revision``. Raises Expired when they are no longer all kept."""
        if revision < self._compacted:
            raise Expired(f"too old resource version: {revision} ({self._compacted})")
        start = bisect_right(self._kept, revision, key=lambda kept: kept.revision)
        return [kept.change() for kept in islice(self._kept, start, None) if kept.resource == resource]

    def subscribe(self, resource: str, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call ``listener`` after every change of a resource; the returned function ends that."""
        listeners = self._listeners.setdefault(resource, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing: a full disk must not leave half a write open."""
        self._database.execute("BEGIN")
        with self._database:
            yield

    def _log(self, change: Change, before: Record | None) -> None:
        self._database.execute(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?)",
            (change.revision, change.type, change.resource, change.record.body, before.body if before else None),
        )
        if change.revision % COMPACT_EVERY == 0:
            self._database.execute("DELETE FROM changes WHERE revision <= ?", (change.revision - self._history,))

    def _publish(self, change: Change, before: Record | None) -> None:
        self.revision = change.revision
        if len(self._kept) == self._history:
            self._compacted = self._kept[0].revision
        body = before.body if before else None
        self._kept.append(_Kept(change.revision, change.type, change.resource, change.record.body, body))
        for listener in tuple(self._listeners.get(change.resource, ())):
            listener(change)

    def _load(self) -> None:
        for resource, namespace, name, revision, body in self._database.execute("SELECT * FROM objects"):
            record = Record(msgspec.json.decode(body), body, revision)
            self._objects.setdefault(resource, {}).setdefault(namespace, {})[name] = record
            self.revision = max(self.revision, revision)
        newest = "SELECT * FROM changes ORDER BY revision DESC LIMIT ?"
        rows = self._database.execute(newest, (self._history,)).fetchall()
        self._kept.extend(_Kept(*row) for row in reversed(rows))
        if self._kept:
            self.revision = max(self.revision, self._kept[-1].revision)
        self._compacted = self._kept[0].revision - 1 if self._kept else self.revision


def _namespace(record: Record) -> str:
    namespace: str = record.obj["metadata"].get("namespace") or ""
    return namespace


def _name(record: Record) -> str:
    name: str = record.obj["metadata"]["name"]
    return name

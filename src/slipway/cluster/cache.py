"""What the cluster looks like at this moment, kept in memory by one watch per kind.

Lists, statuses and reconcilers read here, never from the API server, so that a page costs the same at ten pods and at
ten thousand. Whoever wants to hear of changes subscribes.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import msgspec
import structlog

from slipway.cluster.client import Cluster
from slipway.cluster.kinds import Kind, Obj
from slipway.cluster.tally import Tally
from slipway.cluster.watch import Watch, Watched
from slipway.errors import Unavailable

log = structlog.get_logger(__name__)

T = TypeVar("T")


class Key(NamedTuple):
    """Which object of a kind."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """An object as it is now, or as it was last when ``gone``; None: whether the cluster is in sight has changed."""

    kind: Kind | None
    obj: Obj
    gone: bool = False
    before: Obj | None = None
    """How the object was known before, when it was."""


Subscriber = Callable[[Change], None]


@dataclass(frozen=True, slots=True)
class KindState:
    """How it stands with one kind."""

    kind: Kind
    objects: int
    size: int
    """Bytes of the kept objects as JSON; as Python objects they take several times as much."""
    in_sight: bool
    tally: Tally


@dataclass(slots=True)
class _Shelf:
    """All objects of one kind, and sets of their keys by index values."""

    watched: Watched
    objects: dict[Key, Obj] = field(default_factory=dict)
    sizes: dict[Key, int] = field(default_factory=dict)
    size: int = 0
    index: dict[tuple[str, str], set[Key]] = field(default_factory=lambda: defaultdict(set))
    derived: dict[tuple[str, str], dict[Callable[[list[Obj]], Any], Any]] = field(default_factory=dict)
    """What was reckoned from all objects of an index value; forgotten when one of them changes."""
    listed: bool = False
    seen: bool = False
    missing: set[Key] = field(default_factory=set)
    """What was on no page yet of the list that is being taken."""
    tally: Tally = field(default_factory=Tally)

    def put(self, key: Key, obj: Obj) -> None:
        self.drop(key)
        self.replace(key, obj)
        for entry in self._entries(obj):
            self.index[entry].add(key)
            self.derived.pop(entry, None)

    def replace(self, key: Key, obj: Obj) -> None:
        """Keep a newer state that has the same places in the indexes."""
        self.objects[key] = obj
        self.size -= self.sizes.get(key, 0)
        # A trim may keep what it has read out of an object in a form of its own.
        self.sizes[key] = len(msgspec.json.encode(obj, enc_hook=repr))
        self.size += self.sizes[key]

    def drop(self, key: Key) -> Obj | None:
        old = self.objects.pop(key, None)
        if old is not None:
            self.size -= self.sizes.pop(key)
            for entry in self._entries(old):
                self.index[entry].discard(key)
                self.derived.pop(entry, None)
                if not self.index[entry]:
                    del self.index[entry]
        return old

    def _entries(self, obj: Obj) -> Iterator[tuple[str, str]]:
        for name, value_of in self.watched.indexes:
            value = value_of(obj)
            if value is not None:
                yield name, value


class WatchCache:
    """The cache. ``start`` returns at once; until ``synced`` it may lack objects."""

    name = "watch cache"

    def __init__(self, cluster: Cluster, watched: Sequence[Watched]) -> None:
        self._cluster = cluster
        self._shelves = {each.kind: _Shelf(each) for each in watched}
        self._subscribers: list[Subscriber] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._synced = asyncio.Event()
        self._began = time.monotonic()
        self._sync_seconds: float | None = None

    async def start(self) -> None:
        """Begin to follow the cluster."""
        self._began = time.monotonic()
        for kind, shelf in self._shelves.items():
            watch = Watch(self._cluster, shelf.watched, self, shelf.tally)
            self._tasks.append(asyncio.create_task(watch.run(), name=f"watch {kind.plural}"))

    async def stop(self) -> None:
        """Stop following; what is known stays."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    @property
    def synced(self) -> bool:
        """Whether everything was listed at least once."""
        return self._synced.is_set()

    def require_synced(self) -> None:
        """Raise Unavailable as long as what is known may lack objects."""
        if not self.synced:
            raise Unavailable("cluster.unavailable", {"reason": "the cluster has not been seen yet"})

    @property
    def in_sight(self) -> bool:
        """Whether the cluster answered lately: false means that what is known may be old."""
        return all(shelf.seen for shelf in self._shelves.values())

    @property
    def sync_seconds(self) -> float | None:
        """How long it took from the start until everything was listed; None before."""
        return self._sync_seconds

    def kinds(self) -> list[KindState]:
        """Tell how it stands with each kind."""
        return [
            KindState(kind, len(each.objects), each.size, each.seen, each.tally) for kind, each in self._shelves.items()
        ]

    async def wait_synced(self) -> None:
        """Wait until everything was listed at least once."""
        await self._synced.wait()

    def get(self, kind: Kind, namespace: str, name: str) -> Obj | None:
        """Return one object; ``namespace`` is empty for kinds without."""
        return self._shelves[kind].objects.get(Key(namespace, name))

    def all(self, kind: Kind) -> list[Obj]:
        """Return all objects of a kind."""
        return list(self._shelves[kind].objects.values())

    def find(self, kind: Kind, index: str, value: str) -> list[Obj]:
        """Return the objects whose ``index`` has that value, by name."""
        shelf = self._shelves[kind]
        return [shelf.objects[key] for key in sorted(shelf.index.get((index, value), ()))]

    def derive(self, kind: Kind, index: str, value: str, reckon: Callable[[list[Obj]], T]) -> T:
        """Return what ``reckon`` makes of the objects that ``find`` gives, reckoned anew only after one has changed.

        ``reckon`` is a plain function of the objects alone. Nobody may change what it returns.
        """
        shelf = self._shelves[kind]
        if (index, value) not in shelf.index:
            return reckon([])
        known = shelf.derived.setdefault((index, value), {})
        if reckon not in known:
            known[reckon] = reckon(self.find(kind, index, value))
        found: T = known[reckon]
        return found

    def values(self, kind: Kind, index: str) -> set[str]:
        """Return all values that an index has."""
        return {value for name, value in self._shelves[kind].index if name == index}

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call ``subscriber`` with every change, until the returned function is called. It must not block or raise."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def listed(self, watched: Watched, objects: Sequence[Obj], *, first: bool = True, last: bool = True) -> None:
        """Take a list, or a page of it: what is on no page is gone."""
        shelf = self._shelves[watched.kind]
        if first:
            shelf.missing = set(shelf.objects)
        for obj in objects:
            shelf.missing.discard(_key(obj))
            self._put(shelf, obj)
        if not last:
            return
        for key in shelf.missing:
            self._drop(shelf, key)
        shelf.missing, shelf.listed = set(), True
        if not self.synced and all(each.listed for each in self._shelves.values()):
            self._synced.set()
            self._sync_seconds = time.monotonic() - self._began
            self._tell(Change(None, {}))

    def changed(self, watched: Watched, change: str, obj: Obj) -> None:
        """Take one change."""
        shelf = self._shelves[watched.kind]
        if change == "DELETED":
            self._drop(shelf, _key(obj))
        else:
            self._put(shelf, obj)

    def seen(self, watched: Watched, *, seen: bool) -> None:
        """Note whether the cluster answers for this kind."""
        before = self.in_sight
        self._shelves[watched.kind].seen = seen
        if self.in_sight != before:
            log.info("the cluster is in sight" if self.in_sight else "the cluster is out of sight")
            self._tell(Change(None, {}))

    def _put(self, shelf: _Shelf, obj: Obj) -> None:
        key = _key(obj)
        known = shelf.objects.get(key)
        if known is not None and _revision(known) == _revision(obj):
            return
        kept = shelf.watched.trim(obj)
        if kept is None:
            self._drop(shelf, key)
            return
        if known is not None and _same(known, kept):
            shelf.replace(key, kept)
            return
        shelf.put(key, kept)
        self._tell(Change(shelf.watched.kind, kept, before=known))

    def _drop(self, shelf: _Shelf, key: Key) -> None:
        old = shelf.drop(key)
        if old is not None:
            self._tell(Change(shelf.watched.kind, old, gone=True, before=old))

    def _tell(self, change: Change) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(change)


def _key(obj: Obj) -> Key:
    metadata = obj["metadata"]
    return Key(metadata.get("namespace", ""), metadata["name"])


def _same(known: Obj, kept: Obj) -> bool:
    """Tell whether only what nobody reads has changed, such as the heartbeat of a host: nobody has to hear of that."""
    metadata = {**known["metadata"], "resourceVersion": kept["metadata"].get("resourceVersion")}
    return {**known, "metadata": metadata} == kept


def _revision(obj: Obj) -> str:
    return str(obj["metadata"].get("resourceVersion", ""))

"""Follow all objects of one kind: list once, then watch from there, for as long as the process runs.

Watches end, servers restart, old revisions are forgotten (410). This module hides all of that from ``cache.py``, which
only hears of lists, changes, and of whether the cluster is in sight.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

import msgspec
import structlog

from slipway.cluster.client import Cluster, selectors
from slipway.cluster.failures import Expired, refusal
from slipway.cluster.kinds import Kind, Obj
from slipway.cluster.tally import Tally
from slipway.errors import NotFound, SlipwayError, Unavailable

log = structlog.get_logger(__name__)

WATCH_SECONDS = 240
SILENCE_SECONDS = WATCH_SECONDS + 30.0
RELIST_SECONDS = 900.0
FIRST_DELAY, LONGEST_DELAY = 0.2, 5.0
NOT_SERVED_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Watched:
    """What to follow: a kind, narrowed by selectors; ``trim`` drops what nobody reads, None drops the object."""

    kind: Kind
    labels: str = ""
    fields: str = ""
    trim: Callable[[Obj], Obj | None] = lambda obj: obj
    indexes: tuple[tuple[str, Callable[[Obj], str | None]], ...] = ()


class Keeper(Protocol):
    """Who is told."""

    def listed(self, watched: Watched, objects: Sequence[Obj], *, first: bool = True, last: bool = True) -> None:
        """These are all objects now; or one page of them, of which ``last`` completes the list."""
        ...

    def changed(self, watched: Watched, change: str, obj: Obj) -> None:
        """One object was ADDED, MODIFIED or DELETED."""
        ...

    def seen(self, watched: Watched, *, seen: bool) -> None:
        """The cluster answers, or no longer does."""
        ...


class Watch:
    """The endless following of one kind."""

    def __init__(self, cluster: Cluster, watched: Watched, keeper: Keeper, tally: Tally) -> None:
        self._cluster = cluster
        self._watched = watched
        self._keeper = keeper
        self._tally = tally
        self._revision: str | None = None
        self._listed_at = 0.0
        self._answered = False

    async def run(self) -> None:
        """Follow until cancelled."""
        delay = FIRST_DELAY
        while True:
            self._answered = False
            try:
                await self._round()
            except Expired:
                self._revision = None
            except NotFound:
                self._not_served()
                await asyncio.sleep(NOT_SERVED_SECONDS)
                continue
            except SlipwayError as error:
                self._tally.breaks += 1
                if not self._answered:
                    self._keeper.seen(self._watched, seen=False)
                log.debug("watch broke", kind=self._watched.kind.name, reason=error.params.get("reason"))
                if not isinstance(error, Unavailable):
                    self._revision = None
            except Exception:  # a mistake of ours must not blind the platform for ever
                log.exception("watch failed", kind=self._watched.kind.name)
                self._revision = None
            # Also after an ordinary end, lest a server that ends every watch at once keeps us both busy.
            delay = FIRST_DELAY if self._answered else min(delay * 2, LONGEST_DELAY)
            await asyncio.sleep(delay * random.uniform(0.75, 1.25))  # noqa: S311 - spreads load, hides nothing

    def _not_served(self) -> None:
        """A cluster without this kind (a custom resource that is not installed) has no objects of it."""
        self._revision = None
        self._tally.heard()
        self._keeper.listed(self._watched, [])
        self._keeper.seen(self._watched, seen=True)

    async def _round(self) -> None:
        """List when needed, then watch until the server ends it."""
        if self._revision is not None and time.monotonic() - self._listed_at <= RELIST_SECONDS:
            await self._watch(self._revision, resumed=True)
        else:
            await self._watch(await self._list(), resumed=False)

    async def _list(self) -> str:
        """List page by page, so that never more than one page is in memory as the cluster sends it."""
        self._revision = None  # half a list is newer than the revision before it
        watched, first, revision = self._watched, True, ""
        found = self._cluster.pages(watched.kind, labels=watched.labels, fields=watched.fields)
        async with aclosing(found) as pages:
            async for page in pages:
                self._tally.heard()
                self._keeper.listed(watched, page.items, first=first, last=page.last)
                first, revision = False, page.revision
        self._tally.lists += 1
        self._revision, self._listed_at = revision, time.monotonic()
        return revision

    async def _watch(self, revision: str, *, resumed: bool) -> None:
        watched = self._watched
        params = {
            "watch": "true",
            "resourceVersion": revision,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": str(WATCH_SECONDS),
            **selectors(watched.labels, watched.fields),
        }
        async with self._cluster.stream(watched.kind.path(), params, SILENCE_SECONDS) as pieces:
            self._answered = True
            self._tally.resumes += resumed
            self._tally.heard()
            self._keeper.seen(watched, seen=True)
            async with aclosing(_lines(pieces)) as lines:
                async for line in lines:
                    self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            event: Obj = msgspec.json.decode(line, type=dict)
        except msgspec.DecodeError as error:
            raise Unavailable("cluster.unavailable", {"reason": f"broken watch: {error}"}) from error
        change, obj = event["type"], event["object"]
        if change == "ERROR":
            raise refusal(int(obj.get("code") or 500), msgspec.json.encode(obj))
        self._revision = obj["metadata"]["resourceVersion"]
        self._tally.heard()
        if change != "BOOKMARK":
            self._tally.changed(change, obj)
            self._keeper.changed(self._watched, change, obj)


async def _lines(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Cut a stream at line ends. An unfinished last line is dropped: its object comes again."""
    parts: list[bytes] = []
    async for piece in pieces:
        head, *rest = piece.split(b"\n")
        parts.append(head)
        for tail in rest:
            line = b"".join(parts)
            parts = [tail]
            if line:
                yield line


async def changes(cluster: Cluster, kind: Kind, revision: str) -> AsyncGenerator[Obj, None]:
    """Yield what is made or changed after a revision, until the server ends the watch."""
    params = {"watch": "true", "resourceVersion": revision, "timeoutSeconds": str(WATCH_SECONDS)}
    async with cluster.stream(kind.path(), params, SILENCE_SECONDS) as pieces, aclosing(_lines(pieces)) as lines:
        async for line in lines:
            event: Obj = msgspec.json.decode(line, type=dict)
            if event["type"] == "ERROR":
                raise refusal(int(event["object"].get("code") or 500), msgspec.json.encode(event["object"]))
            if event["type"] in ("ADDED", "MODIFIED"):
                yield event["object"]

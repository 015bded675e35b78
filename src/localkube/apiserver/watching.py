"""Watches: changes after a revision as a stream of JSON lines.

Source: "Kubernetes API Concepts", Efficient detection of changes.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web

from localkube.apiserver import custom, versions
from localkube.apiserver.registry import Registry
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError, BadRequest, Expired, RequestTimeout
from localkube.objects.kinds import Kind
from localkube.objects.selectors import match_fields, match_labels
from localkube.store import Change, Record

BOOKMARK_SECONDS = 50.0
_LONGEST_SECONDS = 86400.0

Line = Callable[[str, Record], bytes]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a watch is about. ``name`` empty: objects of any name."""

    namespace: str | None
    labels: str
    fields: str
    name: str = ""

    def wants(self, obj: Obj) -> bool:
        """Does the object pass?"""
        metadata = obj["metadata"]
        return (
            (self.namespace is None or metadata.get("namespace") == self.namespace)
            and (not self.name or metadata["name"] == self.name)
            and (not self.labels or match_labels(self.labels, metadata.get("labels")))
            and (not self.fields or match_fields(self.fields, obj))
        )

    def event(self, change: Change) -> str | None:
        """The event as this watch sees it: an object that begins to pass is ADDED, one that ceases to is DELETED."""
        before = change.previous is not None and self.wants(change.previous)
        if change.type == "DELETED":
            return "DELETED" if before else None
        after = self.wants(change.record.obj)
        if after:
            return "MODIFIED" if before else "ADDED"
        return "DELETED" if before else None


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a watch begins: with all there is or not, and after which revision (0: now).

    ``marks_the_end``: a bookmark tells when all there is has been sent.
    """

    after: int
    with_all: bool
    marks_the_end: bool

    @classmethod
    def of(cls, request: web.Request) -> Beginning:
        """As the request says. Raises BadRequest."""
        after = versions.revision_of(request.query.get("resourceVersion", ""))
        initial = request.query.get("sendInitialEvents")
        if initial is None:
            return cls(after, with_all=not after, marks_the_end=False)
        wanted = initial in ("true", "1")
        return cls(after, with_all=wanted, marks_the_end=wanted)

    @property
    def resumes(self) -> bool:
        """Changes since then are wanted."""
        return bool(self.after) and not self.with_all


class Watch:
    """One watch request."""

    def __init__(self, registry: Registry, kind: Kind, chosen: Filter, line: Line) -> None:
        self._store = registry.store
        self._kinds = registry.kinds
        self._kind = kind
        self._filter = chosen
        self._line = line
        self._queue: asyncio.Queue[Change | None] = asyncio.Queue()
        """None ends the watch."""
        self._sent = registry.store.revision
        """All changes up to this revision are sent, or in what is sent first."""

    async def serve(self, request: web.Request, closing: asyncio.Event) -> web.StreamResponse:
        """Answer until the client goes away, the time asked for is over, or the server closes."""
        wanted = Beginning.of(request)
        seconds = _seconds(request.query.get("timeoutSeconds", ""))
        try:
            versions.check_reached(wanted.after, self._store.revision)
            backlog = self._store.since(self._kind.resource, wanted.after) if wanted.resumes else ()
        except (Expired, RequestTimeout) as error:
            return web.Response(body=_error_line(error), content_type="application/json")
        unsubscribe = self._store.subscribe(self._kind.resource, self._queue.put_nowait)
        forget = self._kinds.subscribe(self._end_when_the_kind_is_another)
        try:
            # No await between reading the backlog and subscribing: nothing is missed and nothing comes twice.
            self._sent = self._store.revision
            everything = self._store.list(self._kind.resource) if wanted.with_all else []
            visible = (custom.seen(self._kind, record) for record in everything)
            initial = [record for record in visible if self._filter.wants(record.obj)]
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            response.enable_chunked_encoding()
            await response.prepare(request)
            if initial:
                await response.write(b"".join(self._line("ADDED", record) for record in initial))
            if backlog:
                await self._send(response, backlog)
            if wanted.marks_the_end:
                await response.write(self._bookmark(initial_end=True))
            await self._follow(request, response, closing, seconds)
        finally:
            unsubscribe()
            forget()
        return response

    def _end_when_the_kind_is_another(self) -> None:
        """Custom kinds change and go: clients begin again with what there is then."""
        if self._kinds.at(self._kind.group, self._kind.version, self._kind.plural) is not self._kind:
            self._queue.put_nowait(None)

    async def _follow(
        self, request: web.Request, response: web.StreamResponse, closing: asyncio.Event, seconds: float
    ) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        bookmarks = request.query.get("allowWatchBookmarks") in ("true", "1")
        closed: asyncio.Task[bool] = asyncio.create_task(closing.wait(), name="closing")
        try:
            while (left := end - loop.time()) > 0 and not closing.is_set():
                changes = await self._next(closed, min(left, BOOKMARK_SECONDS))
                if changes:
                    await self._send(response, [change for change in changes if change is not None])
                    if None in changes:
                        return
                elif bookmarks and not closing.is_set():
                    await response.write(self._bookmark())
        except ConnectionError:
            pass  # the client went away, which ends a watch as well as anything
        finally:
            closed.cancel()

    async def _next(self, closed: asyncio.Task[bool], patience: float) -> list[Change | None]:
        """The changes that have come in; none when there are none for ``patience`` seconds or the server closes."""
        taken = asyncio.create_task(self._queue.get(), name="next change")
        try:
            waiting: set[asyncio.Task[Any]] = {taken, closed}
            await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not taken.done():
                taken.cancel()  # what was put meanwhile stays in the queue
        if not taken.done() or taken.cancelled():
            return []
        changes = [taken.result()]
        while not self._queue.empty():
            changes.append(self._queue.get_nowait())
        return changes

    async def _send(self, response: web.StreamResponse, changes: Sequence[Change]) -> None:
        lines = []
        for change in changes:
            self._sent = change.revision
            visible = custom.seen_change(self._kind, change)
            if event := self._filter.event(visible):
                lines.append(self._line(event, visible.record))
        if lines:
            await response.write(b"".join(lines))

    def _bookmark(self, *, initial_end: bool = False) -> bytes:
        if self._queue.empty():
            self._sent = self._store.revision
        metadata: Obj = {"resourceVersion": str(self._sent), "creationTimestamp": None}
        if initial_end:
            metadata["annotations"] = {"k8s.io/initial-events-end": "true"}
        obj = {"kind": self._kind.kind, "apiVersion": self._kind.api_version, "metadata": metadata}
        return msgspec.json.encode({"type": "BOOKMARK", "object": obj}) + b"\n"


def _seconds(text: str) -> float:
    """How long a watch is to last: between half an hour and an hour when the client does not say. Raises BadRequest."""
    if not text or text == "0":
        return float(random.randint(1800, 3600))  # noqa: S311 - no secret
    if not (text.isascii() and text.isdigit()):
        raise BadRequest(f"invalid timeoutSeconds {text!r}")
    return min(float(text), _LONGEST_SECONDS)


def _error_line(error: ApiError) -> bytes:
    """The ERROR event of a watch that cannot go on."""
    return msgspec.json.encode({"type": "ERROR", "object": error.status()}) + b"\n"

"""Crashes of containers, and the last lines that they wrote, fetched once per crash in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from slipway.applications.status.observed import has_ended, is_ready
from slipway.cluster import POD, Cluster, ContainerRef, Obj, WatchCache, last_lines
from slipway.errors import SlipwayError
from slipway.reconcile import WorkQueue

log = structlog.get_logger(__name__)

LINES = 20
PATIENCE_SECONDS = 3.0
"""How long a crash is kept back in the hope for its last lines."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The last end of a container that should run. ``since`` tells whether and since when it runs again."""

    id: str
    container: str
    code: int
    reason: str
    message: str
    restarts: int
    began: str | None
    since: str | None
    previous: bool


def crash_of(pod: Obj) -> Crash | None:
    """Return the last crash of a pod that is not ready. Pure."""
    if is_ready(pod) or has_ended(pod):
        return None
    status = pod.get("status") or {}
    for each in status.get("containerStatuses") or []:
        state = each.get("state") or {}
        now, before = state.get("terminated"), (each.get("lastState") or {}).get("terminated")
        ended = now or before
        if ended is None:
            continue
        restarts = int(each.get("restartCount") or 0)
        return Crash(
            id=str(ended.get("containerID") or ended.get("finishedAt") or restarts),
            container=str(each["name"]),
            code=int(ended.get("exitCode") or 0),
            reason=str(ended.get("reason") or ""),
            message=str(ended.get("message") or ""),
            restarts=restarts,
            began=ended.get("startedAt"),
            since=(state.get("running") or {}).get("startedAt"),
            previous=now is None,
        )
    return None


@dataclass(slots=True)
class _Kept:
    """What is known of the last crash of a pod; ``lines`` may still be those of the crash before."""

    crash_id: str
    seen_at: float
    fetched: bool = False
    lines: tuple[str, ...] = ()


class CrashLogs:
    """A part that keeps the last lines of crashed containers for as long as their pods are there."""

    name = "crash logs"

    def __init__(self, cluster: Cluster, cache: WatchCache, fetched: Callable[[Obj], None]) -> None:
        self._cluster = cluster
        self._cache = cache
        self._fetched = fetched
        self._queue = WorkQueue(self.name, self._fetch, parallel=4)
        self._kept: dict[str, _Kept] = {}

    async def start(self) -> None:
        """Begin to fetch."""
        await self._queue.start()

    async def stop(self) -> None:
        """Stop; what was fetched stays."""
        await self._queue.stop()

    def look_at(self, pod: Obj, *, gone: bool) -> None:
        """Hear of a pod that has changed."""
        key = _key(pod)
        if gone:
            self._kept.pop(key, None)
            return
        crash = crash_of(pod)
        kept = self._kept.get(key)
        if crash is None or (kept is not None and kept.crash_id == crash.id):
            return
        now = asyncio.get_running_loop().time()
        self._kept[key] = _Kept(crash.id, now, lines=kept.lines if kept else ())
        self._queue.add(key)

    def lines(self, pod: Obj) -> tuple[str, ...] | None:
        """Return the last lines of a pod's last crash; None while they are worth waiting for."""
        kept = self._kept.get(_key(pod))
        if kept is None or kept.fetched or kept.lines:
            return kept.lines if kept else ()
        waited = asyncio.get_running_loop().time() - kept.seen_at
        return None if waited < PATIENCE_SECONDS else ()

    async def _fetch(self, key: str) -> None:
        namespace, _, name = key.partition("/")
        pod, kept = self._cache.get(POD, namespace, name), self._kept.get(key)
        crash = crash_of(pod) if pod is not None else None
        if pod is None or crash is None or kept is None or kept.fetched:
            return
        ref = ContainerRef(namespace, name, crash.container)
        try:
            kept.lines = tuple(await last_lines(self._cluster, ref, LINES, previous=crash.previous))
        except SlipwayError as error:
            log.debug("no log of a crashed container", pod=key, reason=error.params.get("reason"))
        kept.fetched = True
        self._fetched(pod)


def _key(pod: Obj) -> str:
    metadata = pod["metadata"]
    return f"{metadata['namespace']}/{metadata['name']}"

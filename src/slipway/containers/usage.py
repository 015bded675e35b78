"""What containers use at this moment, from the cluster's metrics API.

One reading of the whole cluster serves everybody in the process. It is repeated for as long as somebody asks, and not
made at all while nobody does.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import structlog

from slipway.cluster import POD_METRICS, Cluster, ContainerRef
from slipway.errors import NotFound, SlipwayError, Unavailable
from slipway.quantities import parse
from slipway.reconcile import end

log = structlog.get_logger(__name__)

PERIOD_SECONDS = 15.0
KEPT_SECONDS = 60.0
"""For how long after the last question readings go on."""
FIRST_SECONDS = 1.0
"""How long whoever asks first waits for an answer."""


class Reading(NamedTuple):
    """What a container used when it was measured: cores, bytes, and when that was (RFC 3339)."""

    cpu: float
    memory: int
    at: str


@dataclass(frozen=True, slots=True)
class Readings:
    """All readings of one moment, and why there are none when that is so."""

    found: dict[ContainerRef, Reading]
    problem: SlipwayError | None = None


NONE_YET = Readings({}, Unavailable("container.metrics_pending"))


class LiveUsage:
    """A part that reads what containers use while somebody wants to know."""

    name = "live usage"

    def __init__(self, cluster: Cluster, period: float = PERIOD_SECONDS, kept: float = KEPT_SECONDS) -> None:
        self.readings = NONE_YET
        self._cluster = cluster
        self._period, self._kept = period, kept
        self._asked = 0.0
        self._read = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Nothing to do: the first question begins the readings."""

    async def stop(self) -> None:
        """End the readings."""
        task, self._task = self._task, None
        await end(task)

    async def ask(self) -> Readings:
        """Return the newest readings, and keep them coming for a while."""
        self._asked = asyncio.get_running_loop().time()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._repeat(), name=self.name)
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_SECONDS):
                await self._read.wait()
        return self.readings

    async def _repeat(self) -> None:
        clock = asyncio.get_running_loop().time
        try:
            while clock() - self._asked <= self._kept:
                self.readings = await self._look()
                self._read.set()
                await asyncio.sleep(self._period)
        finally:
            self._read.clear()
            self.readings = NONE_YET

    async def _look(self) -> Readings:
        try:
            answer = await self._cluster.raw(POD_METRICS.path())
            # In a thread: ten thousand pods take a tenth of a second, in which pages are served all the same.
            return Readings(await asyncio.to_thread(readings_of, answer))
        except NotFound:
            return Readings({}, NotFound("container.metrics_absent"))
        except SlipwayError as error:
            reason = str(error.params.get("reason") or error)
            return Readings({}, Unavailable("container.metrics_unavailable", {"reason": reason}))
        except ValueError as error:
            log.warning("the metrics API answers what is none of its answers", problem=repr(error))
            return Readings({}, Unavailable("container.metrics_unavailable", {"reason": repr(error)}))


class _Usage(msgspec.Struct):
    cpu: str
    memory: str


class _Container(msgspec.Struct):
    name: str
    usage: _Usage


class _Metadata(msgspec.Struct):
    name: str
    namespace: str


class _Pod(msgspec.Struct):
    metadata: _Metadata
    timestamp: str
    containers: list[_Container] | None = None


class _PodMetricsList(msgspec.Struct):
    """What is read of ``metrics.k8s.io/v1beta1`` ``PodMetricsList``."""

    items: list[_Pod] | None = None


def readings_of(answer: bytes) -> dict[ContainerRef, Reading]:
    """Read a ``PodMetricsList``. Raises ValueError when it is none. Pure."""
    return {
        ContainerRef(pod.metadata.namespace, pod.metadata.name, each.name): Reading(
            float(parse(each.usage.cpu)), int(parse(each.usage.memory)), pod.timestamp
        )
        for pod in msgspec.json.decode(answer, type=_PodMetricsList).items or []
        for each in pod.containers or []
    }

"""What containers use at this moment, from the cluster's metrics API.

One reading of the whole cluster serves everybody in the process. It is repeated for as long as somebody asks, and not
made at all while nobody does.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import structlog

from slipway.cluster import POD_METRICS, Cluster, ContainerRef, Obj
from slipway.errors import NotFound, SlipwayError, Unavailable
from slipway.quantities import parse

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
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

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
            answer = await self._cluster.request("GET", POD_METRICS.path())
            return Readings(readings_of(answer))
        except NotFound:
            return Readings({}, NotFound("container.metrics_absent"))
        except SlipwayError as error:
            reason = str(error.params.get("reason") or error)
            return Readings({}, Unavailable("container.metrics_unavailable", {"reason": reason}))
        except (KeyError, TypeError, ValueError) as error:
            log.warning("the metrics API answers what is none of its answers", problem=repr(error))
            return Readings({}, Unavailable("container.metrics_unavailable", {"reason": repr(error)}))


def readings_of(answer: Obj) -> dict[ContainerRef, Reading]:
    """Read a ``PodMetricsList``. Pure."""
    found = {}
    for pod in answer.get("items") or []:
        metadata = pod["metadata"]
        for each in pod.get("containers") or []:
            ref = ContainerRef(metadata["namespace"], metadata["name"], each["name"])
            cpu, memory = parse(each["usage"]["cpu"]), parse(each["usage"]["memory"])
            found[ref] = Reading(float(cpu), int(memory), str(pod["timestamp"]))
    return found

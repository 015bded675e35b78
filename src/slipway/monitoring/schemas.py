"""What charts look like over HTTP."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Unit = Literal["cores", "bytes", "bytes_per_second"]


class Metric(StrEnum):
    """What there are charts of."""

    CPU = "cpu"
    MEMORY = "memory"
    NETWORK_RECEIVED = "network_received"
    NETWORK_SENT = "network_sent"
    DISK_READ = "disk_read"
    DISK_WRITTEN = "disk_written"
    DISK_USED = "disk_used"


UNITS: dict[Metric, Unit] = {
    Metric.CPU: "cores",
    Metric.MEMORY: "bytes",
    Metric.NETWORK_RECEIVED: "bytes_per_second",
    Metric.NETWORK_SENT: "bytes_per_second",
    Metric.DISK_READ: "bytes_per_second",
    Metric.DISK_WRITTEN: "bytes_per_second",
    Metric.DISK_USED: "bytes",
}


class ChartRange(StrEnum):
    """How far back."""

    HOUR = "1h"
    QUARTER = "6h"
    DAY = "1d"
    WEEK = "7d"
    MONTH = "30d"


Point = tuple[int, float | None]


class Chart(BaseModel):
    """One quantity over time; ``hosts`` are all hosts together, ``tenant`` all containers of one, ``service`` all
    replicas of one.

    ``points`` are pairs of seconds since 1970 and a value, null where nothing is known. ``of`` tells what was
    measured: the network is that of the whole pod. ``request`` and ``limit`` are what is reserved and the most there
    can be, as it is now; null where there is none.
    """

    metric: Metric
    unit: Unit
    of: Literal["container", "pod", "host", "hosts", "tenant", "service"]
    points: list[Point]
    request: float | None
    limit: float | None


class Charts(BaseModel):
    """All charts of something, with a point for each ``step`` (seconds) from ``start`` to ``end``, both included."""

    range: ChartRange
    start: Annotated[int, Field(description="seconds since 1970")]
    end: Annotated[int, Field(description="seconds since 1970")]
    step: int
    charts: list[Chart]

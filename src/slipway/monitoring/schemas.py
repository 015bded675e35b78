"""What charts look like over HTTP."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from slipway.reasons import Reason

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


class Measure(StrEnum):
    """What is compared of a service and its canary."""

    REQUESTS = "requests"
    ERRORS = "errors"
    LATENCY = "latency"


class Side(BaseModel):
    """How one of both did in the last ``window`` seconds; null where nothing is known.

    ``requests`` are those of a second, as last known. ``errors`` are how many of them, 0 to 1, were answered with a
    status from 500 on. ``latency`` is the mean time, in seconds, until an answer began.
    """

    requests: float | None
    errors: float | None
    latency: float | None


class Comparison(BaseModel):
    """One measure of both over time, in the units of ``Side``; points are as those of charts."""

    measure: Measure
    stable: list[Point]
    canary: list[Point]


class CanaryTraffic(BaseModel):
    """How a service and its canary do since the canary was started, within the last hour: what the gateway counts.

    There is a point for each ``step`` (seconds) from ``start`` to ``end``, both included. ``reason`` tells why there
    are no numbers of the canary, if there are none: ``too_early`` or ``not_counted``.
    """

    start: Annotated[int, Field(description="seconds since 1970")]
    end: Annotated[int, Field(description="seconds since 1970")]
    step: int
    window: int
    stable: Side
    canary: Side
    comparisons: list[Comparison]
    reason: Reason | None


class ServiceTraffic(Side):
    """How the public's requests to a service did in the last minutes, those to its canary among them."""

    service_id: str
    name: str


class ApplicationTraffic(BaseModel):
    """What the gateway counted of an application's public services in the last ``window`` seconds.

    Services without a public address are left out. ``reason`` tells why nothing is known of any of them, if so:
    ``not_counted``.
    """

    window: int
    services: list[ServiceTraffic]
    reason: Reason | None

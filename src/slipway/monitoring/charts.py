"""Put charts together: the queries' answers on the steps of a range, with what is reserved and the most there is."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from slipway.cluster import Obj, Prometheus, Span
from slipway.monitoring.schemas import UNITS, Chart, ChartRange, Charts, Metric, Point
from slipway.quantities import parse

HOUR, DAY = 3600, 24 * 3600
STEPS: Mapping[ChartRange, tuple[int, int]] = {
    ChartRange.HOUR: (HOUR, 15),
    ChartRange.QUARTER: (6 * HOUR, 90),
    ChartRange.DAY: (DAY, 300),
    ChartRange.WEEK: (7 * DAY, 2700),
    ChartRange.MONTH: (30 * DAY, 3 * HOUR),
}
"""How long a range is, and its steps: at most 300 points, which is what a page can show."""
K = TypeVar("K")
V = TypeVar("V")
GRAIN = 15
"""Ranges end at such a moment, so that those who ask at the same time ask the same."""
BOUNDED = {Metric.CPU: "cpu", Metric.MEMORY: "memory", Metric.DISK_USED: "ephemeral-storage"}
POD_WIDE = (Metric.NETWORK_RECEIVED, Metric.NETWORK_SENT)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is reserved and the most there can be, by the cluster's names of resources."""

    requests: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, requests: Obj | None, limits: Obj | None) -> Bounds:
        """Read quantities of the cluster's."""
        return cls(_numbers(requests), _numbers(limits))


def _numbers(amounts: Obj | None) -> dict[str, float]:
    return {name: float(parse(amount)) for name, amount in (amounts or {}).items() if name in BOUNDED.values()}


def span_of(chosen: ChartRange, now: float) -> Span:
    """Return the stretch of time that ends now."""
    length, step = STEPS[chosen]
    end = int(now) // GRAIN * GRAIN
    return Span(end - length, end, step)


async def answers(prometheus: Prometheus, queries: Mapping[K, str], span: Span) -> dict[K, dict[int, float]]:
    """Ask all of it at once; the first failure is that of all. Raises what ``Prometheus.over_time`` raises."""
    return await all_of({key: prometheus.over_time(query, span) for key, query in queries.items()})


async def all_of(questions: Mapping[K, Coroutine[Any, Any, V]]) -> dict[K, V]:
    """Wait for all answers; with the first failure the other questions end, and it is raised."""
    tasks = [asyncio.create_task(question, name="chart") for question in questions.values()]
    try:
        return dict(zip(questions, await asyncio.gather(*tasks), strict=True))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def container_charts(
    chosen: ChartRange, span: Span, found: Mapping[Metric, Mapping[int, float]], bounds: Bounds, since: datetime
) -> Charts:
    """Show a container, with nothing from before ``since``: a namespace of that name may have been another's then."""
    known = _since(found, since)
    charts = [_chart(metric, "pod" if metric in POD_WIDE else "container", span, known, bounds) for metric in found]
    return _all(chosen, span, charts)


def host_charts(chosen: ChartRange, span: Span, found: Mapping[Metric, Mapping[int, float]], bounds: Bounds) -> Charts:
    """Show a host."""
    return _all(chosen, span, [_chart(metric, "host", span, found, bounds) for metric in found])


def hosts_charts(chosen: ChartRange, span: Span, found: Mapping[Metric, Mapping[int, float]], bounds: Bounds) -> Charts:
    """Show all hosts together."""
    return _all(chosen, span, [_chart(metric, "hosts", span, found, bounds) for metric in found])


def tenant_charts(
    chosen: ChartRange, span: Span, found: Mapping[Metric, Mapping[int, float]], since: datetime
) -> Charts:
    """Show all containers of a tenant, with nothing from before it was made: the namespace may have been another's."""
    return _together("tenant", chosen, span, _since(found, since))


def service_charts(
    chosen: ChartRange, span: Span, found: Mapping[Metric, Mapping[int, float]], since: datetime
) -> Charts:
    """Show all replicas of a service, with nothing from before its application was made."""
    return _together("service", chosen, span, _since(found, since))


def _together(of: str, chosen: ChartRange, span: Span, found: Mapping[Metric, Mapping[int, float]]) -> Charts:
    return _all(chosen, span, [_chart(metric, of, span, found, Bounds()) for metric in found])


def _since(found: Mapping[Metric, Mapping[int, float]], since: datetime) -> dict[Metric, dict[int, float]]:
    begin = since.timestamp()
    return {
        metric: {time: value for time, value in values.items() if time >= begin} for metric, values in found.items()
    }


def _all(chosen: ChartRange, span: Span, charts: Iterable[Chart]) -> Charts:
    return Charts(range=chosen, start=span.start, end=span.end, step=span.step, charts=list(charts))


def _chart(metric: Metric, of: str, span: Span, found: Mapping[Metric, Mapping[int, float]], bounds: Bounds) -> Chart:
    bounded = BOUNDED.get(metric, "")
    points: list[Point] = [(time, found[metric].get(time)) for time in span.times()]
    return Chart.model_validate(
        {
            "metric": metric,
            "unit": UNITS[metric],
            "of": of,
            "points": points,
            "request": bounds.requests.get(bounded),
            "limit": bounds.limits.get(bounded),
        }
    )

"""Put a service and its canary side by side, from what a gateway counts. Pure but for the questions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from slipway.cluster import Prometheus, Span
from slipway.messages import Message
from slipway.monitoring.charts import GRAIN, HOUR, answers
from slipway.monitoring.gateways import LEAST_RATE_SECONDS, RATE_SECONDS
from slipway.monitoring.schemas import CanaryTraffic, Comparison, Measure, Point, Side
from slipway.reasons import Reason

STEP = 15
WINDOW = 300
"""The time of which the numbers are that tell how both do now; the rate of requests is the last that is known."""

K = TypeVar("K", int, str)
Known = Mapping[Measure, Mapping[int, float]]

_TEXTS = {
    "too_early": Message(
        "The canary has just begun: its first numbers come within two minutes",
        "金丝雀刚刚启动，两分钟内会显示首批数据",
    ),
    "not_counted": Message(
        "Prometheus has no numbers of the gateway's requests",
        "Prometheus 中没有网关的请求数据",
        "An administrator checks that it collects the gateway's metrics, and that SLIPWAY_GATEWAY_METRICS names who "
        "makes the gateway",
        "请管理员确认 Prometheus 已采集网关指标，且 SLIPWAY_GATEWAY_METRICS 与网关类型一致",
    ),
}


def span_since(since: datetime, now: float) -> Span:
    """Return the time of a canary that was started at ``since``, at most the last hour of it."""
    end = int(now) // GRAIN * GRAIN
    begin = max(int(since.timestamp()) // GRAIN * GRAIN, end - HOUR)
    return Span(min(begin, end), end, STEP)


def rate_seconds(span: Span) -> int:
    """Return over how long rates are taken: of a young canary's, not over a time in which it was not there yet."""
    return max(LEAST_RATE_SECONDS, min(RATE_SECONDS, span.end - span.start))


def steady_from(since: datetime, span: Span) -> int:
    """Return from when on rates are true: those before reach back to where there was no canary, and are too low."""
    return min(int(since.timestamp()) + rate_seconds(span), span.end)


def known_from(moment: int, known: Known) -> Known:
    """Leave out what is from before."""
    return {
        measure: {time: value for time, value in values.items() if time >= moment} for measure, values in known.items()
    }


async def both(
    prometheus: Prometheus, stable: Mapping[Measure, str], canary: Mapping[Measure, str], span: Span
) -> tuple[Known, Known]:
    """Ask for both sides. Raises what ``Prometheus.over_time`` raises."""
    found = await asyncio.gather(answers(prometheus, stable, span), answers(prometheus, canary, span))
    return found[0], found[1]


def compared(span: Span, stable: Known, canary: Known) -> CanaryTraffic:
    """Show both sides. What has no requests has no share of errors, and what is not counted has no numbers at all."""
    return CanaryTraffic(
        start=span.start,
        end=span.end,
        step=span.step,
        window=WINDOW,
        stable=_side(span, stable),
        canary=_side(span, canary),
        comparisons=[
            Comparison(measure=measure, stable=_points(measure, span, stable), canary=_points(measure, span, canary))
            for measure in Measure
        ],
        reason=None if canary.get(Measure.REQUESTS) else _reason("too_early" if _is_young(span) else "not_counted"),
    )


def _is_young(span: Span) -> bool:
    return span.end - span.start < RATE_SECONDS


def not_counted() -> Reason:
    """Say that the gateway's numbers are not there."""
    return _reason("not_counted")


def _reason(code: str) -> Reason:
    text = _TEXTS[code]
    return Reason(code=code, message=text.en, message_zh=text.zh, hint=text.hint, hint_zh=text.hint_zh)


def _points(measure: Measure, span: Span, known: Known) -> list[Point]:
    if measure == Measure.ERRORS:
        return [(time, share_of(known, [time])) for time in span.times()]
    if measure == Measure.LATENCY:  # a moment without requests has no mean, whatever the counters say
        return [(time, latency_of(known, [time])) for time in span.times()]
    return [(time, known.get(measure, {}).get(time)) for time in span.times()]


def _side(span: Span, known: Known) -> Side:
    times = [time for time in span.times() if time > span.end - WINDOW]
    requests = known.get(Measure.REQUESTS, {})
    return Side(
        requests=next((requests[time] for time in reversed(times) if time in requests), None),
        errors=share_of(known, times),
        latency=latency_of(known, times),
    )


def share_of(known: Mapping[Measure, Mapping[K, float]], of: Iterable[K]) -> float | None:
    """Return which part of the requests failed, at some moments or to some services.

    A counter of failures begins with the first one.
    """
    requests, errors = known.get(Measure.REQUESTS, {}), known.get(Measure.ERRORS)
    moments = [time for time in of if time in requests]
    total = sum(requests[time] for time in moments)
    if errors is None or not total:
        return None
    return min(1.0, sum(errors.get(time, 0.0) for time in moments) / total)


def latency_of(known: Mapping[Measure, Mapping[K, float]], of: Iterable[K]) -> float | None:
    """Return the mean, of some moments or services; those with many requests count for more."""
    requests, latency = known.get(Measure.REQUESTS, {}), known.get(Measure.LATENCY, {})
    weighed = [(requests.get(time, 0.0), latency[time]) for time in of if time in latency]
    total = sum(weight for weight, _ in weighed)
    return sum(weight * seconds for weight, seconds in weighed) / total if total else None

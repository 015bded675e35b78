"""From what pods use to how many there should be. Pure; fractions are exact, so 110 % is not a bit more than that."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from localkube.controllers.autoscaling.errors import MetricError
from localkube.controllers.autoscaling.survey import Survey

NONE_READY = "did not receive metrics for targeted pods (pods might be unready)"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """By how much the ratio of used to wanted may differ from 1 before anything is done."""

    down: Fraction
    up: Fraction

    def covers(self, ratio: Fraction) -> bool:
        """Whether the difference is not worth a change."""
        return 1 - self.down <= ratio <= 1 + self.up


@dataclass(frozen=True, slots=True)
class Proposal:
    """``utilization`` in percent of the requests, None where it was not asked for; ``average`` in thousandths."""

    replicas: int
    average: int
    utilization: int | None = None


def by_utilization(
    current: int, found: Survey, requests: Mapping[str, int], percent: int, tolerance: Tolerance
) -> Proposal:
    """Have the pods use ``percent`` of what they request. Raises MetricError when no pod's sample counts."""
    _require(found)

    def utilization(usage: Mapping[str, int]) -> int:
        known = [name for name in usage if name in requests]
        requested = sum(requests[name] for name in known)
        if not requested:
            raise MetricError("no metrics returned matched known pods")
        return sum(usage[name] for name in known) * 100 // requested

    def ratio(usage: Mapping[str, int]) -> Fraction:
        return Fraction(utilization(usage), percent)

    busy = {name: requests.get(name, 0) * max(100, percent) // 100 for name in found.missing}
    replicas = _replicas(current, found, ratio, busy, tolerance)
    return Proposal(replicas, _average(found.usage), utilization(found.usage))


def by_average(current: int, found: Survey, wanted: int, tolerance: Tolerance) -> Proposal:
    """Have the pods use ``wanted`` (in thousandths) each. Raises MetricError when no pod's sample counts."""
    _require(found)

    def ratio(usage: Mapping[str, int]) -> Fraction:
        return Fraction(_average(usage), wanted)

    replicas = _replicas(current, found, ratio, dict.fromkeys(found.missing, wanted), tolerance)
    return Proposal(replicas, _average(found.usage))


def _require(found: Survey) -> None:
    if not found.usage:
        raise MetricError(NONE_READY)


def _average(usage: Mapping[str, int]) -> int:
    return sum(usage.values()) // len(usage)


def _replicas(
    current: int,
    found: Survey,
    ratio_of: Callable[[Mapping[str, int]], Fraction],
    busy: Mapping[str, int],
    tolerance: Tolerance,
) -> int:
    """``busy``: what pods without a sample use at most. They and starting pods only ever dampen a change."""
    ratio = ratio_of(found.usage)
    usage = dict(found.usage)
    if found.missing:
        usage |= busy if ratio < 1 else dict.fromkeys(found.missing, 0)
    if ratio > 1:
        usage |= dict.fromkeys(found.unready, 0)
    if len(usage) > len(found.usage):
        dampened = ratio_of(usage)
        if (dampened - 1) * (ratio - 1) <= 0:
            return current
        ratio = dampened
    if tolerance.covers(ratio):
        return current
    wanted = math.ceil(ratio * len(usage))
    # More or fewer pods may have been counted than are wanted now: the direction is the load's alone.
    return max(wanted, current) if ratio > 1 else min(wanted, current)

"""How quickly a proposal is followed: stabilization windows and policies. Pure.

An autoscaler without ``behavior`` follows the default rules that the API reference documents.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from localkube.controllers.autoscaling.proposal import Tolerance
from localkube.objects.access import Obj
from localkube.objects.defaults.autoscaling import with_default_rules
from localkube.objects.quantity import parse


@dataclass(frozen=True, slots=True)
class Policy:
    """At most ``value`` pods or percent in a period."""

    percent: bool
    value: int
    period: timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """Of one direction. ``select``: Max, Min or Disabled."""

    window: timedelta
    select: str
    policies: tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class Behavior:
    """The rules of both directions, and the bounds."""

    up: Rules
    down: Rules
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A number at a time: of replicas that were proposed, or by which they were changed."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """``changed``: whether something else comes out than went in; ``reason`` and ``message`` as in conditions."""

    replicas: int
    changed: bool
    reason: str
    message: str


def behavior_of(spec: Obj, window: timedelta) -> Behavior:
    """``window``: how long to wait before scaling down where the autoscaler does not say so."""
    given = with_default_rules(spec.get("behavior") or {})
    up, down = _rules(given["scaleUp"], timedelta(0)), _rules(given["scaleDown"], window)
    return Behavior(up, down, spec.get("minReplicas", 1), spec["maxReplicas"])


def tolerance_of(spec: Obj, usual: Fraction) -> Tolerance:
    """``usual``: what holds where the autoscaler does not say so."""
    given = spec.get("behavior") or {}
    told = [(given.get(direction) or {}).get("tolerance") for direction in ("scaleDown", "scaleUp")]
    down, up = (usual if text is None else Fraction(parse(text)) for text in told)
    return Tolerance(down, up)


def stabilize(current: int, desired: int, behavior: Behavior, recommended: Iterable[Moment], now: datetime) -> Verdict:
    """Up only as far as was recommended all through the one window, down only so through the other."""
    recent = tuple(recommended)
    lowest = min([desired, *_within(recent, behavior.up.window, now)])
    highest = max([desired, *_within(recent, behavior.down.window, now)])
    replicas = min(max(current, lowest), highest)
    if replicas == desired:
        return Verdict(replicas, False, "ReadyForNewScale", "recommended size matches current size")
    if desired >= current:
        message = "recent recommendations were lower than current one, applying the lowest recent recommendation"
        return Verdict(replicas, True, "ScaleUpStabilized", message)
    message = "recent recommendations were higher than current one, applying the highest recent recommendation"
    return Verdict(replicas, True, "ScaleDownStabilized", message)


def limit(current: int, desired: int, behavior: Behavior, changes: Sequence[Moment], now: datetime) -> Verdict:
    """No quicker than the policies allow, and never beyond the bounds."""
    if desired > current:
        rate = max(current, _furthest(current, behavior.up, changes, now, up=True))
        if desired > min(rate, behavior.most):
            return _too_fast("increasing", rate) if rate < behavior.most else _too_many(behavior.most)
    elif desired < current:
        rate = min(current, _furthest(current, behavior.down, changes, now, up=False))
        if desired < max(rate, behavior.least):
            return _too_fast("decreasing", rate) if rate > behavior.least else _too_few(behavior.least)
    return Verdict(desired, False, "DesiredWithinRange", "the desired count is within the acceptable range")


def longest_window(behavior: Behavior) -> timedelta:
    """How long recommendations are of use."""
    return max(behavior.up.window, behavior.down.window)


def longest_period(behavior: Behavior) -> timedelta:
    """How long changes are of use."""
    return max(policy.period for rules in (behavior.up, behavior.down) for policy in rules.policies)


def _rules(rules: Obj, window: timedelta) -> Rules:
    told = rules.get("stabilizationWindowSeconds")
    policies = tuple(
        Policy(each["type"] == "Percent", each["value"], timedelta(seconds=each["periodSeconds"]))
        for each in rules["policies"]
    )
    return Rules(window if told is None else timedelta(seconds=told), rules["selectPolicy"], policies)


def _within(moments: Iterable[Moment], span: timedelta, now: datetime) -> list[int]:
    return [moment.number for moment in moments if moment.at > now - span]


def _furthest(current: int, rules: Rules, changes: Sequence[Moment], now: datetime, *, up: bool) -> int:
    """Where the policies let the replicas go now, from where each one's period began."""
    if rules.select == "Disabled":
        return current
    reached = []
    for policy in rules.policies:
        start = current - sum(_within(changes, policy.period, now))
        by = policy.value if up else -policy.value
        reached.append(_scaled(start, by, up=up) if policy.percent else start + by)
    return max(reached) if up is (rules.select == "Max") else min(reached)


def _scaled(start: int, percent: int, *, up: bool) -> int:
    exact = Fraction(start * (100 + percent), 100)
    return math.ceil(exact) if up else math.floor(exact)


def _too_fast(how: str, rate: int) -> Verdict:
    reason = "ScaleUpLimit" if how == "increasing" else "ScaleDownLimit"
    return Verdict(rate, True, reason, f"the desired replica count is {how} faster than the maximum scale rate")


def _too_many(most: int) -> Verdict:
    return Verdict(most, True, "TooManyReplicas", "the desired replica count is more than the maximum replica count")


def _too_few(least: int) -> Verdict:
    return Verdict(least, True, "TooFewReplicas", "the desired replica count is less than the minimum replica count")

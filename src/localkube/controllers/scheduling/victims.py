"""Which pods go so that one of higher priority can run, and on which node. Pure.

Source: "Pod Priority and Preemption" in the Kubernetes documentation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from localkube.controllers import pods
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.objects.priority import NEVER, priority_of
from localkube.objects.selectors import match_selector

REASON = "PreemptionByScheduler"

_OFFSET = 2**31 + 1
"""Makes every priority count as a positive number, so that of two sums the one of fewer victims is smaller."""


class Trial(Protocol):
    """One node, from which pods are taken for a try."""

    def take(self, pod: Obj) -> None:
        """As if the pod were gone."""

    def restore(self, pod: Obj) -> None:
        """As if it had never been gone."""

    def fits(self) -> bool:
        """Whether the pod of higher priority could run there now."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What it would take to make room on one node. ``violations``: victims that a disruption budget protects."""

    node: str
    victims: tuple[Obj, ...]
    violations: int = 0


def never_displaces(pod: Obj) -> bool:
    """The pod waits for room and makes none."""
    return bool(pod["spec"].get("preemptionPolicy") == NEVER)


def lower(pod: Obj, residents: Iterable[Obj]) -> list[Obj]:
    """Those that may have to go for the pod."""
    own = priority_of(pod)
    return [other for other in residents if priority_of(other) < own]


def awaited(pod: Obj, residents: Iterable[Obj]) -> bool:
    """Whether pods are on their way out for the sake of such a pod already."""
    return any(pods.is_terminating(other) and _was_displaced(other) for other in lower(pod, residents))


def candidate(pod: Obj, node: str, residents: Iterable[Obj], budgets: Sequence[Obj], trial: Trial) -> Candidate | None:
    """The fewest of the least important pods of a node that have to go; None when even all of them do not help."""
    possible = sorted(lower(pod, residents), key=_importance)
    for other in possible:
        trial.take(other)
    if not possible or not trial.fits():
        return None
    protected = violating(possible, budgets)
    victims: list[Obj] = []
    violations = 0
    for other in sorted(possible, key=lambda each: each["metadata"]["uid"] not in protected):  # protected ones first
        trial.restore(other)
        if not trial.fits():
            trial.take(other)
            victims.append(other)
            violations += other["metadata"]["uid"] in protected
    return Candidate(node, tuple(sorted(victims, key=_importance)), violations)


def violating(chosen: Iterable[Obj], budgets: Sequence[Obj]) -> set[str]:
    """The uids of those whose end would break a disruption budget, were all of them to go in this order."""
    left = [(budget.get("status") or {}).get("disruptionsAllowed", 0) for budget in budgets]
    found: set[str] = set()
    for pod in chosen:
        metadata = pod["metadata"]
        for position, budget in enumerate(budgets):
            if budget["metadata"]["namespace"] != metadata["namespace"] or not _protects(budget, pod):
                continue
            left[position] -= 1
            if left[position] < 0:
                found.add(metadata["uid"])
    return found


def best_candidate(candidates: Iterable[Candidate]) -> Candidate | None:
    """Where the least is lost."""
    return min(candidates, key=_loss, default=None)


def _loss(found: Candidate) -> tuple[object, ...]:
    priorities = [priority_of(victim) for victim in found.victims]
    highest = max(priorities, default=-_OFFSET)
    started = min((_started(v) for v in found.victims if priority_of(v) == highest), default="")
    return (
        found.violations,
        highest,
        sum(priority + _OFFSET for priority in priorities),
        len(priorities),
        _Latest(started),
        found.node,
    )


@dataclass(frozen=True, slots=True)
class _Latest:
    """Of two times the later one is smaller: what has run for a shorter time is the smaller loss."""

    time: str

    def __lt__(self, other: _Latest) -> bool:
        return self.time > other.time


def _importance(pod: Obj) -> tuple[object, ...]:
    """The most important first. What ends anyway matters least; of equals, what has run for longer matters more."""
    return pods.is_terminating(pod), -priority_of(pod), _started(pod), pod["metadata"]["name"]


def _started(pod: Obj) -> str:
    told: str = (pod.get("status") or {}).get("startTime") or pod["metadata"]["creationTimestamp"]
    return told


def _was_displaced(pod: Obj) -> bool:
    target = condition(pod, "DisruptionTarget")
    return target is not None and target.get("status") == "True" and target.get("reason") == REASON


def _protects(budget: Obj, pod: Obj) -> bool:
    metadata = pod["metadata"]
    if pods.is_terminating(pod) or metadata["name"] in ((budget.get("status") or {}).get("disruptedPods") or {}):
        return False
    selector, labels = budget["spec"].get("selector"), metadata.get("labels")
    return bool(labels) and match_selector(selector, labels)

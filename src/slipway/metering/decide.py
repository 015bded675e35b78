"""What a look changes: compare what is open with what is observed. Pure.

The rules, also in ``docs/metering.md``: what the cluster tells of starts and ends counts, to the second, but never a
time to come. What vanished while somebody looked ended at that moment; what vanished while nobody looked (the platform
was down, the cluster out of sight) counts until it was last seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from slipway.metering.observed import Observed, Subject

DAY = 86_400
LOOKED_AWAY_SECONDS = 120
"""Looks further apart than this leave a time that nobody saw."""


@dataclass(frozen=True, slots=True)
class Open:
    """An interval that has no end yet: its row, and where that row starts."""

    row: int
    subject: Subject
    since: int


@dataclass(frozen=True, slots=True)
class Look:
    """The time of this look, and of the last one (None: this is the first of all)."""

    now: int
    seen: int | None

    @property
    def last(self) -> int:
        """When what is gone, and does not tell since when, was there for the last time."""
        looked_away = self.seen is not None and self.now - self.seen > LOOKED_AWAY_SECONDS
        return self.seen if looked_away and self.seen is not None else self.now


@dataclass(slots=True)
class Changes:
    """What is to be written. Everything in ``began`` is to be checked against what is recorded of its key already."""

    began: list[tuple[str, Subject, int]] = field(default_factory=list)
    passed: list[tuple[str, Subject, int, int]] = field(default_factory=list)
    """Began and ended since the last look."""
    ended: list[tuple[str, int]] = field(default_factory=list)


def decide(opened: Mapping[str, Open], observed: Sequence[Observed], look: Look) -> Changes:
    """Compare."""
    changes = Changes()
    present = set()
    for each in observed:
        present.add(each.key)
        known = opened.get(each.key)
        if each.over:
            _over(changes, each, known, look)
        elif known is None:
            changes.began.append((each.key, each.subject, _start(each, look)))
        elif known.subject.identity != each.subject.identity:
            changes.ended.append((each.key, look.now))
            changes.began.append((each.key, each.subject, look.now))
    changes.ended += [(key, look.last) for key in opened if key not in present]
    return changes


def _over(changes: Changes, each: Observed, known: Open | None, look: Look) -> None:
    """Something that has ended, and says when or does not."""
    if known is not None:
        changes.ended.append((each.key, _end(each, look)))
    elif each.started is not None and each.ended is not None:
        start = _start(each, look)
        if (end := min(each.ended, look.now)) > start:
            changes.passed.append((each.key, each.subject, start, end))


def _start(each: Observed, look: Look) -> int:
    return look.now if each.started is None else min(each.started, look.now)


def _end(each: Observed, look: Look) -> int:
    return look.last if each.ended is None else min(each.ended, look.now)


def days(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a time at midnights."""
    while start < end:
        cut = min(end, (start // DAY + 1) * DAY)
        yield start, cut
        start = cut

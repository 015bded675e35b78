"""Cron schedules: when a cron job is due. Pure.

Five fields (minute, hour, day of month, month, day of week) with lists, ranges, steps and English names, or one of
``@yearly``, ``@monthly``, ``@weekly``, ``@daily``, ``@hourly`` and ``@every 1h30m``. When both days are restricted,
either of them is enough.
Source: "Schedule syntax" of CronJob in the Kubernetes documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of month", 1, 31, {}),
    ("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    ("day of week", 0, 6, {name: number for number, name in enumerate(_DAYS)}),
)
_NAMED = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_PART = re.compile(r"(?P<all>[*?])?(?:(?P<low>\w+)(?:-(?P<high>\w+))?)?(?:/(?P<step>\d+))?")
_SPAN = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_FARTHEST_YEARS = 5
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class ScheduleError(ValueError):
    """The text is no schedule; the message says which part of it."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The values that each field allows. ``either_day``: both days are restricted. ``every`` replaces all of it."""

    minutes: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    either_day: bool = False
    every: timedelta | None = None

    def after(self, moment: datetime) -> datetime | None:
        """The first time after ``moment``, in its time zone; None when there is none in the next five years."""
        return next(self.times(moment), None)

    def times(self, moment: datetime) -> Iterator[datetime]:
        """All times after ``moment``, in its time zone, in order."""
        if self.every is not None:
            while True:
                moment = moment.replace(microsecond=0) + self.every
                yield moment
        yield from self._times(moment)

    def _times(self, moment: datetime) -> Iterator[datetime]:
        """Walk on the wall clock. An hour that a change of clocks leaves out, or repeats, counts once."""
        zone = moment.tzinfo
        wall = moment.replace(tzinfo=None, second=0, microsecond=0) + _MINUTE
        last = moment
        limit = wall.year + _FARTHEST_YEARS
        while wall.year <= limit:
            if wall.month not in self.months or not self._on_day(wall):
                wall = wall.replace(hour=0, minute=0) + _DAY
                continue
            for hour in sorted(h for h in self.hours if h >= wall.hour):
                first = wall.minute if hour == wall.hour else 0
                for minute in sorted(m for m in self.minutes if m >= first):
                    due = wall.replace(hour=hour, minute=minute, tzinfo=zone)
                    if due.timestamp() > last.timestamp():
                        last = due
                        limit = due.year + _FARTHEST_YEARS
                        yield due
            wall = wall.replace(hour=0, minute=0) + _DAY

    def _on_day(self, wall: datetime) -> bool:
        day, weekday = wall.day in self.days, (wall.weekday() + 1) % 7 in self.weekdays
        return day or weekday if self.either_day else day and weekday


@lru_cache(maxsize=512)
def parse(text: str) -> Schedule:
    """Read a schedule. Raises ScheduleError."""
    if text.startswith("@every "):
        return Schedule(every=_span(text[len("@every ") :]))
    if text.startswith("@"):
        if text not in _NAMED:
            raise ScheduleError(f"unrecognized descriptor: {text}")
        text = _NAMED[text]
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise ScheduleError(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    minutes, hours, days, months, weekdays = (
        _values(field, *bounds) for field, bounds in zip(fields, _FIELDS, strict=True)
    )
    restricted = [not any(part[0] in "*?" for part in field.split(",")) for field in fields]
    return Schedule(minutes, hours, days, months, weekdays, either_day=restricted[2] and restricted[4])


def first(schedule: Schedule, moment: datetime, most: int) -> list[datetime]:
    """The first ``most`` times after ``moment``."""
    return list(islice(schedule.times(moment), most))


def _values(field: str, name: str, least: int, most: int, names: dict[str, int]) -> frozenset[int]:
    values: set[int] = set()
    for part in field.split(","):
        found = _PART.fullmatch(part)
        if not part or found is None or bool(found["all"]) == bool(found["low"]):
            raise ScheduleError(f"failed to parse {name} from {field!r}")
        step = int(found["step"] or 1)
        if found["all"]:
            low, high = least, most
        else:
            low = _number(found["low"], name, names)
            alone = most if found["step"] else low
            high = _number(found["high"], name, names) if found["high"] else alone
        if step == 0:
            raise ScheduleError(f"step of {name} should be a positive number: {part!r}")
        if low < least or high > most:
            raise ScheduleError(f"{name} must be between {least} and {most}: {part!r}")
        if low > high:
            raise ScheduleError(f"beginning of {name} range ({low}) beyond end of range ({high}): {part!r}")
        values.update(range(low, high + 1, step))
    return frozenset(values)


def _number(text: str, name: str, names: dict[str, int]) -> int:
    if text.lower() in names:
        return names[text.lower()]
    if not (text.isascii() and text.isdigit()):
        raise ScheduleError(f"failed to parse {name} from {text!r}")
    return int(text)


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if not text or found is None:
        raise ScheduleError(f"failed to parse duration {text!r}")
    hours, minutes, seconds = (int(amount or 0) for amount in found.groups())
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return max(span, timedelta(seconds=1))

"""Add up intervals: how long each subject was in use within a period.

Intervals do not go over midnight, so what overlaps a period started on its first day or later. What has no end yet is
little: it is read whole, and counts until the last look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from slipway.access import Actor, scope
from slipway.db import Session
from slipway.metering.decide import DAY
from slipway.metering.models import MeteringInterval, MeteringMark, MeteringSubject
from slipway.metering.schemas import UsageFilter

ALL = "all"


@dataclass(frozen=True, slots=True)
class Use:
    """How long a subject was in use, and by how many things."""

    subject: MeteringSubject
    seconds: int
    count: int


@dataclass(frozen=True, slots=True)
class Books:
    """What every period's sum needs, for one actor and filter."""

    mine: Select[*tuple[Any, ...]]
    """The ids of the subjects that the filter finds and the actor may know of."""
    subjects: dict[str, MeteringSubject]
    opened: Sequence[Row[str, int, bool]]
    known: dict[str, int]
    """The time of the last look for each kind of resource."""


async def books_of(session: Session, actor: Actor, wanted: UsageFilter) -> Books:
    """Read what concerns all periods."""

    def narrowed(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return scope(query.where(*_conditions(wanted)), MeteringSubject, actor)

    subjects = await session.scalars(narrowed(select(MeteringSubject)))
    marks = await session.execute(select(MeteringMark.resource, MeteringMark.seen))
    table = MeteringInterval
    opened = await session.execute(select(table.subject_id, table.started, table.first).where(table.ended.is_(None)))
    return Books(
        mine=narrowed(select(MeteringSubject.id)),
        subjects={row.id: row for row in subjects},
        opened=opened.all(),
        known={row.resource: max(row.seen, 0) for row in marks},
    )


async def uses(session: Session, books: Books, since: int, until: int) -> list[Use]:
    """Return the use of every subject within the period."""
    found: dict[str, tuple[int, int]] = {}
    for subject_id, seconds, count in await session.execute(_closed(books, since, until)):
        found[subject_id] = (int(seconds), int(count))
    for row in books.opened:
        if (subject := books.subjects.get(row.subject_id)) is None:
            continue
        end = min(until, books.known.get(subject.resource, 0))
        if end > max(row.started, since):
            seconds, count = found.get(row.subject_id, (0, 0))
            met = row.started <= since or row.first
            found[row.subject_id] = (seconds + end - max(row.started, since), count + met)
    return [Use(books.subjects[key], *found[key]) for key in found if key in books.subjects]


def _closed(books: Books, since: int, until: int) -> Select[*tuple[Any, ...]]:
    """Sum up what lies within the period, and count each thing where it is met first."""
    started, ended = MeteringInterval.started, MeteringInterval.ended
    upper = case((ended > until, until), else_=ended)
    lower = case((started < since, since), else_=started)
    met = or_(and_(MeteringInterval.first, started >= since), started <= since)
    columns = (MeteringInterval.subject_id, func.sum(upper - lower), func.sum(case((met, 1), else_=0)))
    within = (started >= since // DAY * DAY, started < until, ended > since)
    query = select(*columns).where(*within, MeteringInterval.subject_id.in_(books.mine))
    return query.group_by(MeteringInterval.subject_id)


def _conditions(wanted: UsageFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.resource != ALL:
        conditions.append(MeteringSubject.resource == wanted.resource)
    for name in ("tenant_id", "application_id", "service_id", "registry_id"):
        if (value := getattr(wanted, name)) is not None:
            conditions.append(getattr(MeteringSubject, name) == value)
    return conditions

"""Add up intervals: how long each subject was in use within a period.

Intervals do not go over midnight, so what overlaps a period started on its first day or later; what has no end yet is
looked up apart, and counts until the last look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

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


async def uses(
    session: Session,
    actor: Actor,
    wanted: UsageFilter,
    since: int,
    until: int,
    subjects: Mapping[str, MeteringSubject] | None = None,
) -> list[Use]:
    """Return the use of every subject within the period, narrowed to what the actor may know of.

    ``subjects`` are those of the filter, when they have been read before.
    """
    known = await known_until(session)
    interval = MeteringInterval
    within = and_(interval.started >= since // DAY * DAY, interval.started < until, interval.ended > since)
    closed = _summed(interval.ended, since, until).where(within)
    end = case(known, value=MeteringSubject.resource, else_=0) if known else interval.started
    still = and_(interval.ended.is_(None), interval.started < until, end > since)
    opened = _summed(end, since, until).where(still)
    found: dict[str, tuple[int, int]] = {}
    for query in (closed, opened):
        for subject_id, seconds, count in await session.execute(_narrowed(query, actor, wanted)):
            before = found.get(subject_id, (0, 0))
            found[subject_id] = (before[0] + int(seconds), before[1] + int(count))
    subjects = subjects or await subjects_of(session, actor, wanted)
    return [Use(subjects[key], *found[key]) for key in found if key in subjects]


async def known_until(session: Session) -> dict[str, int]:
    """Return the time of the last look for each kind of resource."""
    rows = await session.execute(select(MeteringMark.resource, MeteringMark.seen))
    return {row.resource: max(row.seen, 0) for row in rows}


def _summed(end: Any, since: int, until: int) -> Select[*tuple[Any, ...]]:
    """Sum up what lies within the period, and count each thing where it is met first."""
    started = MeteringInterval.started
    upper = case((end > until, until), else_=end)
    lower = case((started < since, since), else_=started)
    seconds = case((upper > lower, upper - lower), else_=0)
    met = or_(and_(MeteringInterval.first, started >= since), started <= since)
    columns = (MeteringInterval.subject_id, func.sum(seconds), func.sum(case((met, 1), else_=0)))
    query = select(*columns).join(MeteringSubject, MeteringSubject.id == MeteringInterval.subject_id)
    return query.group_by(MeteringInterval.subject_id)


def _narrowed(query: Select[*tuple[Any, ...]], actor: Actor, wanted: UsageFilter) -> Select[*tuple[Any, ...]]:
    return scope(query.where(*_conditions(wanted)), MeteringSubject, actor)


def _conditions(wanted: UsageFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.resource != ALL:
        conditions.append(MeteringSubject.resource == wanted.resource)
    for name in ("tenant_id", "application_id", "service_id"):
        if (value := getattr(wanted, name)) is not None:
            conditions.append(getattr(MeteringSubject, name) == value)
    return conditions


async def subjects_of(session: Session, actor: Actor, wanted: UsageFilter) -> dict[str, MeteringSubject]:
    """Return everything that the filter finds and the actor may know of, by id."""
    rows = await session.scalars(_narrowed(select(MeteringSubject), actor, wanted))
    return {row.id: row for row in rows}

"""Find operations quickly in a log of any length.

A page is read off one index: the one of the most selective condition (``_driver``), in the order of time. All other
conditions are tried on what that index gives, on at most ``WINDOW`` rows; when these do not fill the page, the answer
says how far it has looked and from where to go on. Totals are counted within such a window, too, or up to ``MOST``
where an index is all that it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, and_, case, false, func, or_, select, text, tuple_

from slipway.access import Actor, scope
from slipway.audit.models import Operation
from slipway.audit.record import OK
from slipway.audit.schemas import OperationFilter
from slipway.db import Session
from slipway.errors import Invalid

WINDOW = 3_000
MOST = 10_000
REFUSED = "refused"
_TEXTS = ("actor_name", "action", "object_name", "object_id", "detail", "source")
_BY_SELECTIVITY = ("request_id", "object_id", "actor_id", "tenant_id", "outcome", "action", "object_kind")
_COMMON = (None, "", OK)
"""Values that say nothing: of most rows, or of all that came with no request or had no object."""
_OF_A_TENANT = ("request_id", "object_id", "tenant_id")
"""What a tenant's members are driven by: never by what others have many rows of, which would have to be skipped."""

Condition = Callable[[Any], ColumnElement[bool] | TextClause]
"""Made of a table's or a subquery's columns."""
Position = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One page; ``after`` is the id from which the next one goes on."""

    rows: Sequence[Operation]
    after: str | None
    searched_until: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A filter, divided into what an index answers and what is tried on its rows."""

    actor: Actor
    driving: tuple[Condition, ...]
    trying: tuple[Condition, ...]


def plan_of(actor: Actor, wanted: OperationFilter) -> Plan:
    """Divide the filter, narrowed to what the actor may know of."""
    exact = {name: value for name in _BY_SELECTIVITY if (value := getattr(wanted, name)) is not None}
    if not actor.of_platform:
        exact.setdefault("tenant_id", str(actor.tenant_id))
    order = _BY_SELECTIVITY if actor.of_platform else _OF_A_TENANT
    driver = next((name for name in order if exact.get(name) not in _COMMON), None)
    driving = [_driven(driver, exact[driver])] if driver else []
    if not actor.of_platform and exact["tenant_id"] != actor.tenant_id:
        driving.append(lambda _c: false())
    if wanted.since is not None:
        driving.append(lambda c: c.time >= wanted.since)
    if wanted.until is not None:
        driving.append(lambda c: c.time < wanted.until)
    answered = driver if driver != "outcome" or exact["outcome"] == REFUSED else None
    trying = [_equals(name, value) for name, value in exact.items() if name != answered]
    if wanted.q:
        trying.append(lambda c: or_(*(c[name].icontains(wanted.q, autoescape=True) for name in _TEXTS)))
    return Plan(actor, tuple(driving), tuple(trying))


async def search(session: Session, actor: Actor, wanted: OperationFilter, size: int, after: str | None) -> Found:
    """Return the page of ``size`` operations that follows the operation ``after``, newest first."""
    plan = plan_of(actor, wanted)
    window = _window(plan, await _position(session, actor, after))
    if not plan.trying:
        seqs = list((await session.scalars(window.with_only_columns(Operation.seq).limit(size + 1))).all())
        rows = await _rows(session, seqs[:size])
        return Found(rows, rows[-1].id if len(seqs) > size else None, None)
    inner = window.limit(WINDOW).subquery()
    matching = select(inner.c.seq).where(*(each(inner.c) for each in plan.trying))
    matching = matching.order_by(inner.c.time.desc(), inner.c.seq.desc())
    seqs = list((await session.scalars(matching.limit(size + 1))).all())
    rows = await _rows(session, seqs[:size])
    if len(seqs) > size:
        return Found(rows, rows[-1].id, None)
    edge = window.with_only_columns(Operation.id, Operation.time).offset(WINDOW - 1).limit(1)
    last = (await session.execute(edge)).one_or_none()
    return Found(rows, last.id, last.time) if last else Found(rows, None, None)


async def count(session: Session, actor: Actor, wanted: OperationFilter) -> tuple[int, bool]:
    """Return how many operations there are, and whether that is all."""
    plan = plan_of(actor, wanted)
    most = WINDOW if plan.trying else MOST
    inner = _window(plan, None).limit(most + 1).subquery()
    hits = [case((and_(*(each(inner.c) for each in plan.trying)), 1))] if plan.trying else []
    row = (await session.execute(select(func.count(), func.count(*hits)).select_from(inner))).one()
    return min(row[1], most), row[0] <= most


def _window(plan: Plan, position: Position | None) -> Select[Any]:
    """Return the query of what the index gives, newest first, with the columns that conditions are tried on."""
    columns = {"seq", "time", *_BY_SELECTIVITY, *_TEXTS} if plan.trying else {"seq", "time"}
    table = Operation.__table__.c
    query = select(*(table[name] for name in sorted(columns))).where(*(each(table) for each in plan.driving))
    query = scope(query, Operation, plan.actor)
    if position is not None:
        query = query.where(tuple_(table.time, table.seq) < position)
    return query.order_by(table.time.desc(), table.seq.desc())


async def _rows(session: Session, seqs: Sequence[int]) -> Sequence[Operation]:
    query = select(Operation).where(Operation.seq.in_(seqs)).order_by(Operation.time.desc(), Operation.seq.desc())
    return (await session.scalars(query)).all() if seqs else []


async def _position(session: Session, actor: Actor, after: str | None) -> Position | None:
    if after is None:
        return None
    query = scope(select(Operation.time, Operation.seq).where(Operation.id == after), Operation, actor)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise Invalid("operation.after_unknown", {"after": after}, field="after")
    return row.time, row.seq


def _driven(driver: str, value: str) -> Condition:
    if driver == "outcome":
        return lambda _c: text("outcome <> 'ok'")  # word for word as the partial index says it
    return _equals(driver, value)


def _equals(name: str, value: str) -> Condition:
    if name == "outcome" and value == REFUSED:
        return lambda c: c.outcome != OK
    return lambda c: c[name] == value

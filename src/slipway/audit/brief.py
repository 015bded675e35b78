"""The latest operations, told shortly: without what an object was before and after, which is most of a row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import select

from slipway.access import Actor, scope
from slipway.audit.models import Operation
from slipway.audit.record import OK
from slipway.db import Session


class Brief(BaseModel):
    """One operation. ``outcome`` is ``ok`` or the code of the error that it was refused with."""

    id: str
    time: datetime
    actor_id: str
    actor_name: str
    tenant_id: str | None
    action: str
    object_kind: str
    object_id: str
    object_name: str
    outcome: str


async def briefs(
    session: Session,
    actor: Actor,
    number: int,
    *,
    actions: Collection[str] = (),
    but: Collection[str] = (),
    since: datetime | None = None,
    of: str | None = None,
) -> list[Brief]:
    """Return the latest operations that the actor may know of, none of ``but``.

    With ``actions`` only those of them that succeeded. ``of`` is the one tenant that is asked about.
    """
    columns = Operation.__table__.c
    query = scope(select(*(columns[name] for name in Brief.model_fields)), Operation, actor)
    if actions:
        query = query.where(columns.action.in_(sorted(actions)), columns.outcome == OK)
    if but:
        query = query.where(columns.action.not_in(sorted(but)))
    if since is not None:
        query = query.where(columns.time >= since)
    if of is not None:
        query = query.where(columns.tenant_id == of)
    rows = await session.execute(query.order_by(columns.time.desc(), columns.seq.desc()).limit(number))
    return [Brief.model_validate(row, from_attributes=True) for row in rows]

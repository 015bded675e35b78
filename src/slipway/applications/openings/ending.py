"""End openings: somebody wants it, or what they stand on goes."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, select

from slipway.access import Actor
from slipway.applications.models import Service
from slipway.applications.openings.models import OPEN, Opening, OpeningState
from slipway.applications.openings.oplog import record_for_both
from slipway.db import Session, utcnow

End = Literal[OpeningState.REFUSED, OpeningState.WITHDRAWN]


async def end(session: Session, actor: Actor, opening: Opening, state: End) -> None:
    """End an opening that is held and open."""
    before = {"state": opening.state.value}
    opening.state = state
    opening.closed_at, opening.closed_by = utcnow(), actor.name
    action = "opening.refuse" if state is OpeningState.REFUSED else "opening.withdraw"
    await record_for_both(session, actor, action, opening, before)


async def end_of_deleted_services(session: Session, actor: Actor, tenant_id: str) -> None:
    """Withdraw what a tenant has opened of services that are deleted by now."""
    deleted = select(Service.id).where(Service.tenant_id == tenant_id, Service.deleted_at.is_not(None))
    for opening in await _open(session, Opening.service_id.in_(deleted)):
        await end(session, actor, opening, OpeningState.WITHDRAWN)


async def end_of_tenant(session: Session, actor: Actor, tenant_id: str) -> list[str]:
    """End what a tenant that goes has opened, and what it had accepted; return whose services these are.

    Offers to it that were not accepted stay as they are: their end would tell that there was such a tenant.
    """
    given = await _open(session, Opening.tenant_id == tenant_id)
    accepted = (Opening.receiver_id == tenant_id) & (Opening.state == OpeningState.ACCEPTED)
    received = await _open(session, accepted)
    for opening in given:
        await end(session, actor, opening, OpeningState.WITHDRAWN)
    for opening in received:
        await end(session, actor, opening, OpeningState.REFUSED)
    return sorted({opening.tenant_id for opening in (*given, *received)})


async def _open(session: Session, which: ColumnElement[bool]) -> list[Opening]:
    """Return open ones, held: whoever is just accepting one is waited for."""
    query = select(Opening).where(which, Opening.state.in_(OPEN)).order_by(Opening.id)
    return list(await session.scalars(query.with_for_update()))

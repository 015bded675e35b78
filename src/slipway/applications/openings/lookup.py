"""Find openings, within what the actor may know of: both tenants know of one, and nobody else but the platform."""

from __future__ import annotations

from sqlalchemy import Select, select

from slipway.access import Actor, absent, scope
from slipway.applications.openings.models import Opening, OpeningState
from slipway.applications.openings.schemas import Direction
from slipway.db import Session
from slipway.errors import Invalid
from slipway.tenants import Tenant


def listed(
    actor: Actor, direction: Direction | None, state: OpeningState | None, tenant_id: str | None
) -> Select[Opening]:
    """Return the query of the openings that are asked for; ``tenant_id`` is the actor's own unless it is given."""
    # Joined so that the name of the tenant that gives can be searched.
    query = scope(select(Opening).join(Tenant, Tenant.id == Opening.tenant_id), Opening, actor)
    of = tenant_id or actor.tenant_id
    if direction is not None and of is None:
        raise Invalid("opening.direction_of_nobody", field="tenant_id")
    if direction == "given":
        query = query.where(Opening.tenant_id == of)
    elif direction == "received":
        query = query.where(Opening.receiver_id == of)
    elif tenant_id is not None:
        query = query.where((Opening.tenant_id == tenant_id) | (Opening.receiver_id == tenant_id))
    return query if state is None else query.where(Opening.state == state)


async def opening_by_id(session: Session, actor: Actor, opening_id: str, *, hold: bool = False) -> Opening:
    """Return an opening, held for a change if so asked. Raises NotFound."""
    query = scope(select(Opening).where(Opening.id == opening_id), Opening, actor)
    opening = await session.scalar(query.with_for_update() if hold else query)
    if opening is None:
        raise await absent(session, Opening, opening_id, "opening.not_found")
    return opening

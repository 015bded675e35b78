"""Show openings, to each side what is its own, and of the other tenant no more than its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from slipway.access import Actor
from slipway.applications.openings.models import Opening, OpeningState
from slipway.applications.openings.passages import passages
from slipway.applications.openings.schemas import Direction, OpeningOut, OpenPortOut
from slipway.db import Session
from slipway.tenants import Tenant


async def opening_out(session: Session, actor: Actor, opening: Opening) -> OpeningOut:
    """Show one opening."""
    return (await openings_out(session, actor, [opening]))[0]


async def openings_out(session: Session, actor: Actor, openings: Sequence[Opening]) -> list[OpeningOut]:
    """Show openings that the actor may know of."""
    givers = {opening.tenant_id for opening in openings}
    tenants = {tenant.id: tenant for tenant in await session.scalars(select(Tenant).where(Tenant.id.in_(givers)))}
    accepted = [opening.id for opening in openings if opening.state is OpeningState.ACCEPTED]
    in_force = {each.opening_id for each in await passages(session, Opening.id.in_(accepted))} if accepted else set()
    return [_out(actor, opening, tenants, in_force=opening.id in in_force) for opening in openings]


def _out(actor: Actor, opening: Opening, tenants: Mapping[str, Tenant], *, in_force: bool) -> OpeningOut:
    giver = tenants[opening.tenant_id]
    gives, receives = _sides(actor, opening)
    closes = receives if opening.state is OpeningState.REFUSED else gives
    return OpeningOut(
        id=opening.id,
        direction=_direction(actor, opening),
        state=opening.state,
        in_force=in_force,
        tenant=giver.name,
        receiver=opening.receiver_name,
        application=opening.application_name if gives else None,
        service=opening.service_name,
        ports=[OpenPortOut.model_validate(each) for each in opening.ports],
        address=f"{opening.service_name}.{giver.namespace}.svc",
        service_id=opening.service_id if gives else None,
        tenant_id=opening.tenant_id if gives else None,
        receiver_id=opening.receiver_id if receives else None,
        offered_at=opening.offered_at,
        offered_by=opening.offered_by if gives else None,
        accepted_at=opening.accepted_at,
        accepted_by=opening.accepted_by if receives else None,
        closed_at=opening.closed_at,
        closed_by=opening.closed_by if closes else None,
    )


def _sides(actor: Actor, opening: Opening) -> tuple[bool, bool]:
    """Tell whether the actor belongs to the side that gives, and to the one that receives."""
    if actor.of_platform:
        return True, True
    return opening.tenant_id == actor.tenant_id, opening.receiver_id == actor.tenant_id


def _direction(actor: Actor, opening: Opening) -> Direction | None:
    if actor.of_platform:
        return None
    return "given" if opening.tenant_id == actor.tenant_id else "received"

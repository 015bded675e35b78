"""How the operation log keeps openings: in the log of either tenant, each told of the other by its name only."""

from __future__ import annotations

from slipway.access import Actor
from slipway.applications.openings.models import Opening
from slipway.audit import Target, record, record_of_other
from slipway.db import Obj, Session
from slipway.tenants import tenant_names

BY_RECEIVER = ("opening.accept", "opening.refuse")


async def record_for_both(session: Session, actor: Actor, action: str, opening: Opening, before: Obj | None) -> None:
    """Add the row of whoever did it, and that of the other tenant, which learns neither who it was nor from where.

    A tenant that does not exist has no log, so there is none for an offer that nobody gets.
    """
    giver = (await tenant_names(session, [opening.tenant_id]))[opening.tenant_id]
    after = snapshot(giver, opening)
    name = f"{giver}/{opening.service_name} → {opening.receiver_name}"
    own, other, party = opening.tenant_id, opening.receiver_id, giver
    if action in BY_RECEIVER and opening.receiver_id is not None:
        own, other, party = opening.receiver_id, opening.tenant_id, opening.receiver_name
    record(session, actor, action, Target("opening", opening.id, name, own), before, after)
    if other is not None:
        record_of_other(session, party, action, Target("opening", opening.id, name, other), before, after)


def snapshot(giver: str, opening: Opening) -> Obj:
    """Return what is kept of an opening: what both tenants may know."""
    return {
        "tenant": giver,
        "service": opening.service_name,
        "ports": [f"{each['port']}/{each['protocol']}" for each in opening.ports],
        "receiver": opening.receiver_name,
        "state": opening.state.value,
    }

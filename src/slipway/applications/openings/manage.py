"""Offer, accept, refuse and withdraw. The cluster's side follows in ``reconcile.py``.

Nothing here may tell a tenant whether another one exists: an offer to a name that nobody has is stored and answered
like any other, and meets the same rules, all of which look at the name that was written.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from slipway.access import Action, Actor, require
from slipway.applications.context import Context
from slipway.applications.held import Held, Member, hold_service
from slipway.applications.openings.ending import end
from slipway.applications.openings.lookup import opening_by_id
from slipway.applications.openings.models import OPEN, Opening, OpeningState, OpenPort
from slipway.applications.openings.oplog import record_for_both
from slipway.applications.openings.schemas import OpeningOffer
from slipway.applications.schemas import Port
from slipway.db import Session, utcnow
from slipway.errors import Conflict, Invalid
from slipway.tenants import tenant_named

MOST_OPEN = 500
"""Open ones of one tenant: names that nobody has would otherwise be a way to fill the database."""


async def offer(context: Context, wanted: OpeningOffer) -> Opening:
    """Offer a service to a tenant of that name, if there is one."""
    actor, session = context.actor, context.session
    require(actor, Action.OPENING_MANAGE, actor.tenant_id)
    held, member = await hold_service(context, wanted.service_id, Action.OPENING_MANAGE)
    if wanted.receiver == held.tenant.name:
        raise Invalid("opening.to_itself", {"name": wanted.receiver}, field="receiver")
    ports = _chosen(member.row.name, member.config.ports, wanted.ports)
    await _refuse_doubled(session, held, member, wanted.receiver)
    opening = Opening(
        tenant_id=held.tenant.id,
        service_id=member.row.id,
        application_name=held.application.name,
        service_name=member.row.name,
        ports=ports,
        receiver_name=wanted.receiver,
        receiver_id=await tenant_named(session, wanted.receiver),
        state=OpeningState.OFFERED,
        offered_by=actor.name,
    )
    session.add(opening)
    await session.flush()
    await record_for_both(session, actor, "opening.offer", opening, None)
    return opening


async def accept(session: Session, actor: Actor, opening_id: str) -> Opening:
    """Accept an offer, on the side that it was made to."""
    opening = await _held(session, actor, opening_id)
    _require_receiver(actor, opening)
    if opening.receiver_id is None:
        raise Conflict("opening.nobody_has_it", {"name": opening.receiver_name})
    if opening.state is not OpeningState.OFFERED:
        raise Conflict("opening.not_offered", {"state": opening.state.value})
    before = {"state": opening.state.value}
    opening.state = OpeningState.ACCEPTED
    opening.accepted_at, opening.accepted_by = utcnow(), actor.name
    await record_for_both(session, actor, "opening.accept", opening, before)
    return opening


async def refuse(session: Session, actor: Actor, opening_id: str) -> Opening:
    """Refuse an offer, or end one that was accepted, on the side that it was made to."""
    opening = await _held(session, actor, opening_id)
    _require_receiver(actor, opening)
    _require_open(opening)
    await end(session, actor, opening, OpeningState.REFUSED)
    return opening


async def withdraw(session: Session, actor: Actor, opening_id: str) -> Opening:
    """Take an offer back, or end one that was accepted, on the side that made it."""
    opening = await _held(session, actor, opening_id)
    if not actor.of_platform and actor.tenant_id != opening.tenant_id:
        raise Conflict("opening.not_giver")
    _require_open(opening)
    await end(session, actor, opening, OpeningState.WITHDRAWN)
    return opening


async def _held(session: Session, actor: Actor, opening_id: str) -> Opening:
    """Return an opening for a change: the two sides take turns at its row."""
    require(actor, Action.OPENING_MANAGE, actor.tenant_id)
    return await opening_by_id(session, actor, opening_id, hold=True)


def _require_receiver(actor: Actor, opening: Opening) -> None:
    if not actor.of_platform and actor.tenant_id != opening.receiver_id:
        raise Conflict("opening.not_receiver", {"name": opening.receiver_name})


def _require_open(opening: Opening) -> None:
    if opening.state not in OPEN:
        raise Conflict("opening.over", {"state": opening.state.value})


async def _refuse_doubled(session: Session, held: Held, member: Member, receiver: str) -> None:
    """A service is open to a name once; the tenant's lock keeps two offers at once from both being the first."""
    mine = (Opening.tenant_id == held.tenant.id, Opening.state.in_(OPEN))
    same = select(Opening.id).where(*mine, Opening.service_id == member.row.id, Opening.receiver_name == receiver)
    if await session.scalar(same) is not None:
        raise Conflict("opening.doubled", {"service": member.row.name, "name": receiver}, field="receiver")
    number = await session.scalar(select(func.count()).select_from(Opening).where(*mine))
    if (number or 0) >= MOST_OPEN:
        raise Conflict("opening.too_many", {"limit": MOST_OPEN})


def _chosen(service: str, ports: Sequence[Port], wanted: Sequence[int] | None) -> list[OpenPort]:
    """Return the ports that are opened: a number stands for all protocols that the service has it with."""
    if not ports:
        raise Invalid("opening.no_ports", {"service": service}, field="service_id")
    numbers = {each.port for each in ports}
    for index, number in enumerate(wanted or ()):
        if number not in numbers:
            known = [str(each) for each in sorted(numbers)]
            raise Invalid(
                "opening.port_unknown",
                {"service": service, "port": number, "known": known},
                field=f"ports[{index}]",
            )
    chosen = sorted({(each.port, each.protocol) for each in ports if wanted is None or each.port in wanted})
    return [OpenPort(port=port, protocol=protocol) for port, protocol in chosen]

"""HTTP routes of openings."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query

from slipway.access import Action, require
from slipway.applications.openings import manage
from slipway.applications.openings.lookup import listed, opening_by_id
from slipway.applications.openings.models import Opening, OpeningState
from slipway.applications.openings.parts import SyncPart
from slipway.applications.openings.present import opening_out, openings_out
from slipway.applications.openings.schemas import Direction, OpeningOffer, OpeningOut
from slipway.applications.parts import CurrentContext
from slipway.db import after_commit
from slipway.tenants import Tenant
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate

router = APIRouter(tags=["openings"])

LISTING = Listing(
    sort={
        "offered_at": Opening.offered_at,
        "service": Opening.service_name,
        "receiver": Opening.receiver_name,
        "tenant": Tenant.name,
        "state": Opening.state,
    },
    # Not the application's name, which the other side is not told: it could be guessed letter by letter.
    search=[Opening.service_name, Opening.receiver_name, Tenant.name],
    default="-offered_at",
)


@router.get("/openings")
async def list_openings(
    actor: CurrentActor,
    session: DbSession,
    paging: Paging,
    direction: Annotated[Direction | None, Query(description="as the tenant sees it")] = None,
    state: OpeningState | None = None,
    tenant_id: Annotated[str | None, Query(description="only those of this tenant, on either side")] = None,
) -> Page[OpeningOut]:
    """List openings that one's tenant gives or has received, the latest first; the platform's roles see all."""
    require(actor, Action.OPENING_READ, actor.tenant_id)
    found, total = await paginate(session, listed(actor, direction, state, tenant_id), paging, LISTING)
    return page_of(await openings_out(session, actor, found), total, paging)


@router.post("/openings", status_code=201)
async def offer_opening(context: CurrentContext, body: OpeningOffer) -> OpeningOut:
    """Offer a service to another tenant by its name. It opens nothing before the other tenant accepts."""
    return await opening_out(context.session, context.actor, await manage.offer(context, body))


@router.get("/openings/{opening_id}")
async def get_opening(actor: CurrentActor, session: DbSession, opening_id: str) -> OpeningOut:
    """Show one opening."""
    require(actor, Action.OPENING_READ, actor.tenant_id)
    return await opening_out(session, actor, await opening_by_id(session, actor, opening_id))


@router.post("/openings/{opening_id}/accept")
async def accept_opening(actor: CurrentActor, session: DbSession, sync: SyncPart, opening_id: str) -> OpeningOut:
    """Accept an offer: from then on the containers of one's tenant reach the service."""
    opening = await manage.accept(session, actor, opening_id)
    after_commit(session, partial(sync.wake, opening.tenant_id))
    return await opening_out(session, actor, opening)


@router.post("/openings/{opening_id}/refuse")
async def refuse_opening(actor: CurrentActor, session: DbSession, sync: SyncPart, opening_id: str) -> OpeningOut:
    """Refuse an offer, or end one that one's tenant had accepted."""
    opening = await manage.refuse(session, actor, opening_id)
    after_commit(session, partial(sync.wake, opening.tenant_id))
    return await opening_out(session, actor, opening)


@router.post("/openings/{opening_id}/withdraw")
async def withdraw_opening(actor: CurrentActor, session: DbSession, sync: SyncPart, opening_id: str) -> OpeningOut:
    """Take an offer back, or end one that the other tenant had accepted."""
    opening = await manage.withdraw(session, actor, opening_id)
    after_commit(session, partial(sync.wake, opening.tenant_id))
    return await opening_out(session, actor, opening)

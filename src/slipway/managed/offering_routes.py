"""HTTP routes of offerings and engines."""

from __future__ import annotations

from fastapi import APIRouter

from slipway.access import Action, require
from slipway.managed import offerings
from slipway.managed.engines import ENGINES
from slipway.managed.models import ManagedOffering
from slipway.managed.schemas import EngineOut, OfferingCreate, OfferingOut, OfferingPatch
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate

router = APIRouter(tags=["managed"])

LISTING = Listing(
    sort={
        "name": ManagedOffering.name,
        "engine": ManagedOffering.engine,
        "created_at": ManagedOffering.created_at,
    },
    search=[ManagedOffering.name, ManagedOffering.engine, ManagedOffering.version, ManagedOffering.description],
)


@router.get("/managed-engines")
async def list_engines(actor: CurrentActor) -> list[EngineOut]:
    """List the kinds of databases that can be offered."""
    require(actor, Action.OFFERING_READ, actor.tenant_id)
    return [
        EngineOut(
            engine=kind,
            name=engine.name,
            default_image=engine.default_image,
            port=engine.port,
            accounts=engine.accounts,
            databases=engine.databases,
        )
        for kind, engine in ENGINES.items()
    ]


@router.get("/managed-offerings")
async def list_offerings(actor: CurrentActor, session: DbSession, paging: Paging) -> Page[OfferingOut]:
    """List what is offered; tenants' users see what they may open."""
    require(actor, Action.OFFERING_READ, actor.tenant_id)
    found, total = await paginate(session, offerings.visible(actor), paging, LISTING)
    return page_of(await offerings.shown(session, actor, found), total, paging)


@router.post("/managed-offerings", status_code=201)
async def create_offering(actor: CurrentActor, session: DbSession, body: OfferingCreate) -> OfferingOut:
    """Offer a database to all tenants."""
    made = await offerings.create_offering(session, actor, body)
    return (await offerings.shown(session, actor, [made]))[0]


@router.get("/managed-offerings/{offering_id}")
async def get_offering(actor: CurrentActor, session: DbSession, offering_id: str) -> OfferingOut:
    """Show one offering."""
    require(actor, Action.OFFERING_READ, actor.tenant_id)
    found = await offerings.offering_by_id(session, actor, offering_id)
    return (await offerings.shown(session, actor, [found]))[0]


@router.patch("/managed-offerings/{offering_id}")
async def change_offering(
    actor: CurrentActor, session: DbSession, offering_id: str, body: OfferingPatch
) -> OfferingOut:
    """Change an offering, or withdraw it (`enabled`: false): what was opened of it before stays as it is."""
    changed = await offerings.change_offering(session, actor, offering_id, body)
    return (await offerings.shown(session, actor, [changed]))[0]


@router.delete("/managed-offerings/{offering_id}", status_code=204)
async def delete_offering(actor: CurrentActor, session: DbSession, offering_id: str) -> None:
    """Remove an offering; refused while there are managed services of it."""
    await offerings.delete_offering(session, actor, offering_id)

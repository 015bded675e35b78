"""HTTP routes of the first page and of what is under way."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from slipway.access import Action, require
from slipway.applications import ApplicationFile, Roll, Statuses
from slipway.cluster import WatchCache
from slipway.errors import Invalid
from slipway.hosts import ShownHosts
from slipway.overview.activities import Desk
from slipway.overview.example import example_for
from slipway.overview.gather import Gatherer, Sources
from slipway.overview.progress import Now
from slipway.overview.schemas import Activities, Overview
from slipway.settings import Settings
from slipway.tenants import tenant_by_id
from slipway.web import CurrentActor, DbSession, provided

router = APIRouter(tags=["overview"])


def gatherer(
    actor: CurrentActor,
    session: DbSession,
    roll: Annotated[Roll, Depends(provided(Roll))],
    statuses: Annotated[Statuses, Depends(provided(Statuses))],
    cache: Annotated[WatchCache, Depends(provided(WatchCache))],
    hosts: Annotated[ShownHosts, Depends(provided(ShownHosts))],
) -> Gatherer:
    """Put together what an answer needs."""
    return Gatherer(Sources(roll, statuses, cache, hosts), session, actor)


Gather = Annotated[Gatherer, Depends(gatherer)]
OfTenant = Annotated[str | None, Query(max_length=64, description="for the platform's roles: of this tenant only")]
Limit = Annotated[int, Query(ge=1, le=100, description="how many are told")]


@router.get("/overview")
async def get_overview(actor: CurrentActor, session: DbSession, gather: Gather, tenant_id: OfTenant = None) -> Overview:
    """Tell what is wrong first, then how full everything is and what was done lately, as far as the caller may see.

    Of one tenant, ``platform`` still tells of all hosts, which the tenant's services run on.
    """
    require(actor, Action.APPLICATION_READ, actor.tenant_id)
    if tenant_id is not None:
        await tenant_by_id(session, actor, tenant_id)
    return await replace(gather, of=tenant_id).overview()


@router.get("/activities")
async def list_activities(actor: CurrentActor, session: DbSession, gather: Gather, limit: Limit = 30) -> Activities:
    """Tell what is under way of what people have asked for, and how what they asked for lately has ended."""
    require(actor, Action.OPERATION_READ, actor.tenant_id)
    return await Desk(session, actor).tell(Now.of(await gather.seen()), limit)


@router.get("/example")
async def get_example(
    actor: CurrentActor,
    session: DbSession,
    settings: Annotated[Settings, Depends(provided(Settings))],
    tenant_id: Annotated[str | None, Query(description="for whom; left out: the caller's own tenant")] = None,
) -> ApplicationFile:
    """Return the example application as a file for one tenant, to be applied and published."""
    of = tenant_id or actor.tenant_id
    require(actor, Action.APPLICATION_CREATE, of)
    if of is None:
        raise Invalid("application.tenant_missing", field="tenant_id")
    tenant = await tenant_by_id(session, actor, of)
    return await example_for(settings, tenant.name)

"""HTTP routes of drains."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from slipway.access import Action, require
from slipway.hosts import drain
from slipway.hosts.change import set_schedulable
from slipway.hosts.parts import ClusterPart, DatabasePart
from slipway.hosts.schemas import DrainIn, DrainOut
from slipway.web import CurrentActor, DbSession

router = APIRouter(tags=["hosts"])

Uncordon = Annotated[bool, Query(description="also let pods be placed on the host again")]


@router.post("/hosts/{host}/drain", status_code=202)
async def drain_host(
    actor: CurrentActor, session: DbSession, cluster: ClusterPart, host: str, body: DrainIn | None = None
) -> DrainOut:
    """Empty a host: set it unschedulable, then evict its pods as disruption budgets allow. Again: change the consents.

    It goes on by itself, over restarts of the platform, until the host is empty or the drain is cancelled.
    """
    node = await set_schedulable(cluster, session, actor, host, schedulable=False)
    return drain.drain_out(await drain.start_drain(session, actor, node, body or DrainIn()))


@router.get("/hosts/{host}/drain")
async def get_host_drain(actor: CurrentActor, session: DbSession, host: str) -> DrainOut:
    """Tell how far a host's drain is, pod by pod; of one that is over, how it ended."""
    require(actor, Action.HOST_READ)
    return drain.drain_out(await drain.last_drain(session, host))


@router.delete("/hosts/{host}/drain")
async def cancel_host_drain(
    actor: CurrentActor,
    session: DbSession,
    database: DatabasePart,
    cluster: ClusterPart,
    host: str,
    uncordon: Uncordon = False,
) -> DrainOut:
    """Evict nothing more. What has moved stays where it is; the host takes new pods again only with `uncordon`."""
    require(actor, Action.HOST_MANAGE)
    async with database.session() as first:
        cancelled = drain.drain_out(await drain.cancel_drain(first, actor, host))
    if uncordon:  # only when the drain no longer wants the opposite
        await set_schedulable(cluster, session, actor, host, schedulable=True)
    return cancelled

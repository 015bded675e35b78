"""HTTP routes that change hosts, for platform administrators only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from slipway.access import Action, require
from slipway.cluster import Obj, WatchCache
from slipway.db import Session
from slipway.hosts import change, removal
from slipway.hosts.drain import draining_hosts, refuse_draining
from slipway.hosts.find import known_load
from slipway.hosts.parts import CachePart, ClusterPart, DatabasePart
from slipway.hosts.present import host_out
from slipway.hosts.schemas import HostOut, HostRemoval, LabelsPatch, TaintsPatch
from slipway.web import CurrentActor, DbSession

router = APIRouter(tags=["hosts"])

Force = Annotated[bool, Query(description="also while it is ready or runs containers; see `/removal` for what is lost")]


@router.post("/hosts/{host}/cordon")
async def cordon_host(
    actor: CurrentActor, session: DbSession, cluster: ClusterPart, cache: CachePart, host: str
) -> HostOut:
    """Have nothing new placed on a host; what runs there goes on."""
    return await _shown(session, cache, await change.set_schedulable(cluster, session, actor, host, schedulable=False))


@router.post("/hosts/{host}/uncordon")
async def uncordon_host(
    actor: CurrentActor, session: DbSession, database: DatabasePart, cluster: ClusterPart, cache: CachePart, host: str
) -> HostOut:
    """Let pods be placed on a host again; not while it is drained."""
    require(actor, Action.HOST_MANAGE)
    async with database.read() as before:
        await refuse_draining(before, host)
    return await _shown(session, cache, await change.set_schedulable(cluster, session, actor, host, schedulable=True))


@router.patch("/hosts/{host}/labels")
async def change_host_labels(
    actor: CurrentActor, session: DbSession, cluster: ClusterPart, cache: CachePart, host: str, body: LabelsPatch
) -> HostOut:
    """Set labels of a host, and remove those that are null."""
    return await _shown(session, cache, await change.change_labels(cluster, session, actor, host, body))


@router.patch("/hosts/{host}/taints")
async def change_host_taints(
    actor: CurrentActor, session: DbSession, cluster: ClusterPart, cache: CachePart, host: str, body: TaintsPatch
) -> HostOut:
    """Set and remove taints of a host. `NoExecute` ends pods on it that do not tolerate the taint, at once."""
    return await _shown(session, cache, await change.change_taints(cluster, session, actor, host, body))


@router.get("/hosts/{host}/removal")
async def get_host_removal(actor: CurrentActor, cluster: ClusterPart, host: str) -> HostRemoval:
    """Tell what stands against a host's removal and what would be lost with it."""
    require(actor, Action.HOST_MANAGE)
    return await removal.removal_of(cluster, host)


@router.delete("/hosts/{host}", status_code=204)
async def remove_host(
    actor: CurrentActor, session: DbSession, cluster: ClusterPart, host: str, force: Force = False
) -> None:
    """Take a host out of the cluster. Its kubelet, if it still runs, may register it again."""
    await removal.remove_host(cluster, session, actor, host, force=force)


async def _shown(session: Session, cache: WatchCache, node: Obj) -> HostOut:
    name = node["metadata"]["name"]
    return host_out(node, known_load(cache, name), draining=name in await draining_hosts(session))

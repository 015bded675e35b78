"""Take a host out of the cluster: what stands against it, what is lost, and the deed."""

from __future__ import annotations

from collections.abc import Sequence

from slipway.access import Action, Actor, require
from slipway.audit import record
from slipway.cluster import NODE, Cluster, Obj
from slipway.db import Session
from slipway.errors import Conflict
from slipway.hosts.find import node_of, pods_on
from slipway.hosts.observed import HostState, belongs_to_host, controller_of, has_ended, local_volumes, state_of
from slipway.hosts.oplog import snapshot, target_of
from slipway.hosts.schemas import HostRemoval, Obstacle

SHOWN_PODS = 20


async def removal_of(cluster: Cluster, name: str) -> HostRemoval:
    """Tell what stands against a host's removal and what would be lost with it."""
    return judge(await node_of(cluster, name), await pods_on(cluster, name))


async def remove_host(cluster: Cluster, session: Session, actor: Actor, name: str, *, force: bool) -> None:
    """Delete the node. Conflict while it is ready or runs containers, unless forced."""
    require(actor, Action.HOST_MANAGE)
    node, pods = await node_of(cluster, name), await pods_on(cluster, name)
    if not force and (reasons := obstacles(node, pods)):
        raise reasons[0]
    await cluster.delete(NODE, name, uid=node["metadata"]["uid"])
    told = judge(node, pods)
    lost = {"pods": told.pods, "local_data": told.local_data, "not_made_anew": told.not_made_anew}
    record(session, actor, "host.remove", target_of(name), {**snapshot(node), "lost": lost, "force": force})


def judge(node: Obj, pods: Sequence[Obj]) -> HostRemoval:
    """Look at a host before its removal."""
    running = _running(pods)
    return HostRemoval(
        state=state_of(node, draining=False),
        obstacles=[
            Obstacle(code=each.code, message=each.message("en"), message_zh=each.message("zh"))
            for each in obstacles(node, pods)
        ],
        pods=[_name(each) for each in running],
        local_data=[_name(each) for each in running if local_volumes(each)],
        not_made_anew=[_name(each) for each in running if controller_of(each) is None],
    )


def obstacles(node: Obj, pods: Sequence[Obj]) -> list[Conflict]:
    """Return why a host is not removed unless that is forced."""
    found = []
    name = node["metadata"]["name"]
    if state_of(node, draining=False) not in (HostState.NOT_READY, HostState.UNREACHABLE):
        found.append(Conflict("host.still_ready", {"name": name}))
    if running := _running(pods):
        shown = [_name(each) for each in running[:SHOWN_PODS]]
        found.append(Conflict("host.runs_containers", {"name": name, "number": len(running), "pods": shown}))
    return found


def _running(pods: Sequence[Obj]) -> list[Obj]:
    """Return the pods that would be lost; those that are there only for the host's sake do not count."""
    return [each for each in pods if not has_ended(each) and not belongs_to_host(each)]


def _name(pod: Obj) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"

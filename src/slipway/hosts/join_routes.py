"""HTTP routes by which machines become hosts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from slipway.access import Action, require
from slipway.cluster import Obj
from slipway.db import utcnow
from slipway.hosts.find import known_nodes
from slipway.hosts.join import K3S_KEPT_AT, Way, join_command, way_of
from slipway.hosts.observed import state_of
from slipway.hosts.parts import CachePart, ClusterPart
from slipway.hosts.present import moment
from slipway.hosts.schemas import JoinCommand, JoinOut, NewHost
from slipway.web import CurrentActor, DbSession

router = APIRouter(tags=["hosts"])

Since = Annotated[AwareDatetime | None, Query(description="tell which hosts have appeared since then")]
Minutes = Annotated[int, Query(ge=10, le=1440, description="how long the command works (kubeadm)")]


@router.get("/hosts/join")
async def get_host_join(actor: CurrentActor, cache: CachePart, cluster: ClusterPart, since: Since = None) -> JoinOut:
    """Tell by which program machines join the cluster, and which hosts have appeared since a moment."""
    require(actor, Action.HOST_READ)
    nodes = known_nodes(cache)
    return JoinOut(
        way=await way_of(cluster, nodes),
        new_hosts=[
            NewHost(name=node["metadata"]["name"], state=state_of(node, draining=False), created_at=made)
            for node in nodes
            if since is not None and (made := _made(node["metadata"])) is not None and made >= since
        ],
    )


@router.post("/hosts/join")
async def make_host_join(
    actor: CurrentActor, session: DbSession, cache: CachePart, cluster: ClusterPart, minutes: Minutes = 120
) -> JoinCommand:
    """Make the command by which a machine joins. With kubeadm it holds a new token, which is shown this once."""
    require(actor, Action.HOST_MANAGE)
    asked_at = utcnow().replace(microsecond=0)
    made = await join_command(cluster, session, actor, known_nodes(cache), timedelta(minutes=minutes))
    return JoinCommand(
        way=made.way,
        command=made.command,
        expires_at=made.expires_at,
        token_file=made.token_file,
        asked_at=asked_at,
        note=NOTES[made.way][0],
        note_zh=NOTES[made.way][1],
    )


NOTES = {
    Way.KUBEADM: (
        "Run it as root on a machine with a container runtime, kubelet and kubeadm. It is not shown again.",
        "请在已安装容器运行时、kubelet 和 kubeadm 的机器上以 root 身份执行。该命令只显示一次。",
    ),
    Way.K3S: (
        f"Run it as root on the machine, with TOKEN replaced by what is in the file {K3S_KEPT_AT} of a k3s server.",
        f"请在目标机器上以 root 身份执行，并将 TOKEN 替换为 k3s 服务器上文件 {K3S_KEPT_AT} 的内容。",
    ),
}


def _made(metadata: Obj) -> datetime | None:
    return moment(metadata.get("creationTimestamp"))

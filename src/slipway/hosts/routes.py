"""HTTP routes of hosts, for the platform's staff only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from slipway.access import Action, require
from slipway.hosts.drain import draining_hosts
from slipway.hosts.find import events_about, known_node
from slipway.hosts.observed import HostRole, HostState
from slipway.hosts.parts import CachePart, ClusterPart, ShownPart
from slipway.hosts.present import event_out
from slipway.hosts.schemas import HostEvents, HostOut
from slipway.web import CurrentActor, DbSession, Page, Paging, page_of_list

router = APIRouter(tags=["hosts"])

SORT = ("name", "state", "role", "created_at", "containers", "cpu_percent", "memory_percent", "pods_percent")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

StateFilter = Annotated[HostState | None, Query(description="only hosts of this state")]
RoleFilter = Annotated[HostRole | None, Query(description="only hosts of this role")]
LabelFilter = Annotated[str, Query(max_length=400, description="only hosts with this label: `key` or `key=value`")]


@router.get("/hosts")
async def list_hosts(
    actor: CurrentActor,
    session: DbSession,
    shown: ShownPart,
    paging: Paging,
    state: StateFilter = None,
    role: RoleFilter = None,
    label: LabelFilter = "",
) -> Page[HostOut]:
    """List the cluster's hosts."""
    require(actor, Action.HOST_READ)
    hosts = shown.all(await draining_hosts(session))
    chosen = [each for each in hosts if state in (None, each.state) and role in (None, each.role)]
    found = [each for each in chosen if _has(each, label) and _tells_of(each, paging.q)]
    return page_of_list(found, replace(paging, q=""), SORT, ("name",))


@router.get("/hosts/{host}")
async def get_host(actor: CurrentActor, session: DbSession, shown: ShownPart, host: str) -> HostOut:
    """Show one host."""
    require(actor, Action.HOST_READ)
    return shown.one(host, await draining_hosts(session))


@router.get("/hosts/{host}/events")
async def list_host_events(actor: CurrentActor, cache: CachePart, cluster: ClusterPart, host: str) -> HostEvents:
    """List what the cluster has noted about a host lately, the latest first; clusters keep events for about an hour."""
    require(actor, Action.HOST_READ)
    known_node(cache, host)
    events = [event_out(each) for each in await events_about(cluster, host)]
    return HostEvents(items=sorted(events, key=lambda event: event.last_at or LONG_AGO, reverse=True))


def _tells_of(host: HostOut, text: str) -> bool:
    """Search names, addresses, labels and versions."""
    if not text:
        return True
    words = [host.name, *(each.address for each in host.addresses), *(f"{k}={v}" for k, v in host.labels.items())]
    words += [host.versions.kubelet, host.versions.runtime, host.versions.kernel, host.versions.os]
    return any(text.casefold() in word.casefold() for word in words)


def _has(host: HostOut, label: str) -> bool:
    key, equals, value = label.partition("=")
    return not label or (key in host.labels and (not equals or host.labels[key] == value))

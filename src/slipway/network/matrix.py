"""Hosts by pod networks, with the state of each way between them. Pure.

Columns come from the Node objects, not from reports: what no agent told of is ``unknown``, and what is no more is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from slipway.network.report import Report, ReportedRoute
from slipway.network.schemas import AgentState, HostRoutes, RouteOut

LATE_AFTER = 3
"""So many renewals may be missed before an agent counts as late."""


@dataclass(frozen=True, slots=True)
class Host:
    """A node, and what its agent told."""

    name: str
    networks: Sequence[str]
    addresses: Sequence[str]
    report: Report | None
    unreadable: bool = False


def matrix(hosts: Sequence[Host], now: datetime) -> list[HostRoutes]:
    """Return a row for each host."""
    return [_row(host, hosts, now) for host in hosts]


def _row(host: Host, hosts: Sequence[Host], now: datetime) -> HostRoutes:
    report = host.report
    told = {(route.host, route.network): route for route in report.routes} if report else {}
    routes = [
        _cell(other.name, network, told.get((other.name, network)))
        for other in hosts
        if other.name != host.name
        for network in other.networks
    ]
    ok = sum(route.state == "ok" for route in routes)
    return HostRoutes(
        host=host.name,
        networks=list(host.networks),
        addresses=list(host.addresses),
        agent=_agent(host, now),
        mode=report.mode if report else None,
        cause=report.cause if report else None,
        cause_detail=report.cause_detail if report else None,
        reported_at=report.renewed if report else None,
        ok=ok,
        problems=len(routes) - ok,
        routes=routes,
    )


def _cell(host: str, network: str, told: ReportedRoute | None) -> RouteOut:
    if told is None:
        return RouteOut(host=host, network=network, gateway=None, state="unknown")
    return RouteOut(**told.model_dump(exclude={"changed"}), changed_at=told.changed)


def _agent(host: Host, now: datetime) -> AgentState:
    if host.report is None:
        return "unreadable" if host.unreadable else "absent"
    late = now - host.report.renewed > timedelta(seconds=host.report.every * LATE_AFTER)
    return "late" if late else "running"

"""HTTP routes of the network between hosts. Hosts belong to the platform, so its roles alone may look."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from slipway.access import Action, require
from slipway.db import utcnow
from slipway.network.matrix import matrix
from slipway.network.reports import RouteReports
from slipway.network.schemas import HostRoutes
from slipway.web import CurrentActor, Page, Paging, page_of_list, provided

router = APIRouter(tags=["network"])

ReportsPart = Annotated[RouteReports, Depends(provided(RouteReports))]

SORT = ("host", "agent", "problems", "reported_at")
SEARCH = ("host", "networks", "addresses")


@router.get("/routes")
async def list_routes(
    actor: CurrentActor,
    reports: ReportsPart,
    paging: Paging,
    problems: Annotated[
        bool, Query(description="only hosts with a route that is not `ok`, or without a live agent")
    ] = False,
) -> Page[HostRoutes]:
    """List the hosts, each with the state of its routes to all other hosts' pod networks."""
    require(actor, Action.ROUTE_READ)
    rows = matrix(reports.hosts(), utcnow())
    if problems:
        rows = [row for row in rows if row.problems or row.agent != "running"]
    return page_of_list(rows, paging, SORT, SEARCH)

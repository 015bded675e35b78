"""HTTP routes of the operation log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from slipway.access import Action, require, scope
from slipway.audit.models import Operation
from slipway.audit.schemas import OperationFilter, OperationOut
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate

router = APIRouter(tags=["operations"])

LISTING = Listing(
    sort={"time": Operation.time, "action": Operation.action, "actor_name": Operation.actor_name},
    search=[Operation.actor_name, Operation.action, Operation.object_name],
    default="-time",
)
_EXACT = ("tenant_id", "actor_id", "action", "object_kind", "object_id", "outcome")


@router.get("/operations")
async def list_operations(
    actor: CurrentActor, session: DbSession, paging: Paging, wanted: Annotated[OperationFilter, Query()]
) -> Page[OperationOut]:
    """List operations, newest first; tenants see their own."""
    require(actor, Action.OPERATION_READ, actor.tenant_id)
    query = scope(select(Operation), Operation, actor)
    for name in _EXACT:
        if (value := getattr(wanted, name)) is not None:
            query = query.where(getattr(Operation, name) == value)
    if wanted.since is not None:
        query = query.where(Operation.time >= wanted.since)
    if wanted.until is not None:
        query = query.where(Operation.time < wanted.until)
    rows, total = await paginate(session, query, paging, LISTING)
    return page_of([OperationOut.model_validate(row, from_attributes=True) for row in rows], total, paging)

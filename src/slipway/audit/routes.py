"""HTTP routes of the operation log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import StreamingResponse

from slipway.access import Action, require, scope
from slipway.audit.export import export, told
from slipway.audit.models import Operation
from slipway.audit.schemas import (
    OperationExport,
    OperationOut,
    OperationPage,
    OperationQuery,
    VerifyQuery,
)
from slipway.audit.search import count, search
from slipway.audit.verify import verify
from slipway.db import Database
from slipway.errors import NotFound
from slipway.web import CurrentActor, DbSession, Event, file_response, provided, sse_response

router = APIRouter(tags=["operations"])

DatabasePart = Annotated[Database, Depends(provided(Database))]
_MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}


@router.get("/operations")
async def list_operations(
    actor: CurrentActor, session: DbSession, wanted: Annotated[OperationQuery, Query()]
) -> OperationPage:
    """List operations, newest first; tenants see their own."""
    require(actor, Action.OPERATION_READ, actor.tenant_id)
    found = await search(session, actor, wanted, wanted.page_size, wanted.after)
    total, exact = (None, False) if wanted.after else await count(session, actor, wanted)
    return OperationPage(
        items=[told(row, actor) for row in found.rows],
        next=found.after,
        searched_until=found.searched_until,
        total=total,
        total_exact=exact,
    )


@router.get("/operations/export", response_class=StreamingResponse)
async def export_operations(
    request: Request, actor: CurrentActor, database: DatabasePart, wanted: Annotated[OperationExport, Query()]
) -> StreamingResponse:
    """Download all operations that the filter finds, newest first."""
    require(actor, Action.OPERATION_READ, actor.tenant_id)
    name = f"operations.{wanted.format}"
    return file_response(request, export(database, actor, wanted), _MEDIA[wanted.format], name)


@router.get("/operations/verify", response_class=StreamingResponse)
async def verify_operations(
    request: Request, actor: CurrentActor, database: DatabasePart, query: Annotated[VerifyQuery, Query()]
) -> StreamingResponse:
    """Verify the chain: server-sent events ``progress``, ``problem`` and, as the last, ``verdict``."""
    require(actor, Action.OPERATION_VERIFY)
    return sse_response(request, _events(database, query.anchor))


@router.get("/operations/{operation_id}")
async def get_operation(actor: CurrentActor, session: DbSession, operation_id: str) -> OperationOut:
    """Show one operation."""
    require(actor, Action.OPERATION_READ, actor.tenant_id)
    row = await session.scalar(scope(select(Operation).where(Operation.id == operation_id), Operation, actor))
    if row is None:
        raise NotFound("operation.not_found", {"id": operation_id})
    return told(row, actor)


async def _events(database: Database, anchor: str | None) -> AsyncIterator[Event]:
    async for step in verify(database, anchor):
        yield Event(type(step).__name__.lower(), step)

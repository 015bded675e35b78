"""HTTP routes of the runtime log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import StreamingResponse

from slipway.access import Action, require
from slipway.audit.runtime.read import open_lines
from slipway.audit.runtime.schemas import LinesQuery, SourceName, Sources
from slipway.audit.runtime.sources import all_sources, within
from slipway.cluster import Cluster
from slipway.web import CurrentActor, file_response, provided, text_response

router = APIRouter(prefix="/runtime-log", tags=["runtime log"])

ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]


@router.get("/sources")
async def list_log_sources(
    actor: CurrentActor,
    cluster: ClusterPart,
    directory: Annotated[SourceName | None, Query(alias="within", description="a source that is a directory")] = None,
) -> Sources:
    """List what logs there are: of the platform, its cluster's components, events and nodes."""
    require(actor, Action.RUNTIME_LOG_READ)
    return Sources(items=await (all_sources(cluster) if directory is None else within(cluster, directory)))


@router.get(
    "/lines",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/plain": {}}, "description": "The lines, as they are written with `follow`"}},
)
async def read_runtime_log(
    request: Request, actor: CurrentActor, cluster: ClusterPart, query: Annotated[LinesQuery, Query()]
) -> StreamingResponse:
    """Read lines of one source as plain text."""
    require(actor, Action.RUNTIME_LOG_READ)
    lines = await open_lines(cluster, query)
    if not query.download:
        return text_response(request, lines)
    name = "".join(char if char.isalnum() or char in "-._" else "-" for char in query.source)
    return file_response(request, lines, "text/plain; charset=utf-8", f"{name[-100:].lstrip('.-')}.log")

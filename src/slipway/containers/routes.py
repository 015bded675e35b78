"""HTTP and WebSocket routes that look inside of services' containers.

They open no transaction of the request's, because logs and terminals live longer than one may.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.websockets import WebSocket

from slipway.access import Action
from slipway.cluster import Cluster, WatchCache, execute
from slipway.containers import terminal
from slipway.containers.directory import ServiceDirectory
from slipway.containers.find import Finder
from slipway.containers.frames import SUBPROTOCOL
from slipway.containers.logs import open_logs
from slipway.containers.oplog import closed, opened
from slipway.containers.replicas import choose, shown
from slipway.containers.schemas import ContainerOut, ExecQuery, LogQuery
from slipway.db import Database
from slipway.web import CurrentActor, Page, Paging, Streams, page_of_list, provided, text_response

router = APIRouter(tags=["containers"])

ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]
CachePart = Annotated[WatchCache, Depends(provided(WatchCache))]
DatabasePart = Annotated[Database, Depends(provided(Database))]
DirectoryPart = Annotated[ServiceDirectory, Depends(provided(ServiceDirectory))]
StreamsPart = Annotated[Streams, Depends(provided(Streams))]

SORT = ("pod", "container", "state", "restarts", "started_at")
SEARCH = ("pod", "container", "image", "host")


def finder(actor: CurrentActor, database: DatabasePart, cache: CachePart, directory: DirectoryPart) -> Finder:
    """Put together what finding a service needs."""
    return Finder(actor, database, cache, directory)


Find = Annotated[Finder, Depends(finder)]


@router.get("/services/{service_id}/containers")
async def list_containers(find: Find, paging: Paging, service_id: str) -> Page[ContainerOut]:
    """List the containers of a service's replicas, as the cluster sees them."""
    service = await find.service(service_id, Action.CONTAINER_READ)
    return page_of_list([shown(each) for each in service.replicas()], paging, SORT, SEARCH)


@router.get(
    "/services/{service_id}/logs",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/plain": {}}, "description": "The lines, as they are written with `follow`"}},
)
async def read_logs(
    request: Request, find: Find, cluster: ClusterPart, service_id: str, query: Annotated[LogQuery, Query()]
) -> StreamingResponse:
    """Read logs as plain text: of one replica, or of all, each line with its pod's name in brackets."""
    service = await find.service(service_id, Action.CONTAINER_READ)
    return text_response(request, open_logs(cluster, service, query))


@router.websocket("/services/{service_id}/exec")
async def run_command(
    socket: WebSocket,
    find: Find,
    cluster: ClusterPart,
    streams: StreamsPart,
    service_id: str,
    query: Annotated[ExecQuery, Query()],
) -> None:
    """Run a command in a container, with a terminal when asked for."""
    service = await find.service(service_id, Action.CONTAINER_EXEC)
    ref = choose(service.replicas(), query.pod, query.container).ref
    await opened(find, service, ref, query)
    outcome = "not run"
    try:
        async with execute(cluster, ref, query.command, stdin=query.stdin, tty=query.tty) as command:
            offered = socket.scope.get("subprotocols") or []
            await socket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
            with streams.socket(socket) as ending:
                outcome = await terminal.connect(socket, command, ending)
    finally:
        await closed(find, service, ref, outcome)

"""HTTP and WebSocket routes to the list of all containers, into each of them, and into those of a service together.

They open no transaction of the request's, because logs and terminals live longer than one may.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.websockets import WebSocket

from slipway.access import Action
from slipway.audit import Target
from slipway.cluster import Cluster, WatchCache
from slipway.containers.attendance import Attendance
from slipway.containers.detail_schemas import ContainerDetail, Copied, PodRemoval
from slipway.containers.directory import ServiceDirectory
from slipway.containers.explain import Explainer
from slipway.containers.feed import Feed
from slipway.containers.find import Finder
from slipway.containers.inspector import Inspector
from slipway.containers.inventory import Inventory
from slipway.containers.logs import open_log_of, open_logs
from slipway.containers.porter import Porter
from slipway.containers.reach import reach_of
from slipway.containers.removal import Remover
from slipway.containers.replicas import choose, shown
from slipway.containers.schemas import (
    CommandQuery,
    ContainerLogQuery,
    ContainerOut,
    ContainerPage,
    ExecQuery,
    LogQuery,
    Wanted,
    WantedNow,
)
from slipway.containers.shell import Shell
from slipway.containers.stream import ContainerStream
from slipway.containers.usage import LiveUsage
from slipway.db import Database
from slipway.settings import Settings
from slipway.users import Activity
from slipway.web import (
    CurrentActor,
    Page,
    Paging,
    Streams,
    file_response,
    page_of_list,
    provided,
    sse_response,
    text_response,
)

router = APIRouter(tags=["containers"])

ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]
CachePart = Annotated[WatchCache, Depends(provided(WatchCache))]
DatabasePart = Annotated[Database, Depends(provided(Database))]
DirectoryPart = Annotated[ServiceDirectory, Depends(provided(ServiceDirectory))]
ExplainerPart = Annotated[Explainer, Depends(provided(Explainer))]
FeedPart = Annotated[Feed, Depends(provided(Feed))]
UsagePart = Annotated[LiveUsage, Depends(provided(LiveUsage))]
ActivityPart = Annotated[Activity, Depends(provided(Activity))]
SettingsPart = Annotated[Settings, Depends(provided(Settings))]
StreamsPart = Annotated[Streams, Depends(provided(Streams))]

FilePath = Annotated[str, Query(min_length=1, max_length=4096, description="absolute, inside of the container")]
TAR_BODY = {"content": {"application/x-tar": {"schema": {"type": "string", "format": "binary"}}}, "required": True}

SORT = ("pod", "container", "state", "restarts", "started_at")
SEARCH = ("pod", "container", "image", "host")


def finder(actor: CurrentActor, database: DatabasePart, cache: CachePart, directory: DirectoryPart) -> Finder:
    """Put together what finding a service needs."""
    return Finder(actor, database, cache, directory)


def inventory(cache: CachePart, explainer: ExplainerPart, usage: UsagePart) -> Inventory:
    """Put together what showing containers needs."""
    return Inventory(cache, explainer, usage)


Find = Annotated[Finder, Depends(finder)]
Show = Annotated[Inventory, Depends(inventory)]


def inspector(actor: CurrentActor, database: DatabasePart, cluster: ClusterPart, show: Show) -> Inspector:
    """Put together what looking at one container needs."""
    return Inspector(actor, database, cluster, show)


Inspect = Annotated[Inspector, Depends(inspector)]


async def stream(
    actor: CurrentActor, database: DatabasePart, feed: FeedPart, show: Show, wanted: Annotated[Wanted, Depends()]
) -> ContainerStream:
    """Put together what a stream needs, as far as the caller may see."""
    return ContainerStream(actor, database, feed, show, await reach_of(database, actor, wanted))


@router.get("/containers")
async def list_all_containers(
    actor: CurrentActor, database: DatabasePart, show: Show, paging: Paging, wanted: Annotated[WantedNow, Depends()]
) -> ContainerPage:
    """List all containers that the caller may see: a tenant's members its own, the platform's staff those of all."""
    return await show.page(await reach_of(database, actor, wanted), paging)


@router.get("/containers/events", response_class=StreamingResponse)
async def follow_containers(
    request: Request,
    following: Annotated[ContainerStream, Depends(stream)],
    last_event_id: Annotated[str, Header(max_length=100, description="go on after this event")] = "",
) -> StreamingResponse:
    """Follow all containers that the caller may see: ``container``, ``gone``, ``cluster`` and ``resync`` events."""
    return sse_response(request, following.events(last_event_id))


@router.get("/containers/{tenant_id}/{pod}/{container}")
async def get_container(inspect: Inspect, tenant_id: str, pod: str, container: str) -> ContainerDetail:
    """Show one container with everything that the cluster tells of it."""
    return await inspect.detail(tenant_id, pod, container)


@router.get(
    "/containers/{tenant_id}/{pod}/{container}/files",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-tar": {}}, "description": "A tar archive of the file or directory"}},
)
async def download_files(
    request: Request, inspect: Inspect, tenant_id: str, pod: str, container: str, path: FilePath
) -> StreamingResponse:
    """Copy a file or directory out of a container, as a tar archive made by the container's own ``tar``."""
    pieces = await Porter(inspect).download(tenant_id, pod, container, path)
    return file_response(request, pieces, "application/x-tar", f"{pod}.tar")


@router.put("/containers/{tenant_id}/{pod}/{container}/files", openapi_extra={"requestBody": TAR_BODY})
async def upload_files(
    request: Request, inspect: Inspect, tenant_id: str, pod: str, container: str, path: FilePath
) -> Copied:
    """Unpack a tar archive, the request's body, into a directory of a container by the container's own ``tar``."""
    return Copied(bytes=await Porter(inspect).upload(tenant_id, pod, container, path, request.stream()))


@router.get(
    "/containers/{tenant_id}/{pod}/{container}/logs",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/plain": {}}, "description": "The lines, as they are written with `follow`"}},
)
async def read_container_log(
    request: Request,
    inspect: Inspect,
    tenant_id: str,
    pod: str,
    container: str,
    query: Annotated[ContainerLogQuery, Query()],
) -> StreamingResponse:
    """Read the log of one container as plain text, whether or not it belongs to a service."""
    found = await inspect.find(tenant_id, pod, Action.CONTAINER_READ)
    return text_response(request, open_log_of(inspect.cluster, found.container(container), query))


@router.post("/containers/{tenant_id}/{pod}/restart", status_code=202)
async def restart_pod(inspect: Inspect, tenant_id: str, pod: str) -> PodRemoval:
    """Replace a pod with all its containers by a new one; 409 where nothing would make one."""
    return await Remover(inspect).restart(tenant_id, pod)


@router.delete("/containers/{tenant_id}/{pod}", status_code=202)
async def delete_pod(inspect: Inspect, tenant_id: str, pod: str) -> PodRemoval:
    """Delete a pod with all its containers; ``replaced_by`` is what makes another, if anything does."""
    return await Remover(inspect).delete(tenant_id, pod)


def attending(
    actor: CurrentActor, activity: ActivityPart, settings: SettingsPart, query: Annotated[CommandQuery, Query()]
) -> Attendance:
    """Put together what tells whether somebody is there; a command without a terminal needs nobody."""
    return Attendance(lambda: activity.used(actor), settings.terminal_idle_seconds if query.tty else None)


Attending = Annotated[Attendance, Depends(attending)]


def shell(
    actor: CurrentActor, database: DatabasePart, cluster: ClusterPart, streams: StreamsPart, attendance: Attending
) -> Shell:
    """Put together what running commands needs."""
    return Shell(actor, database, cluster, streams, attendance)


RunIn = Annotated[Shell, Depends(shell)]


@router.websocket("/containers/{tenant_id}/{pod}/{container}/exec")
async def run_command_in(
    socket: WebSocket,
    inspect: Inspect,
    run: RunIn,
    tenant_id: str,
    pod: str,
    container: str,
    query: Annotated[CommandQuery, Query()],
) -> None:
    """Run a command in one container, whether or not it belongs to a service."""
    found = await inspect.find(tenant_id, pod, Action.CONTAINER_EXEC)
    ref = found.running(container).ref
    await run.run(socket, Target("container", found.uid, found.name, found.home.id), ref, query)


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
    socket: WebSocket, find: Find, run: RunIn, service_id: str, query: Annotated[ExecQuery, Query()]
) -> None:
    """Run a command in a container of a service, with a terminal when asked for."""
    service = await find.service(service_id, Action.CONTAINER_EXEC)
    ref = choose(service.replicas(), query.pod, query.container).ref
    await run.run(socket, Target("service", service.id, service.name, service.tenant_id), ref, query)

"""HTTP routes of managed services."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from slipway.access import Action, require
from slipway.applications import CurrentContext, DeleteVolumes
from slipway.managed import manage
from slipway.managed.connections.manage import part_all, refuse_connected
from slipway.managed.find import managed_by_id, visible
from slipway.managed.look_up import access_of
from slipway.managed.models import ManagedService
from slipway.managed.parts import DatabasePart, Present
from slipway.managed.schemas import (
    EngineKind,
    ManagedAccess,
    ManagedChanged,
    ManagedCreate,
    ManagedPatch,
    ManagedServiceOut,
    ManagedState,
)
from slipway.web import CurrentActor, DbSession, Page, Paging, page_of_list

router = APIRouter(tags=["managed"])

SORT = ("name", "engine", "created_at", "tenant_name")
SEARCH = ("name", "engine", "offering_name", "description", "tenant_name")
Disconnect = Annotated[bool, Query(description="also part the applications that are connected to it")]


@router.get("/managed-services")
async def list_managed_services(
    actor: CurrentActor,
    session: DbSession,
    present: Present,
    paging: Paging,
    tenant_id: str | None = None,
    engine: EngineKind | None = None,
    state: ManagedState | None = None,
) -> Page[ManagedServiceOut]:
    """List managed services with their state."""
    require(actor, Action.MANAGED_READ, actor.tenant_id)
    query = visible(actor)
    if tenant_id is not None:
        query = query.where(ManagedService.tenant_id == tenant_id)
    if engine is not None:
        query = query.where(ManagedService.engine == engine.value)
    shown = await present.services((await session.scalars(query)).all())
    return page_of_list([each for each in shown if state in (None, each.state)], paging, SORT, SEARCH)


@router.post("/managed-services", status_code=201)
async def open_managed_service(context: CurrentContext, present: Present, body: ManagedCreate) -> ManagedServiceOut:
    """Open a managed service of an offering; it starts at once."""
    return await present.service(await manage.open_managed(context, body))


@router.get("/managed-services/{managed_id}")
async def get_managed_service(
    actor: CurrentActor, session: DbSession, present: Present, managed_id: str
) -> ManagedServiceOut:
    """Show one managed service."""
    return await present.service(await managed_by_id(session, actor, managed_id))


@router.patch("/managed-services/{managed_id}")
async def change_managed_service(
    context: CurrentContext,
    present: Present,
    managed_id: str,
    body: ManagedPatch,
    dry_run: Annotated[bool, Query(description="only tell what would change, and whether it restarts")] = False,
) -> ManagedChanged:
    """Describe a managed service otherwise, or give it another plan, or the version that its offering has now.

    Its volume grows, and never shrinks.
    """
    row, changes, restarts = await manage.change_managed(context, managed_id, body, dry_run=dry_run)
    return ManagedChanged(service=await present.service(row), changes=changes, restarts=restarts)


@router.delete("/managed-services/{managed_id}", status_code=204)
async def close_managed_service(
    context: CurrentContext, managed_id: str, delete_volumes: DeleteVolumes = False, disconnect: Disconnect = False
) -> None:
    """Close a managed service. What it keeps stays as a volume, unless `delete_volumes` is set.

    Refused while applications are connected to it, unless `disconnect` is set: then the sets that say how to get in
    go with it where no service uses them.
    """
    await (part_all(context, managed_id) if disconnect else refuse_connected(context, managed_id))
    await manage.close_managed(context, managed_id, delete_volumes=delete_volumes)


@router.post("/managed-services/{managed_id}/start", status_code=202)
async def start_managed_service(context: CurrentContext, present: Present, managed_id: str) -> ManagedServiceOut:
    """Bring it up again, with what it kept."""
    return await present.service(await manage.start_managed(context, managed_id))


@router.post("/managed-services/{managed_id}/stop", status_code=202)
async def stop_managed_service(context: CurrentContext, present: Present, managed_id: str) -> ManagedServiceOut:
    """Take it down; what it keeps stays."""
    return await present.service(await manage.stop_managed(context, managed_id))


@router.post("/managed-services/{managed_id}/restart", status_code=202)
async def restart_managed_service(context: CurrentContext, present: Present, managed_id: str) -> ManagedServiceOut:
    """Replace its container: it cannot be reached for a moment."""
    return await present.service(await manage.restart_managed(context, managed_id))


@router.get("/managed-services/{managed_id}/access")
async def get_managed_access(actor: CurrentActor, database: DatabasePart, managed_id: str) -> ManagedAccess:
    """Tell how its administrator gets in, with the password; kept in the operation log."""
    async with database.session() as session:
        return await access_of(session, actor, managed_id)

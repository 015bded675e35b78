"""HTTP routes of applications."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse
from sqlalchemy import select

from slipway.access import Action, may, require, scope
from slipway.applications import apply, manage, restart, switch
from slipway.applications.configuration.declared import files_of
from slipway.applications.configuration.givers import given_sets
from slipway.applications.configuration.sets import contents_of
from slipway.applications.document import file_of, file_text
from slipway.applications.find import application_view
from slipway.applications.models import Application
from slipway.applications.parts import CurrentContext, DeleteVolumes, Present, StatusesPart
from slipway.applications.schemas import (
    ApplicationCreate,
    ApplicationOut,
    ApplicationPatch,
    ApplicationStatus,
    ApplyResult,
)
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate

router = APIRouter(tags=["applications"])

LISTING = Listing(
    sort={"name": Application.name, "created_at": Application.created_at, "updated_at": Application.updated_at},
    search=[Application.name, Application.description],
)
Kept = Annotated[bool, Query(description="also those that stand behind managed services")]


@router.get("/applications")
async def list_applications(
    actor: CurrentActor,
    session: DbSession,
    present: Present,
    paging: Paging,
    tenant_id: str | None = None,
    kept: Kept = False,
) -> Page[ApplicationOut]:
    """List applications with their status, without their services."""
    require(actor, Action.APPLICATION_READ, actor.tenant_id)
    query = scope(select(Application).where(Application.deleted_at.is_(None)), Application, actor)
    if not kept:
        query = query.where(Application.kept_by.is_(None))
    if tenant_id is not None:
        query = query.where(Application.tenant_id == tenant_id)
    rows, total = await paginate(session, query, paging, LISTING)
    return page_of(await present.applications([row.id for row in rows]), total, paging)


@router.post("/applications", status_code=201)
async def create_application(context: CurrentContext, present: Present, body: ApplicationCreate) -> ApplicationOut:
    """Make an application, not yet published."""
    return await present.application(await manage.create_application(context, body))


@router.post("/applications/apply")
async def apply_application(
    context: CurrentContext, present: Present, body: ApplicationCreate, dry_run: bool = False, publish: bool = False
) -> ApplyResult:
    """Create or change an application so that it is as the file says; ``dry_run`` only tells what would change."""
    done = await apply.apply(context, body, apply.Mode(dry_run=dry_run, publish=publish))
    application = await present.application(done.application_id) if done.application_id else None
    return ApplyResult(created=done.created, changes=done.changes, application=application)


@router.get("/applications/{application_id}")
async def get_application(
    actor: CurrentActor, session: DbSession, present: Present, application_id: str
) -> ApplicationOut:
    """Show one application with its services."""
    view = await application_view(session, actor, application_id)
    return await present.application(view.id)


@router.get("/applications/{application_id}/file", response_class=PlainTextResponse)
async def export_application(actor: CurrentActor, session: DbSession, present: Present, application_id: str) -> str:
    """Write an application as a declarative file (YAML); values that the asker may not see are ``***`` in it.

    Sets that the application was given by being connected to a managed service are not in it.
    """
    view = await application_view(session, actor, application_id)
    secrets = may(actor, Action.APPLICATION_SECRETS, view.tenant_id, view.id)
    given = await given_sets(session, view.id)
    own = {name: each for name, each in (await contents_of(session, view.id)).items() if name not in given}
    sets = files_of(own, secrets=secrets)
    return file_text(file_of(await present.application(view.id), sets))


@router.patch("/applications/{application_id}")
async def change_application(
    context: CurrentContext, present: Present, application_id: str, body: ApplicationPatch
) -> ApplicationOut:
    """Change an application's description."""
    await manage.change_application(context, application_id, body)
    return await present.application(application_id)


@router.delete("/applications/{application_id}", status_code=204)
async def delete_application(
    context: CurrentContext, application_id: str, delete_volumes: DeleteVolumes = False
) -> None:
    """Remove an application with its services and their history; what runs is taken down.

    Volumes stay, unless `delete_volumes` is set.
    """
    await manage.delete_application(context, application_id, delete_volumes=delete_volumes)


@router.post("/applications/{application_id}/publish", status_code=202)
async def publish_application(context: CurrentContext, present: Present, application_id: str) -> ApplicationStatus:
    """Bring all services up in dependency order."""
    await switch.publish_application(context, application_id)
    return await present.status(application_id)


@router.post("/applications/{application_id}/unpublish", status_code=202)
async def unpublish_application(context: CurrentContext, present: Present, application_id: str) -> ApplicationStatus:
    """Take all services down in reverse order; configuration and data stay."""
    await switch.unpublish_application(context, application_id)
    return await present.status(application_id)


@router.post("/applications/{application_id}/restart", status_code=202)
async def restart_application(context: CurrentContext, present: Present, application_id: str) -> ApplicationStatus:
    """Replace the containers of all published services: a wave when all those before it are ready again."""
    await restart.restart_application(context, application_id)
    return await present.status(application_id)


@router.delete("/applications/{application_id}/restart", status_code=202)
async def end_restart(
    context: CurrentContext, present: Present, statuses: StatusesPart, application_id: str
) -> ApplicationStatus:
    """Restart nothing more: services that wait for their turn stay as they are; one that has begun goes on."""
    view = await application_view(context.session, context.actor, application_id)
    await restart.end_restart(context, application_id, statuses.waiting_to_restart(view))
    return await present.status(application_id)


@router.get("/applications/{application_id}/status")
async def get_application_status(
    actor: CurrentActor, session: DbSession, present: Present, application_id: str
) -> ApplicationStatus:
    """Tell what runs, and why something does not."""
    view = await application_view(session, actor, application_id)
    return await present.status(view.id)

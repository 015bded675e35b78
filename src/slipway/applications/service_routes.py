"""HTTP routes of services."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from slipway.applications import services, switch
from slipway.applications.find import application_view, service_view
from slipway.applications.models import Revision
from slipway.applications.parts import CurrentContext, DeleteVolumes, Present
from slipway.applications.schemas import (
    RevisionOut,
    Rollback,
    Scale,
    ServiceConfig,
    ServiceFile,
    ServiceOut,
    ServiceStatus,
    ServiceUpdate,
    Upgrade,
    Variable,
)
from slipway.applications.variables import provided, variables
from slipway.applications.visible import visible_config
from slipway.web import CurrentActor, DbSession

router = APIRouter(tags=["services"])

Cascade = Annotated[bool, Query(description="also unpublish the services that depend on it")]

Dependencies = Annotated[
    list[str], Query(description="names of services, in the order of `depends_on`", max_length=200)
]


@router.get("/applications/{application_id}/services")
async def list_services(
    actor: CurrentActor, session: DbSession, present: Present, application_id: str
) -> list[ServiceOut]:
    """List an application's services, sorted by name."""
    return await present.services(await application_view(session, actor, application_id))


@router.post("/applications/{application_id}/services", status_code=201)
async def create_service(
    context: CurrentContext, present: Present, application_id: str, body: ServiceFile
) -> ServiceOut:
    """Add a service, not yet published."""
    return await present.service((await services.create_service(context, application_id, body)).row)


@router.get("/services/{service_id}")
async def get_service(actor: CurrentActor, session: DbSession, present: Present, service_id: str) -> ServiceOut:
    """Show one service."""
    view, service = await service_view(session, actor, service_id)
    return next(shown for shown in await present.services(view) if shown.id == service.id)


@router.put("/services/{service_id}")
async def update_service(context: CurrentContext, present: Present, service_id: str, body: ServiceUpdate) -> ServiceOut:
    """Replace a service's configuration: a new revision, and a rolling update when it is published."""
    return await present.service((await services.update_service(context, service_id, body)).row)


@router.delete("/services/{service_id}", status_code=204)
async def delete_service(context: CurrentContext, service_id: str, delete_volumes: DeleteVolumes = False) -> None:
    """Remove a service with its history; its volumes stay, unless `delete_volumes` is set."""
    await services.delete_service(context, service_id, delete_volumes=delete_volumes)


@router.post("/services/{service_id}/publish", status_code=202)
async def publish_service(context: CurrentContext, present: Present, service_id: str) -> ServiceStatus:
    """Bring up a service and what it depends on."""
    return await present.service_status((await switch.publish_service(context, service_id)).row)


@router.post("/services/{service_id}/unpublish", status_code=202)
async def unpublish_service(
    context: CurrentContext, present: Present, service_id: str, cascade: Cascade = False
) -> ServiceStatus:
    """Take a service down; refused while published services depend on it, unless these are to go as well."""
    return await present.service_status((await switch.unpublish_service(context, service_id, cascade=cascade)).row)


@router.post("/services/{service_id}/scale", status_code=202)
async def scale_service(context: CurrentContext, present: Present, service_id: str, body: Scale) -> ServiceStatus:
    """Change the number of replicas."""
    return await present.service_status((await services.scale_service(context, service_id, body)).row)


@router.post("/services/{service_id}/upgrade", status_code=202)
async def upgrade_service(context: CurrentContext, present: Present, service_id: str, body: Upgrade) -> ServiceStatus:
    """Change image and/or variables: a new revision, rolled out without interruption."""
    return await present.service_status((await services.upgrade_service(context, service_id, body)).row)


@router.post("/services/{service_id}/rollback", status_code=202)
async def rollback_service(context: CurrentContext, present: Present, service_id: str, body: Rollback) -> ServiceStatus:
    """Return to an earlier revision's configuration, as a new revision."""
    return await present.service_status((await services.roll_back_service(context, service_id, body.revision)).row)


@router.post("/services/{service_id}/restart", status_code=202)
async def restart_service(context: CurrentContext, present: Present, service_id: str) -> ServiceStatus:
    """Replace a service's containers one after the other."""
    return await present.service_status((await services.restart_service(context, service_id)).row)


@router.get("/services/{service_id}/revisions")
async def list_revisions(actor: CurrentActor, session: DbSession, service_id: str) -> list[RevisionOut]:
    """List a service's revisions, newest first."""
    view, service = await service_view(session, actor, service_id)
    query = select(Revision).where(Revision.service_id == service.id).order_by(Revision.number.desc())
    return [
        RevisionOut(
            number=revision.number,
            config=visible_config(actor, view.tenant_id, view.id, ServiceConfig.model_validate(revision.config)),
            note=revision.note,
            rolled_back_to=revision.rolled_back_to,
            created_at=revision.created_at,
            created_by=revision.created_by,
            current=revision.number == service.revision,
        )
        for revision in await session.scalars(query)
    ]


@router.get("/services/{service_id}/variables")
async def list_variables(actor: CurrentActor, session: DbSession, service_id: str) -> list[Variable]:
    """List the variables that a service's dependencies provide to its containers."""
    view, service = await service_view(session, actor, service_id)
    return variables(service.config, view.services)


@router.get("/applications/{application_id}/variables")
async def list_provided_variables(
    actor: CurrentActor, session: DbSession, application_id: str, service: Dependencies
) -> list[Variable]:
    """List the variables that some of an application's services provide to one that depends on them, if it does yet or
    not."""
    return provided(service, (await application_view(session, actor, application_id)).services)

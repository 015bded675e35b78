"""Find applications and services for readers, within what they may know of."""

from __future__ import annotations

from sqlalchemy import select

from slipway.access import Action, Actor, absent, require, scope
from slipway.applications.models import Application, Service
from slipway.applications.views import ApplicationView, ServiceView, load_view
from slipway.db import Session


async def application_view(session: Session, actor: Actor, application_id: str) -> ApplicationView:
    """Return an application that is not being deleted, or raise NotFound."""
    visible = select(Application.id).where(Application.id == application_id, Application.deleted_at.is_(None))
    found = await session.scalar(scope(visible, Application, actor))
    view = None if found is None else await load_view(session, found)
    if view is None:
        raise await absent(session, Application, application_id, "application.not_found")
    require(actor, Action.APPLICATION_READ, view.tenant_id, view.id)
    return view


async def service_view(session: Session, actor: Actor, service_id: str) -> tuple[ApplicationView, ServiceView]:
    """Return a service that is not being deleted, with its application, or raise NotFound."""
    visible = select(Service.application_id).where(Service.id == service_id, Service.deleted_at.is_(None))
    application_id = await session.scalar(scope(visible, Service, actor))
    if application_id is None:
        raise await absent(session, Service, service_id, "service.not_found")
    view = await application_view(session, actor, application_id)
    return view, next(service for service in view.services if service.id == service_id)

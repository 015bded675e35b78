"""Tells the rooms below which images services run."""

from __future__ import annotations

from sqlalchemy import and_, select

from slipway.access import Actor, scope
from slipway.applications.models import Application, Revision, Service
from slipway.db import Session
from slipway.images import Use


class ImageUses:
    """Implements ``images.ImageUses``."""

    async def uses(self, session: Session, actor: Actor, tenant_id: str | None = None) -> list[Use]:
        """Return the images of services that are not being deleted, by their current revisions."""
        current = and_(Revision.service_id == Service.id, Revision.number == Service.revision)
        query = select(Service, Application.name, Revision.config).join(Revision, current)
        query = query.join(Application, Application.id == Service.application_id).where(Service.deleted_at.is_(None))
        if tenant_id is not None:
            query = query.where(Service.tenant_id == tenant_id)
        query = scope(query, Service, actor).order_by(Application.name, Service.name)
        return [
            Use(service.id, service.name, service.application_id, application, service.tenant_id, config["image"])
            for service, application, config in await session.execute(query)
        ]

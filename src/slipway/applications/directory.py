"""Tells the rooms below which services there are."""

from __future__ import annotations

from sqlalchemy import select

from slipway.access import Actor, scope
from slipway.applications.models import Service
from slipway.containers import Whose
from slipway.db import Session
from slipway.errors import NotFound
from slipway.tenants import Tenant


class Directory:
    """Implements ``containers.ServiceDirectory``."""

    async def service(self, session: Session, actor: Actor, service_id: str) -> Whose:
        """Return a service that is not being deleted. Raises NotFound."""
        query = select(Service, Tenant.namespace).join(Tenant, Tenant.id == Service.tenant_id)
        query = query.where(Service.id == service_id, Service.deleted_at.is_(None))
        row = (await session.execute(scope(query, Service, actor))).one_or_none()
        if row is None:
            raise NotFound("service.not_found", {"id": service_id})
        service, namespace = row
        return Whose(service.id, service.name, service.tenant_id, namespace)

"""Tells the rooms below which applications and services there are."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from slipway.access import Actor, absent, scope
from slipway.applications.models import Application, Service
from slipway.containers import Whose
from slipway.db import Session
from slipway.tenants import Tenant


class Directory:
    """Implements ``containers.ServiceDirectory``."""

    async def service(self, session: Session, actor: Actor, service_id: str) -> Whose:
        """Return a service that is not being deleted. Raises NotFound."""
        query = select(Service, Tenant.namespace).join(Tenant, Tenant.id == Service.tenant_id)
        query = query.where(Service.id == service_id, Service.deleted_at.is_(None))
        row = (await session.execute(scope(query, Service, actor))).one_or_none()
        if row is None:
            raise await absent(session, Service, service_id, "service.not_found")
        service, namespace = row
        return Whose(service.id, service.name, service.tenant_id, namespace, service.application_id)


class Names:
    """Implements ``users.ApplicationNames``."""

    async def names(self, session: Session, actor: Actor, ids: Iterable[str]) -> dict[str, str]:
        """Return the names of applications that are not being deleted, by their ids."""
        query = select(Application.id, Application.name).where(Application.id.in_(set(ids)))
        found = await session.execute(scope(query.where(Application.deleted_at.is_(None)), Application, actor))
        return dict(found.all())

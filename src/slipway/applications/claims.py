"""Names and domains that only one service can have."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from slipway.applications.models import Application, Service
from slipway.db import Session
from slipway.errors import Conflict


async def refuse_taken_application(session: Session, tenant_id: str, name: str) -> None:
    """Refuse a name that one of the tenant's applications has."""
    query = select(Application).where(Application.tenant_id == tenant_id, Application.name == name)
    taken = await session.scalar(query)
    if taken is not None and taken.deleted_at is not None:
        raise Conflict("application.being_deleted", {"name": name}, field="name")
    if taken is not None:
        raise Conflict("application.name_taken", {"name": name}, field="name")


async def refuse_taken_services(session: Session, tenant_id: str, fields: Mapping[str, str]) -> None:
    """Refuse names that services of the tenant have; ``fields`` maps each to its place in the request, in order."""
    query = select(Service.name, Service.deleted_at, Application.name)
    query = query.join(Application, Application.id == Service.application_id)
    rows = await session.execute(query.where(Service.tenant_id == tenant_id, Service.name.in_(fields)))
    taken = {name: (deleted_at, application) for name, deleted_at, application in rows}
    for name in (name for name in fields if name in taken):
        deleted_at, application = taken[name]
        params = {"name": name, "application": application}
        if deleted_at is not None:
            raise Conflict("service.being_deleted", params, field=fields[name])
        raise Conflict("service.name_taken", params, field=fields[name])


async def claim_domain(session: Session, service: Service, domain: str | None, field: str) -> None:
    """Give the service the domain (or none), unless another service on the platform has it. Does not say which."""
    if service.domain == domain:
        return
    taken = select(Service.id).where(Service.domain == domain, Service.id != service.id)
    if domain is not None and await session.scalar(taken) is not None:
        raise Conflict("service.domain_taken", {"domain": domain}, field=field)
    service.domain = domain
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("service.domain_taken", {"domain": str(domain)}, field=field) from error

"""What a tenant's applications take of its quota.

Counted are the desired replicas of published services, whatever a rolling update needs on top; all services, because
each may be published; and all public domains, because nobody else can have them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import and_, func, select

from slipway.applications.models import Revision, Service
from slipway.applications.views import ApplicationView
from slipway.db import Session
from slipway.quantities import parse
from slipway.tenants import Demand


def demand(cpu: str, memory: str, replicas: int) -> Demand:
    """Return what a service of that size reserves."""
    return Demand(parse(cpu) * replicas, parse(memory) * replicas, Decimal(replicas))


async def reserved(session: Session, tenant_id: str) -> Demand:
    """Return what the tenant's applications have taken."""
    mine = (Service.tenant_id == tenant_id, Service.deleted_at.is_(None))
    current = and_(Revision.service_id == Service.id, Revision.number == Service.revision)
    query = select(Service.replicas, Revision.config["resources"]).join(Revision, current)
    total = Demand()
    for replicas, resources in await session.execute(query.where(*mine, Service.published)):
        total += demand(resources["cpu"], resources["memory"], replicas)
    counted = await session.execute(select(func.count(), func.count(Service.domain)).where(*mine))
    services, domains = counted.one()
    return total + Demand(services=Decimal(services), domains=Decimal(domains))


def taken(views: Iterable[ApplicationView]) -> dict[str, Demand]:
    """Return the same of all tenants at once, by their ids, from applications that are known already."""
    found: dict[str, Demand] = {}
    for view in views:
        total = found.get(view.tenant_id, Demand())
        for service in view.services:
            if service.deleting:
                continue
            config = service.config
            total += Demand(services=Decimal(1), domains=Decimal(1 if config.domain else 0))
            if service.published:
                total += demand(config.resources.cpu, config.resources.memory, service.replicas)
        found[view.tenant_id] = total
    return found

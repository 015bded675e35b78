"""What a tenant's applications take of its quota.

Counted are the desired replicas of published services (of autoscaled ones the least number), whatever a rolling update
needs on top, and their volumes; all services, because each may be published; and all public domains, those below the
platform's and own ones, because nobody else can have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import and_, func, select

from slipway.applications.domains.lookup import counts as own_domains
from slipway.applications.models import Revision, Service, declared_volumes
from slipway.applications.scaling.check import at_least, parsed
from slipway.applications.storage.demand import asked
from slipway.applications.storage.names import claim_name, claim_names
from slipway.applications.views import ApplicationView
from slipway.db import Obj, Session
from slipway.errors import Conflict
from slipway.quantities import parse
from slipway.tenants import Demand


def demand(cpu: str, memory: str, replicas: int) -> Demand:
    """Return what a service of that size reserves."""
    return Demand(parse(cpu) * replicas, parse(memory) * replicas, Decimal(replicas))


async def reserved(session: Session, tenant_id: str) -> Demand:
    """Return what the tenant's applications have taken."""
    mine = (Service.tenant_id == tenant_id, Service.deleted_at.is_(None))
    current = and_(Revision.service_id == Service.id, Revision.number == Service.revision)
    query = select(Service.replicas, Service.autoscaling, Revision.config["resources"]).join(Revision, current)
    total = Demand()
    for replicas, rules, resources in await session.execute(query.where(*mine, Service.published)):
        total += demand(resources["cpu"], resources["memory"], at_least(replicas, parsed(rules)))
    counted = await session.execute(
        select(func.count(), func.count(Service.domain)).where(*mine, Service.canary_of.is_(None))
    )
    services, domains = counted.one()
    volumes = asked(await asked_claims(session, tenant_id))
    own = (await own_domains(session, [tenant_id])).get(tenant_id, 0)
    return total + volumes + Demand(services=Decimal(services), domains=Decimal(domains + own))


def taken(views: Iterable[ApplicationView], own: Mapping[str, int]) -> dict[str, Demand]:
    """Return the same of all tenants at once, by their ids, from applications and own domains that are known."""
    found = {tenant_id: Demand(domains=Decimal(number)) for tenant_id, number in own.items()}
    for view in views:
        total = found.get(view.tenant_id, Demand())
        for service in view.services:
            if service.deleting:
                continue
            config = service.config
            if service.trial is None:  # what a canary runs counts, but it is no further service
                total += Demand(services=Decimal(1), domains=Decimal(1 if config.domain else 0))
            if service.published:
                total += demand(config.resources.cpu, config.resources.memory, service.least)
                total += asked(claim_names(service.name, config))
        found[view.tenant_id] = total
    return found


async def asked_claims(session: Session, tenant_id: str) -> dict[str, str]:
    """Return the sizes of the claims that published services ask for, by their names."""
    return {
        claim_name(service, volume["name"]): volume["size"]
        for service, published, volumes in await _declared(session, tenant_id)
        if published
        for volume in volumes
    }


async def refuse_doubled_claims(session: Session, tenant_id: str) -> None:
    """Refuse two volumes of a tenant that would be one: ``b-c`` of the service ``a``, and ``c`` of ``a-b``."""
    seen: dict[str, str] = {}
    for service, _, volumes in await _declared(session, tenant_id):
        for volume in volumes:
            name = claim_name(service, volume["name"])
            if name in seen:
                raise Conflict("volume.names_collide", {"claim": name, "services": [seen[name], service]})
            seen[name] = service


async def _declared(session: Session, tenant_id: str) -> list[tuple[str, bool, list[Obj]]]:
    """Return the volumes that services declare, with the service's name and whether it is published."""
    current = and_(Revision.service_id == Service.id, Revision.number == Service.revision)
    query = select(Service.name, Service.published, declared_volumes()).join(Revision, current)
    mine = (Service.tenant_id == tenant_id, Service.deleted_at.is_(None))
    rows = await session.execute(query.where(*mine).order_by(Service.name))
    return [(name, published, volumes or []) for name, published, volumes in rows]

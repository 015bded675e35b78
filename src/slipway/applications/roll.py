"""All applications as they should be, kept in memory as long as the database says that nothing of them has changed.

Reading a thousand configurations takes longer than everything else that an overview needs, and they hardly ever change:
so each look asks the database for a few columns of every row, and reads only what is different.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select

from slipway.access import Actor, scope
from slipway.applications.domains.certificate import DomainCertificate
from slipway.applications.domains.models import OwnDomain
from slipway.applications.models import Application, Service
from slipway.applications.views import ApplicationView, load_views
from slipway.db import Session
from slipway.hosts.partitions import Partition
from slipway.tenants import Tenant

Mark = tuple[object, ...]
"""What differs whenever a view would; a revision's configuration never changes but for the name of its partition."""


@dataclass(slots=True)
class Roll:
    """The views that were read last. Nobody may change what it returns."""

    _kept: dict[str, tuple[Mark, ApplicationView]] = field(default_factory=dict)

    async def views(self, session: Session, actor: Actor) -> list[ApplicationView]:
        """Return all applications that the actor may know of, oldest first, also those that are being deleted."""
        marks = await _marks(session, actor)
        changed = [key for key, mark in marks.items() if key not in self._kept or self._kept[key][0] != mark]
        found = {view.id: view for view in await load_views(session, changed)} if changed else {}
        self._kept.update({key: (marks[key], view) for key, view in found.items()})
        if actor.of_platform and actor.applications is None:
            for key in self._kept.keys() - marks.keys():
                del self._kept[key]
        return [self._kept[key][1] for key in marks if key in self._kept]


async def _marks(session: Session, actor: Actor) -> dict[str, Mark]:
    services: dict[str, list[Mark]] = defaultdict(list)
    of_services = select(
        *(Service.application_id, Service.id, Service.name, Service.revision, Service.replicas, Service.published),
        *(Service.autoscaling, Service.deleted_at, Service.restarted_at, Service.partition_id, Partition.name),
    ).outerjoin(Partition, Partition.id == Service.partition_id)
    for row in await session.execute(scope(of_services, Service, actor).order_by(Service.id)):
        services[row[0]].append(tuple(row))
    certificate = (DomainCertificate.id.is_not(None), DomainCertificate.problem)
    of_domains = select(Service.application_id, Service.id, OwnDomain.host, OwnDomain.redirect, *certificate)
    of_domains = of_domains.join_from(OwnDomain, Service, Service.id == OwnDomain.service_id)
    of_domains = of_domains.outerjoin(DomainCertificate, DomainCertificate.domain_id == OwnDomain.id)
    of_domains = of_domains.where(OwnDomain.verified_at.is_not(None)).order_by(OwnDomain.id)
    for domain in await session.execute(scope(of_domains, Service, actor)):
        services[domain[0]].append(tuple(domain))
    of_applications = select(
        *(Application.id, Application.updated_at, Application.deleted_at, Tenant.name),
    ).join(Tenant, Tenant.id == Application.tenant_id)
    rows = await session.execute(scope(of_applications, Application, actor).order_by(Application.id))
    return {row[0]: (*row, tuple(services[row[0]])) for row in rows}

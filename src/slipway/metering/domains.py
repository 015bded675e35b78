"""Public domains are metered from the platform's own records: while the service that has one is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from slipway.applications import Application, OwnDomain, Service, Signals
from slipway.db import Database
from slipway.metering.observed import Observed, Subject
from slipway.tenants import Tenant


class Domains:
    """Implements ``Metered``."""

    resource = "domain"

    def __init__(self, database: Database, signals: Signals) -> None:
        self._database = database
        self._signals = signals

    async def observe(self) -> Sequence[Observed]:
        """Return the domains of every published service: below the platform's, and verified own ones."""
        running = (Service.published.is_(True), Service.deleted_at.is_(None))
        own = _of_services(OwnDomain.host).join(OwnDomain, OwnDomain.service_id == Service.id)
        queries = (
            _of_services(Service.domain).where(Service.domain.is_not(None), *running),
            own.where(OwnDomain.verified_at.is_not(None), *running),
        )
        async with self._database.read() as session:
            rows = [row for query in queries for row in await session.execute(query)]
        return [
            Observed(
                f"{service_id}/{domain}",
                Subject(
                    tenant_id=tenant_id,
                    tenant=tenant,
                    resource=self.resource,
                    application_id=application_id,
                    application=application,
                    service_id=service_id,
                    service=service,
                ),
            )
            for domain, service_id, service, application_id, application, tenant_id, tenant in rows
        ]

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` whenever an application was changed."""
        return self._signals.call(lambda _application_id: changed())


def _of_services(
    domain: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
) -> Select[*tuple[Any, ...]]:
    names = (Service.id, Service.name, Application.id, Application.name, Tenant.id, Tenant.name)
    query: Select[*tuple[Any, ...]] = select(domain, *names).select_from(Service)
    query = query.join(Application, Application.id == Service.application_id)
    return query.join(Tenant, Tenant.id == Service.tenant_id)

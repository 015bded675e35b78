"""Public domains are metered from the platform's own records: while the service that has one is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from slipway.applications import Application, Service, Signals
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
        """Return the domain of every published service."""
        query = select(
            Service.domain, Service.id, Service.name, Application.id, Application.name, Tenant.id, Tenant.name
        )
        query = query.join(Application, Application.id == Service.application_id)
        query = query.join(Tenant, Tenant.id == Service.tenant_id)
        wanted = (Service.domain.is_not(None), Service.published.is_(True), Service.deleted_at.is_(None))
        async with self._database.read() as session:
            rows = (await session.execute(query.where(*wanted))).all()
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

"""Writes what should run straight into the database, as the routes would."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from slipway.applications.configuration.entries import kept, outline
from slipway.applications.configuration.models import ConfigurationSet, ConfigurationVersion
from slipway.applications.configuration.schemas import SetKind
from slipway.applications.models import Application, Revision, Service
from slipway.applications.schemas import ServiceConfig
from slipway.applications.signals import Signals
from slipway.db import Database, utcnow
from slipway.tenants import Tenant


class Desired:
    """One application of one tenant."""

    def __init__(self, database: Database, signals: Signals, tenant: Tenant, application: Application) -> None:
        self._database = database
        self._signals = signals
        self.tenant = tenant
        self.application = application
        self.id = application.id

    async def add(self, name: str, *, published: bool = True, replicas: int = 1, **config: Any) -> None:
        """Add a service."""
        async with self._database.session() as session:
            service = Service(
                application_id=self.id,
                tenant_id=self.tenant.id,
                name=name,
                replicas=replicas,
                published=published,
                autoscaling=config.pop("autoscaling", None),
            )
            session.add(service)
            await session.flush()
            session.add(self._revision(service, 1, config))
        self._signals.changed(self.id)

    async def revise(self, name: str, runs_as: int | None = None, **config: Any) -> None:
        """Give a service a new revision, which may have the pods of an earlier one."""
        async with self._database.session() as session:
            service = (await session.scalars(select(Service).where(Service.name == name))).one()
            service.revision += 1
            revision = self._revision(service, service.revision, config)
            revision.runs_as = runs_as
            session.add(revision)
        self._signals.changed(self.id)

    async def set(self, name: str | None = None, **fields: Any) -> None:
        """Change a service, or all of them."""
        async with self._database.session() as session:
            for service in await session.scalars(select(Service)):
                if name in (None, service.name):
                    for field, value in fields.items():
                        setattr(service, field, value)
        self._signals.changed(self.id)

    async def configure(self, name: str, kind: SetKind = SetKind.CONFIG, **values: str) -> None:
        """Make a set, or give it a new version."""
        async with self._database.session() as session:
            row = await session.scalar(select(ConfigurationSet).where(ConfigurationSet.name == name))
            if row is None:
                row = ConfigurationSet(
                    application_id=self.id, tenant_id=self.tenant.id, name=name, kind=kind.value, version=0
                )
                session.add(row)
            row.version += 1
            await session.flush()
            version = ConfigurationVersion(
                set_id=row.id,
                tenant_id=self.tenant.id,
                number=row.version,
                keys=outline({**values}),
                entries=kept({**values}),
                created_by="test",
            )
            session.add(version)
        self._signals.changed(self.id)

    async def delete(self, name: str | None = None) -> None:
        """Mark a service, or the whole application, as deleted."""
        if name is not None:
            await self.set(name, deleted_at=utcnow())
            return
        async with self._database.session() as session:
            application = await session.get_one(Application, self.id)
            application.deleted_at = utcnow()
        self._signals.changed(self.id)

    async def rows(self) -> tuple[int, int]:
        """How many applications and services the database still has."""
        async with self._database.read() as session:
            applications = (await session.scalars(select(Application))).all()
            services = (await session.scalars(select(Service))).all()
            return len(applications), len(services)

    def _revision(self, service: Service, number: int, config: dict[str, Any]) -> Revision:
        frozen = ServiceConfig.model_validate({"image": "web:1", "ports": [{"port": 80}], **config})
        return Revision(
            service_id=service.id,
            tenant_id=self.tenant.id,
            number=number,
            config=frozen.model_dump(mode="json"),
            created_by="test",
        )


async def desired(database: Database, signals: Signals, name: str = "shop") -> Desired:
    """Make a tenant and an empty application."""
    async with database.session() as session:
        tenant = Tenant(name="acme", namespace="slipway-acme", quota_cpu="8", quota_memory="8Gi", quota_pods=20)
        session.add(tenant)
        await session.flush()
        application = Application(tenant_id=tenant.id, name=name)
        session.add(application)
    return Desired(database, signals, tenant, application)

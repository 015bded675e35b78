"""What applications and services look like over HTTP: what is stored, together with the status at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Actor
from slipway.applications.models import Service
from slipway.applications.scaling.check import rules_of
from slipway.applications.schemas import ApplicationOut, ApplicationStatus, ServiceOut, ServiceStatus
from slipway.applications.statuses import Statuses
from slipway.applications.views import ApplicationView, load_views
from slipway.applications.visible import visible_config
from slipway.db import Session


def status_of(statuses: Statuses, view: ApplicationView) -> ApplicationStatus:
    """Return the status as it is shown: services that are being deleted count, but are no longer listed."""
    status = statuses.application(view)
    gone = {service.id for service in view.services if service.deleting}
    if not gone:
        return status
    return status.model_copy(update={"services": [service for service in status.services if service.id not in gone]})


@dataclass(frozen=True, slots=True)
class Presenter:
    """Shows what the session sees, as far as the actor may see it."""

    actor: Actor
    session: Session
    statuses: Statuses

    async def application(self, application_id: str) -> ApplicationOut:
        """Show one application with its services."""
        view = await self._view(application_id)
        shown = self._application(view)
        return shown.model_copy(update={"services": await self.services(view)})

    async def applications(self, ids: Sequence[str]) -> list[ApplicationOut]:
        """Show applications for a list."""
        return [self._application(view) for view in await load_views(self.session, ids)]

    async def status(self, application_id: str) -> ApplicationStatus:
        """Show the status of one application."""
        return status_of(self.statuses, await self._view(application_id))

    async def service(self, service: Service) -> ServiceOut:
        """Show one service."""
        shown = await self.services(await self._view(service.application_id))
        return next(one for one in shown if one.id == service.id)

    async def service_status(self, service: Service) -> ServiceStatus:
        """Show the status of one service."""
        return (await self.service(service)).status

    def status_of(self, service_id: str, view: ApplicationView) -> ServiceStatus:
        """Show the status of a service of an application that is known already."""
        return next(one for one in status_of(self.statuses, view).services if one.id == service_id)

    async def services(self, view: ApplicationView) -> list[ServiceOut]:
        """Show an application's services, sorted by name."""
        rows = await self._rows(service.id for service in view.services if not service.deleting)
        configs = {service.id: service.config for service in view.services}
        states = {service.id: service for service in status_of(self.statuses, view).services}
        return [
            ServiceOut(
                id=row.id,
                application_id=row.application_id,
                tenant_id=row.tenant_id,
                name=row.name,
                replicas=row.replicas,
                autoscaling=rules_of(row),
                canary_of=row.canary_of,
                published=row.published,
                revision=row.revision,
                config=visible_config(self.actor, row.tenant_id, row.application_id, configs[row.id]),
                created_at=row.created_at,
                updated_at=row.updated_at,
                status=states[row.id],
            )
            for row in rows
        ]

    async def _view(self, application_id: str) -> ApplicationView:
        (view,) = await load_views(self.session, [application_id])
        return view

    async def _rows(self, ids: Iterable[str]) -> Sequence[Service]:
        return (await self.session.scalars(select(Service).where(Service.id.in_(ids)).order_by(Service.name))).all()

    def _application(self, view: ApplicationView) -> ApplicationOut:
        return ApplicationOut(
            id=view.id,
            tenant_id=view.tenant_id,
            tenant_name=view.tenant_name,
            name=view.name,
            description=view.description,
            kept_by=view.kept_by,
            created_at=view.created_at,
            updated_at=view.updated_at,
            status=status_of(self.statuses, view),
        )

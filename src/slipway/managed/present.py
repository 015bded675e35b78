"""Show managed services: what is stored, together with the status of what runs of them at this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from slipway.applications import ApplicationStatus, ApplicationView, State, Statuses, load_views, status_of
from slipway.db import Session
from slipway.managed.connections.lookup import Connected, connections_of
from slipway.managed.find import engine_of, plan_of
from slipway.managed.models import ManagedOffering, ManagedService
from slipway.managed.schemas import ConnectedApplication, EngineKind, ManagedServiceOut, ManagedState, OfferedVersion

STATES: Mapping[State, ManagedState] = {
    State.DRAFT: ManagedState.STOPPED,
    State.PUBLISHING: ManagedState.STARTING,
    State.RUNNING: ManagedState.RUNNING,
    State.DEGRADED: ManagedState.DEGRADED,
    State.UNPUBLISHING: ManagedState.STOPPING,
}


@dataclass(frozen=True, slots=True)
class Presenter:
    """Shows what the session sees."""

    session: Session
    statuses: Statuses

    async def service(self, row: ManagedService) -> ManagedServiceOut:
        """Show one."""
        return (await self.services([row]))[0]

    async def services(self, rows: Sequence[ManagedService]) -> list[ManagedServiceOut]:
        """Show several, in their order."""
        views = {view.id: view for view in await load_views(self.session, [row.application_id for row in rows])}
        query = select(ManagedOffering).where(ManagedOffering.id.in_({row.offering_id for row in rows}))
        offerings = {offering.id: offering for offering in await self.session.scalars(query)}
        connected = await connections_of(self.session, [row.id for row in rows])
        shown = [self._service(row, offerings[row.offering_id], views[row.application_id]) for row in rows]
        return [
            each.model_copy(update={"connections": [_connected(one) for one in connected.get(each.id, [])]})
            for each in shown
        ]

    def _service(self, row: ManagedService, offering: ManagedOffering, view: ApplicationView) -> ManagedServiceOut:
        status: ApplicationStatus = status_of(self.statuses, view)
        service = next(each for each in status.services if each.name == row.name)
        image = next(each.config.image for each in view.services if each.name == row.name)
        return ManagedServiceOut(
            id=row.id,
            tenant_id=row.tenant_id,
            tenant_name=view.tenant_name,
            name=row.name,
            engine=EngineKind(row.engine),
            version=row.version,
            image=image,
            offered=_offered(row.version, image, offering),
            offering_id=offering.id,
            offering_name=offering.name,
            plan=plan_of(row),
            application_id=row.application_id,
            service_id=service.id,
            host=row.name,
            port=engine_of(row).port,
            state=STATES[status.state],
            ready=service.ready,
            replicas=service.desired,
            reasons=[service.reason] if service.reason is not None else [],
            description=row.description,
            connections=[],
            created_at=row.created_at,
            created_by=row.created_by,
        )


def _offered(version: str, image: str, offering: ManagedOffering) -> OfferedVersion | None:
    """Return what the offering has that this one has not."""
    if (version, image) == (offering.version, offering.image):
        return None
    return OfferedVersion(version=offering.version, image=offering.image)


def _connected(one: Connected) -> ConnectedApplication:
    return ConnectedApplication(application_id=one.row.application_id, application_name=one.application, set=one.set)

"""Find applications and services for the search over everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Action, Actor, scope
from slipway.applications.models import Application, Service
from slipway.applications.present import status_of
from slipway.applications.statuses import Statuses
from slipway.applications.views import load_views
from slipway.db import Session
from slipway.web import Hit, Sought, best_rows


@dataclass(frozen=True, slots=True)
class ApplicationSeeker:
    """Finds applications by name; those that a room keeps are found as what they are there."""

    statuses: Statuses
    action: Action = Action.APPLICATION_READ

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits."""
        query = select(Application.id).where(Application.deleted_at.is_(None), Application.kept_by.is_(None))
        query = scope(query, Application, actor)
        ids = (await session.scalars(best_rows(query, sought, Application.name))).all()
        views = await load_views(session, ids)
        return [Hit(each.id, each.name, self.statuses.application(each).state, each.tenant_id) for each in views]


@dataclass(frozen=True, slots=True)
class ServiceSeeker:
    """Finds services by name, and by the name at which they are public."""

    statuses: Statuses
    action: Action = Action.APPLICATION_READ

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits."""
        query = select(Service).join(Application, Application.id == Service.application_id)
        query = query.where(Service.deleted_at.is_(None), Application.kept_by.is_(None))
        query = scope(query, Service, actor)
        rows = (await session.scalars(best_rows(query, sought, Service.name, Service.domain))).all()
        names, states = await self._about(session, (row.application_id for row in rows))
        return [
            Hit(
                row.id,
                row.name,
                states.get(row.id, "draft"),
                row.tenant_id,
                within=names.get(row.application_id, ""),
                parent_id=row.application_id,
            )
            for row in rows
        ]

    async def _about(self, session: Session, application_ids: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the names of applications, and the states of their services, by id."""
        views = await load_views(session, set(application_ids))
        states: dict[str, str] = {
            each.id: each.state for view in views for each in status_of(self.statuses, view).services
        }
        return {view.id: view.name for view in views}, states

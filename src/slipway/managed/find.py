"""Find managed services, within what the actor may know of, and hold them for a change."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select

from slipway.access import Action, Actor, absent, require, scope
from slipway.applications import Application, Context, Held, hold_kept
from slipway.audit import Target
from slipway.db import Session
from slipway.errors import NotFound
from slipway.managed.engines import ENGINES, Engine
from slipway.managed.models import ManagedService
from slipway.managed.schemas import EngineKind, Plan


def visible(actor: Actor) -> Select[ManagedService]:
    """Return the query of all managed services that the actor may know of, without those that go with their tenant."""
    query = select(ManagedService).join(Application, Application.id == ManagedService.application_id)
    query = query.where(ManagedService.deleted_at.is_(None), Application.deleted_at.is_(None))
    return scope(query, ManagedService, actor)


async def managed_by_id(
    session: Session, actor: Actor, managed_id: str, action: Action = Action.MANAGED_READ
) -> ManagedService:
    """Return a managed service that is not being removed, if the actor may do that to it, or raise NotFound."""
    require(actor, action, actor.tenant_id)
    found = await session.scalar(visible(actor).where(ManagedService.id == managed_id))
    if found is None:
        raise await absent(session, ManagedService, managed_id, "managed.not_found")
    return found


@dataclass(frozen=True, slots=True)
class HeldService:
    """A managed service with what runs of it, for a change, under its tenant's lock."""

    row: ManagedService
    held: Held

    @property
    def engine(self) -> Engine:
        """Which database it is."""
        return engine_of(self.row)

    @property
    def target(self) -> Target:
        """Name it in the operation log."""
        return target_of(self.row)


async def hold_managed(context: Context, managed_id: str, action: Action = Action.MANAGED_MANAGE) -> HeldService:
    """Hold a managed service for a change, if the actor may do that to it."""
    found = await managed_by_id(context.session, context.actor, managed_id, action)
    held = await hold_kept(context, found.application_id, action)
    await context.session.refresh(found)
    if found.deleted_at is not None:
        raise NotFound("managed.not_found", {"id": managed_id})
    return HeldService(found, held)


def engine_of(row: ManagedService) -> Engine:
    """Return which database it is."""
    return ENGINES[EngineKind(row.engine)]


def plan_of(row: ManagedService) -> Plan:
    """Return its size."""
    return Plan.model_validate(row.plan)


def target_of(row: ManagedService) -> Target:
    """Name it in the operation log."""
    return Target("managed", row.id, row.name, row.tenant_id)

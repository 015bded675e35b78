"""Offer, change and withdraw kinds of managed services: the administrators' side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from slipway.access import Action, Actor, require, scope
from slipway.applications import LEAST_CPU, LEAST_MEMORY, LEAST_SIZE, is_image_reference
from slipway.audit import Target, record
from slipway.db import Obj, Session
from slipway.errors import Conflict, Invalid, NotFound
from slipway.managed.engines import ENGINES
from slipway.managed.models import ManagedOffering, ManagedService
from slipway.managed.schemas import EngineKind, OfferingCreate, OfferingOut, OfferingPatch, Plan
from slipway.quantities import parse

LEAST = {"cpu": LEAST_CPU, "memory": LEAST_MEMORY, "storage": LEAST_SIZE}


def visible(actor: Actor) -> Select[ManagedOffering]:
    """Return the query of all offerings that the actor may know of: tenants know what they may open."""
    query = select(ManagedOffering)
    return query if actor.of_platform else query.where(ManagedOffering.enabled)


async def offering_by_id(session: Session, actor: Actor, offering_id: str, *, hold: bool = False) -> ManagedOffering:
    """Return an offering, held for a change if so asked; NotFound when there is none, or none for the actor."""
    query = visible(actor).where(ManagedOffering.id == offering_id)
    offering = await session.scalar(query.with_for_update() if hold else query)
    if offering is None:
        raise NotFound("offering.not_found", {"id": offering_id})
    return offering


async def create_offering(session: Session, actor: Actor, wanted: OfferingCreate) -> ManagedOffering:
    """Store a new offering."""
    require(actor, Action.OFFERING_MANAGE)
    image = wanted.image or ENGINES[wanted.engine].default_image
    _check(image, wanted.plans)
    offering = ManagedOffering(**{**wanted.model_dump(mode="json"), "image": image})
    session.add(offering)
    await _store(session, wanted.name)
    record(session, actor, "offering.create", _target_of(offering), after=_snapshot(offering))
    return offering


async def change_offering(session: Session, actor: Actor, offering_id: str, wanted: OfferingPatch) -> ManagedOffering:
    """Change what is given."""
    require(actor, Action.OFFERING_MANAGE)
    offering = await offering_by_id(session, actor, offering_id, hold=True)
    before = _snapshot(offering)
    for field, value in wanted.model_dump(mode="json", exclude_none=True).items():
        setattr(offering, field, value)
    _check(offering.image, plans_of(offering))
    await _store(session, offering.name)
    if _snapshot(offering) != before:
        record(session, actor, "offering.change", _target_of(offering), before, _snapshot(offering))
    return offering


async def delete_offering(session: Session, actor: Actor, offering_id: str) -> None:
    """Remove an offering of which there is nothing any more, not even something that is still being removed."""
    require(actor, Action.OFFERING_MANAGE)
    offering = await offering_by_id(session, actor, offering_id, hold=True)
    query = select(func.count()).select_from(ManagedService).where(ManagedService.offering_id == offering.id)
    if count := await session.scalar(query):
        raise Conflict("offering.in_use", {"name": offering.name, "count": count})
    record(session, actor, "offering.delete", _target_of(offering), before=_snapshot(offering))
    await session.delete(offering)


def plans_of(offering: ManagedOffering) -> list[Plan]:
    """Return the sizes of an offering."""
    return [Plan.model_validate(plan) for plan in offering.plans]


def plan_named(offering: ManagedOffering, name: str) -> Plan:
    """Return a size of an offering. Raises Invalid."""
    plans = {plan.name: plan for plan in plans_of(offering)}
    if name not in plans:
        raise Invalid("managed.plan_unknown", {"plan": name, "known": list(plans)}, field="plan")
    return plans[name]


async def shown(session: Session, actor: Actor, offerings: Sequence[ManagedOffering]) -> list[OfferingOut]:
    """Show offerings, with how many of each there are that the actor may know of."""
    counts = await _counts(session, actor, [offering.id for offering in offerings])
    return [
        OfferingOut(
            id=offering.id,
            name=offering.name,
            engine=EngineKind(offering.engine),
            version=offering.version,
            image=offering.image,
            description=offering.description,
            enabled=offering.enabled,
            plans=plans_of(offering),
            instances=counts.get(offering.id, 0),
            created_at=offering.created_at,
            updated_at=offering.updated_at,
        )
        for offering in offerings
    ]


async def _counts(session: Session, actor: Actor, ids: Sequence[str]) -> Mapping[str, int]:
    query = select(ManagedService.offering_id, func.count()).group_by(ManagedService.offering_id)
    query = query.where(ManagedService.offering_id.in_(ids), ManagedService.deleted_at.is_(None))
    return dict((await session.execute(scope(query, ManagedService, actor))).all())


def _check(image: str, plans: Sequence[Plan]) -> None:
    """Refuse what could never be opened."""
    if not is_image_reference(image):
        raise Invalid("service.image_invalid", {"image": image}, field="image")
    names: set[str] = set()
    for index, plan in enumerate(plans):
        if plan.name in names:
            raise Invalid("offering.plan_doubled", {"name": plan.name}, field=f"plans[{index}].name")
        names.add(plan.name)
        for what, least in LEAST.items():
            value, field = getattr(plan, what), f"plans[{index}].{what}"
            if parse(value) < parse(least):
                raise Invalid(
                    "service.quantity_too_small", {"field": field, "value": value, "least": least}, field=field
                )


async def _store(session: Session, name: str) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("offering.name_taken", {"name": name}, field="name") from error


def _target_of(offering: ManagedOffering) -> Target:
    return Target("offering", offering.id, offering.name)


def _snapshot(offering: ManagedOffering) -> Obj:
    return {
        "name": offering.name,
        "engine": offering.engine,
        "version": offering.version,
        "image": offering.image,
        "description": offering.description,
        "enabled": offering.enabled,
        "plans": offering.plans,
    }

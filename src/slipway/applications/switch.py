"""Publish and unpublish: switch on with everything that is needed, switch off with nothing left that needs it."""

from __future__ import annotations

from collections.abc import Iterable

from slipway.access import Action
from slipway.applications import graph
from slipway.applications.context import Context
from slipway.applications.held import Held, Member, end_canaries, hold_application, hold_service, settle
from slipway.applications.oplog import target_of_application, target_of_service
from slipway.audit import Target, record
from slipway.errors import Conflict
from slipway.tenants import What


async def publish_application(context: Context, application_id: str) -> None:
    """Publish all services."""
    held = await hold_application(context, application_id, Action.APPLICATION_PUBLISH)
    refuse_empty(held)
    await _switch(context, held, held.members, target_of_application(held), on=True)


async def unpublish_application(context: Context, application_id: str) -> None:
    """Unpublish all services."""
    held = await hold_application(context, application_id, Action.APPLICATION_PUBLISH)
    await _switch(context, held, held.members, target_of_application(held), on=False)


async def publish_service(context: Context, service_id: str) -> Member:
    """Publish a service and what it depends on."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_PUBLISH)
    await _switch(context, held, [member.row.name], target_of_service(held, member), on=True)
    return member


async def unpublish_service(context: Context, service_id: str, *, cascade: bool) -> Member:
    """Unpublish a service; with ``cascade`` also those that depend on it, which otherwise forbid it."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_PUBLISH)
    name = member.row.name
    users = graph.dependents_of(held.depends(), name) & set(held.published())
    if users and not cascade:
        raise Conflict("service.needed_by", {"name": name, "needed_by": sorted(users)})
    await _switch(context, held, [name, *users], target_of_service(held, member), on=False)
    return member


def switch_off(context: Context, held: Held) -> None:
    """Unpublish everything of an application that is held, whoever needs it."""
    before = held.published()
    if not before:
        return
    for member in held.members.values():
        turn(member, on=False)
    end_canaries(held)
    record(
        context.session,
        context.actor,
        "application.unpublish",
        target_of_application(held),
        {"published": before},
        {"published": []},
    )
    context.changed(held.application)


def turn(member: Member, *, on: bool) -> None:
    """Publish or unpublish one service; what is held of its rolling updates ends with it."""
    member.row.published = on
    member.row.paused = member.row.paused and on


def refuse_empty(held: Held) -> None:
    """Refuse to publish nothing."""
    if not held.members:
        raise Conflict("application.empty", {"name": held.application.name})


async def _switch(context: Context, held: Held, names: Iterable[str], target: Target, *, on: bool) -> None:
    before = held.published()
    for name in names:
        turn(held.members[name], on=on)
    await settle(context, held, _nowhere)
    action = f"{target.kind}.{'publish' if on else 'unpublish'}"
    record(context.session, context.actor, action, target, {"published": before}, {"published": held.published()})
    context.changed(held.application)


def _nowhere(_: What) -> None:
    """The request has no fields."""

"""Applications that a room above keeps: it makes them, and it alone changes them.

To everybody else such an application is there to be looked at: status, containers, logs, charts, terminals. It is
published like any other. Nothing here writes to the operation log: the keeper says there what it did, in its own words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from slipway.access import Action
from slipway.applications.check import check_file, check_name
from slipway.applications.claims import refuse_taken_application, refuse_taken_services
from slipway.applications.configuration.declared import store_sets
from slipway.applications.context import Context
from slipway.applications.held import Held, hold, hold_application, settle
from slipway.applications.manage import add_services
from slipway.applications.models import Application
from slipway.applications.revise import Why, check_other, reconfigure
from slipway.applications.schemas import ApplicationFile, ServiceConfig
from slipway.applications.switch import turn
from slipway.db import new_id, utcnow
from slipway.tenants import Place, Tenant


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps an application, and as what."""

    name: str
    kind: str


def as_keeper(context: Context) -> Context:
    """Return the context of a change by the application's keeper."""
    return replace(context, past_keeper=True)


async def make_kept(context: Context, tenant: Tenant, wanted: ApplicationFile, keeper: Keeper, place: Place) -> Held:
    """Store an application of a locked tenant with its sets and services, all of them published."""
    for service in wanted.services:
        check_name(service.name)
    check_file(wanted)
    await refuse_taken_services(context.session, tenant.id, {service.name: "name" for service in wanted.services})
    await refuse_taken_application(context.session, tenant.id, wanted.name)
    row = Application(
        id=new_id(),
        tenant_id=tenant.id,
        name=wanted.name,
        description=wanted.description,
        kept_by=keeper.name,
        kept_as=keeper.kind,
    )
    context.session.add(row)
    await context.session.flush()
    held = await hold(as_keeper(context), tenant, row)
    await store_sets(context, held, wanted.configuration)
    await add_services(context, held, wanted)
    await switch_kept(context, held, on=True, place=place)
    return held


async def hold_kept(context: Context, application_id: str, action: Action) -> Held:
    """Hold an application for a change by its keeper, if the actor may do that to it."""
    return await hold_application(as_keeper(context), application_id, action)


async def reconfigure_kept(context: Context, held: Held, name: str, config: ServiceConfig, place: Place) -> None:
    """Give a service another configuration: a new revision, and a rolling update when it is published."""
    member = held.members[name]
    check_other(held, member, config, "")
    await reconfigure(context, member, config, Why(), "")
    await settle(context, held, place)
    context.changed(held.application)


async def switch_kept(context: Context, held: Held, *, on: bool, place: Place) -> None:
    """Publish everything, or unpublish it."""
    for member in held.members.values():
        turn(member, on=on)
    await settle(context, held, place)
    context.changed(held.application)


def restart_kept(context: Context, held: Held) -> None:
    """Replace the containers of everything that is published."""
    for name in held.published():
        row = held.members[name].row
        row.restarted_at, row.restarts_in_turn = utcnow(), True
    context.changed(held.application)

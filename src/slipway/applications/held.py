"""An application that is about to be changed, under its tenant's lock.

Names, dependencies and quota are rules over all of a tenant's services. Changes within a tenant therefore happen one
after the other: whoever changes something holds the tenant's row first and reads everything else after that.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select

from slipway.access import Action, absent, require, scope
from slipway.applications import graph
from slipway.applications.configuration.sets import HeldSet, sets_of
from slipway.applications.context import Context
from slipway.applications.models import Application, Revision, Service
from slipway.applications.quota import asked_claims, refuse_doubled_claims
from slipway.applications.schemas import ServiceConfig
from slipway.applications.storage.check import Live, check_staying
from slipway.applications.storage.demand import kept
from slipway.db import Obj, Session, utcnow
from slipway.errors import Conflict, Invalid, NotFound
from slipway.tenants import Demand, Place, Tenant, check_quota, demand_of, locked_tenant, tenant_by_id


@dataclass(slots=True)
class Member:
    """One service with its current configuration."""

    row: Service
    config: ServiceConfig


@dataclass(slots=True)
class Held:
    """One application with its services and sets by name, and what the tenant had taken of its quota before."""

    tenant: Tenant
    application: Application
    members: dict[str, Member]
    sets: dict[str, HeldSet]
    reserved: Demand
    live: Live
    """What the cluster has of the tenant's volumes."""
    canaries: dict[str, Member]
    """The canaries of the application's services, by the services' ids; they are none of ``members``."""
    began: frozenset[str] = frozenset()
    """The names of the services that were published before."""

    def depends(self) -> dict[str, list[str]]:
        """Return who depends on whom."""
        return {name: member.config.depends_on for name, member in self.members.items()}

    def outlines(self) -> dict[str, Obj]:
        """Return which keys the sets have."""
        return {name: each.keys for name, each in self.sets.items()}

    def published(self) -> list[str]:
        """Return the names of the services that are published."""
        return [name for name, member in self.members.items() if member.row.published]


async def hold_application(context: Context, application_id: str, action: Action) -> Held:
    """Hold the application for a change, if the actor may do that to it."""
    visible = select(Application.tenant_id).where(Application.id == application_id, Application.deleted_at.is_(None))
    tenant_id = await context.session.scalar(scope(visible, Application, context.actor))
    if tenant_id is None:
        raise await absent(context.session, Application, application_id, "application.not_found")
    require(context.actor, action, tenant_id, application_id)
    tenant = await locked_tenant(context.session, tenant_id)
    query = select(Application).where(Application.id == application_id, Application.deleted_at.is_(None))
    application = await context.session.scalar(query)
    if application is None:
        raise NotFound("application.not_found", {"id": application_id})
    return await hold(context, tenant, application)


async def hold_service(context: Context, service_id: str, action: Action) -> tuple[Held, Member]:
    """Hold the service's application for a change, if the actor may do that to it."""
    visible = select(Service.application_id).where(Service.id == service_id, Service.deleted_at.is_(None))
    application_id = await context.session.scalar(scope(visible, Service, context.actor))
    if application_id is not None:
        held = await hold_application(context, application_id, action)
        for member in held.members.values():
            if member.row.id == service_id:
                return held, member
        _refuse_canary_itself(held, service_id)
    raise await absent(context.session, Service, service_id, "service.not_found")


async def hold_tenant(context: Context, tenant_id: str | None, *actions: Action) -> Tenant:
    """Hold the tenant in which something new is made: the actor's own, or the one that an administrator names."""
    actor = context.actor
    for action in actions:
        require(actor, action, actor.tenant_id)
    wanted = tenant_id or actor.tenant_id
    if wanted is None:
        raise Invalid("application.tenant_missing", field="tenant_id")
    tenant = await tenant_by_id(context.session, actor, wanted)
    return await locked_tenant(context.session, tenant.id)


def refuse_kept(context: Context, name: str, kept_by: str | None) -> None:
    """Refuse to change an application that a room of the platform keeps, unless it is that room that changes it."""
    if kept_by is not None and not context.past_keeper:
        raise Conflict("application.kept", {"name": name})


async def hold(context: Context, tenant: Tenant, application: Application) -> Held:
    """Load the services of an application whose tenant is locked, if they may be changed."""
    refuse_kept(context, application.name, application.kept_by)
    session, live = context.session, context.live(tenant)
    current = and_(Revision.service_id == Service.id, Revision.number == Service.revision)
    query = select(Service, Revision.config).join(Revision, current).order_by(Service.name)
    rows = await session.execute(query.where(Service.application_id == application.id, Service.deleted_at.is_(None)))
    every = [Member(row, ServiceConfig.model_validate(config)) for row, config in rows]
    members = {each.row.name: each for each in every if each.row.canary_of is None}
    canaries = {each.row.canary_of: each for each in every if each.row.canary_of is not None}
    sets = await sets_of(session, application.id)
    began = frozenset(name for name, member in members.items() if member.row.published)
    return Held(tenant, application, members, sets, await _demand(session, tenant, live), live, canaries, began)


async def settle(context: Context, held: Held, place: Place) -> None:
    """Bring a change to its end: what published services need is published as well, and all of it fits the quota."""
    for name in graph.with_needed(held.depends(), held.published()):
        held.members[name].row.published = True
    for name in set(held.published()) - held.began:
        check_staying(name, held.members[name].config, held.live)
    end_canaries(held)
    await context.session.flush()
    await refuse_doubled_claims(context.session, held.tenant.id)
    check_quota(held.tenant, held.reserved, await _demand(context.session, held.tenant, held.live), place)


def end_canaries(held: Held) -> None:
    """Take away the canaries of services that are no longer to run."""
    running = {member.row.id for member in held.members.values() if member.row.published}
    for service_id in set(held.canaries) - running:
        row = held.canaries.pop(service_id).row
        row.published, row.deleted_at = False, utcnow()


def refuse_old(member: Member, revision: int | None) -> None:
    """Refuse to change what is no longer as the asker has seen it."""
    if revision not in (None, member.row.revision):
        raise Conflict("service.changed_meanwhile", {"name": member.row.name, "revision": member.row.revision})


def refuse_canary(held: Held, member: Member) -> None:
    """Refuse to change a service while a canary of it is on trial: it would no longer be clear what is compared."""
    if member.row.id in held.canaries:
        raise Conflict("service.canary_running", {"name": member.row.name})


def _refuse_canary_itself(held: Held, service_id: str) -> None:
    for canary in held.canaries.values():
        if canary.row.id == service_id:
            raise Conflict("service.is_canary", {"name": canary.row.name})


async def _demand(session: Session, tenant: Tenant, live: Live) -> Demand:
    """Return all that the tenant has taken, with the volumes that are kept for nobody."""
    return await demand_of(session, tenant.id) + kept(await asked_claims(session, tenant.id), live.claims)

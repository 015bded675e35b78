"""Make an application what its file says: create it, or change, add and remove what differs.

A service's configuration in a file is whole: what is not written there takes its default. What the file does not
mention at all beyond that (the description, a service's replicas, the lists of sets and services) stays as it is. A dry
run is the real thing, taken back: it meets the same rules and finds the same differences.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Action, require
from slipway.applications.check import check_file
from slipway.applications.claims import refuse_taken_application
from slipway.applications.configuration.change import refuse_broken
from slipway.applications.configuration.declared import Difference, check_sets, drop_sets, store_sets
from slipway.applications.configuration.uses import check_uses
from slipway.applications.context import Context
from slipway.applications.differences import differences
from slipway.applications.held import Held, Member, hold, hold_tenant, refuse_canary, settle
from slipway.applications.manage import add_application, add_services
from slipway.applications.models import Application
from slipway.applications.openings.ending import end_of_deleted_services
from slipway.applications.oplog import snapshot, target_of_application
from slipway.applications.quota import demand
from slipway.applications.revise import Why, config_of, reconfigure, remove_service
from slipway.applications.scaling.check import at_least, at_most, rules_of, stored
from slipway.applications.schemas import ApplicationCreate, ApplicationFile, Change, ServiceFile
from slipway.applications.storage.check import check_live, check_replicas
from slipway.applications.switch import refuse_empty
from slipway.audit import record
from slipway.db import Obj
from slipway.tenants import Tenant, What


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying did, or would do; ``application_id`` is None for a new application that was only tried."""

    created: bool
    changes: list[Change]
    application_id: str | None


@dataclass(frozen=True, slots=True)
class Mode:
    """How to apply."""

    dry_run: bool
    publish: bool


async def apply(context: Context, wanted: ApplicationCreate, mode: Mode) -> Applied:
    """Apply a file, in one transaction."""
    publishing = [Action.APPLICATION_PUBLISH] if mode.publish else []
    tenant = await hold_tenant(context, wanted.tenant_id, Action.APPLICATION_WRITE, *publishing)
    check_file(wanted)
    check_sets(wanted.configuration)
    attempt = await context.session.begin_nested()
    held = await _existing(context, tenant, wanted.name)
    created = held is None
    before: Obj = snapshot(held) if held else {}
    held = held or await add_application(context, tenant, wanted)
    sets = await _carry_out(context, held, wanted, mode)
    after = snapshot(held)
    application_id = held.application.id
    await (attempt.rollback() if mode.dry_run else attempt.commit())
    if after != before and not mode.dry_run:
        await end_of_deleted_services(context.session, context.actor, tenant.id)
        action = "application.create" if created else "application.apply"
        record(context.session, context.actor, action, target_of_application(held), before or None, after)
        context.changed(held.application)
    stored = not (created and mode.dry_run)
    of_sets = [Change(service=None, field=each.field, before=each.before, after=each.after) for each in sets]
    return Applied(created, [*differences(before, after), *of_sets], application_id if stored else None)


async def _existing(context: Context, tenant: Tenant, name: str) -> Held | None:
    query = select(Application).where(Application.tenant_id == tenant.id, Application.name == name)
    found = await context.session.scalar(query.where(Application.deleted_at.is_(None)))
    if found is not None and context.actor.knows(found.id):
        return await hold(context, tenant, found)
    require(context.actor, Action.APPLICATION_CREATE, tenant.id)
    await refuse_taken_application(context.session, tenant.id, name)
    return None


async def _carry_out(context: Context, held: Held, wanted: ApplicationFile, mode: Mode) -> list[Difference]:
    """Do it; return what became of the sets."""
    sets: list[Difference] = []
    if "description" in wanted.model_fields_set:
        held.application.description = wanted.description
    if "configuration" in wanted.model_fields_set:
        sets += await store_sets(context, held, wanted.configuration)
        sets += await drop_sets(context, held, wanted.configuration)
    if "services" in wanted.model_fields_set:
        _remove_missing(held, wanted)
        await _release_domains(context, held, wanted)
        await _change_existing(context, held, wanted)
        await add_services(context, held, wanted)
    refuse_broken(held)
    if mode.publish:
        refuse_empty(held)
        for member in held.members.values():
            member.row.published = True
    await settle(context, held, lambda what: greediest(wanted, what))
    return sets


def _remove_missing(held: Held, wanted: ApplicationFile) -> None:
    for name in set(held.members) - {service.name for service in wanted.services}:
        remove_service(held.members.pop(name))


async def _release_domains(context: Context, held: Held, wanted: ApplicationFile) -> None:
    """Let go of domains first, so that services of one file can hand them to each other."""
    domains = {service.name: service.domain for service in wanted.services}
    for name, member in held.members.items():
        if member.row.domain != domains[name]:
            member.row.domain = None
    await context.session.flush()


async def _change_existing(context: Context, held: Held, wanted: ApplicationFile) -> None:
    for index, service in enumerate(wanted.services):
        member = held.members.get(service.name)
        if member is None:
            continue
        at = f"services[{index}]."
        if config_of(service) != member.config:
            refuse_canary(held, member)
        check_uses(service, held.outlines(), at)
        check_live(service.name, service, member.config, held.live, at)
        _set_scale(member, service)
        check_replicas(service.name, service, at_most(member.row.replicas, rules_of(member.row)), f"{at}volumes")
        await reconfigure(context, member, config_of(service), Why(), at)


def _set_scale(member: Member, service: ServiceFile) -> None:
    """Set the number of replicas, and the rules for it, which a file that names only the number takes away."""
    if not service.model_fields_set & {"replicas", "autoscaling"}:
        return
    member.row.autoscaling = stored(service.autoscaling)
    if "replicas" in service.model_fields_set:
        member.row.replicas = service.replicas


def greediest(wanted: ApplicationFile, what: What) -> str | None:
    """Name the field of the file that asks for most."""
    if what == "domains":
        return next((f"services[{i}].domain" for i, service in enumerate(wanted.services) if service.domain), None)
    if what in ("volumes", "storage"):
        return next((f"services[{i}].volumes" for i, service in enumerate(wanted.services) if service.volumes), None)
    if what not in ("cpu", "memory", "pods"):
        return "services"
    sizes = [
        demand(each.resources.cpu, each.resources.memory, at_least(each.replicas, each.autoscaling))
        for each in wanted.services
    ]
    if not sizes:
        return None
    index = max(range(len(sizes)), key=lambda i: getattr(sizes[i], what))
    return f"services[{index}]." + ("replicas" if what == "pods" else f"resources.{what}")

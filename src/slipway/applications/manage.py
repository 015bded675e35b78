"""Make, change and remove applications."""

from __future__ import annotations

from slipway.access import Action, require
from slipway.applications.check import check_file
from slipway.applications.claims import refuse_taken_application, refuse_taken_services
from slipway.applications.configuration.declared import store_sets
from slipway.applications.configuration.uses import check_uses
from slipway.applications.context import Context
from slipway.applications.held import Held, end_canaries, hold, hold_application, hold_tenant, settle
from slipway.applications.models import Application
from slipway.applications.openings.ending import end_of_deleted_services
from slipway.applications.oplog import snapshot, target_of_application, volumes_of_application
from slipway.applications.revise import add_service, remove_service
from slipway.applications.schemas import ApplicationCreate, ApplicationFile, ApplicationPatch
from slipway.applications.storage.check import check_live
from slipway.audit import record
from slipway.db import new_id, utcnow
from slipway.tenants import Tenant


async def create_application(context: Context, wanted: ApplicationCreate) -> str:
    """Store a new application with its services, none of them published; return its id."""
    tenant = await hold_tenant(context, wanted.tenant_id, Action.APPLICATION_CREATE)
    check_file(wanted)
    await refuse_taken_application(context.session, tenant.id, wanted.name)
    held = await add_application(context, tenant, wanted)
    await store_sets(context, held, wanted.configuration)
    await add_services(context, held, wanted)
    await settle(context, held, lambda what: "services")
    record(context.session, context.actor, "application.create", target_of_application(held), after=snapshot(held))
    context.changed(held.application)
    return held.application.id


async def change_application(context: Context, application_id: str, wanted: ApplicationPatch) -> None:
    """Change what an application itself has."""
    held = await hold_application(context, application_id, Action.APPLICATION_WRITE)
    before = {"description": held.application.description}
    if wanted.description is not None:
        held.application.description = wanted.description
    after = {"description": held.application.description}
    record(context.session, context.actor, "application.change", target_of_application(held), before, after)
    context.changed(held.application)


async def delete_application(context: Context, application_id: str, *, delete_volumes: bool = False) -> None:
    """Remove an application, published or not; its rows go when the cluster has nothing of it any more.

    Its volumes stay, unless they are to go with it.
    """
    held = await hold_application(context, application_id, Action.APPLICATION_WRITE)
    if delete_volumes:
        require(context.actor, Action.VOLUME_MANAGE, held.tenant.id, application_id)
    await remove_application(context, held, delete_volumes=delete_volumes)


async def remove_application(context: Context, held: Held, *, delete_volumes: bool = False) -> None:
    """Mark an application that is held as deleted, with its services."""
    before = snapshot(held)
    if delete_volumes:
        before["deleted_volumes"] = volumes_of_application(held)
    await mark_removed(context, held, delete_volumes=delete_volumes)
    record(context.session, context.actor, "application.delete", target_of_application(held), before=before)


async def mark_removed(context: Context, held: Held, *, delete_volumes: bool) -> None:
    """Do the same without a word about it."""
    held.application.delete_volumes = delete_volumes
    for member in held.members.values():
        remove_service(member)
    end_canaries(held)
    held.application.deleted_at = utcnow()
    await end_of_deleted_services(context.session, context.actor, held.tenant.id)
    context.changed(held.application)


async def add_application(context: Context, tenant: Tenant, wanted: ApplicationFile) -> Held:
    """Store an application whose name is free, without services."""
    row = Application(id=new_id(), tenant_id=tenant.id, name=wanted.name, description=wanted.description)
    context.session.add(row)
    await context.session.flush()
    return await hold(context, tenant, row)


async def add_services(context: Context, held: Held, wanted: ApplicationFile) -> None:
    """Store the services of a checked file that the application does not have yet."""
    new = {index: service for index, service in enumerate(wanted.services) if service.name not in held.members}
    fields = {service.name: f"services[{index}].name" for index, service in new.items()}
    await refuse_taken_services(context.session, held.tenant.id, fields)
    for index, service in new.items():
        check_uses(service, held.outlines(), f"services[{index}].")
        check_live(service.name, service, None, held.live, f"services[{index}].")
        await add_service(context, held, service, f"services[{index}].")

"""Add, change, upgrade, roll back, scale, restart and remove one service."""

from __future__ import annotations

from sqlalchemy import select

from slipway.access import Action, require
from slipway.applications import graph
from slipway.applications.claims import refuse_taken_services
from slipway.applications.context import Context
from slipway.applications.held import Held, Member, hold_application, hold_service, refuse_canary, refuse_old, settle
from slipway.applications.models import Revision
from slipway.applications.openings.ending import end_of_deleted_services
from slipway.applications.oplog import service_snapshot, target_of_service, volumes_of_service
from slipway.applications.revise import Why, add_service, check_new, check_other, reconfigure, remove_service, upgraded
from slipway.applications.scaling.check import check_autoscaling, refuse_scaling_by_hand, stored
from slipway.applications.schemas import Scale, ServiceConfig, ServiceFile, ServiceUpdate, Upgrade
from slipway.applications.storage.check import check_replicas, grown
from slipway.audit import record
from slipway.db import Obj, utcnow
from slipway.errors import Conflict, Invalid
from slipway.tenants import Place, What

MOST_SERVICES = 200


async def create_service(context: Context, application_id: str, wanted: ServiceFile) -> Member:
    """Add a service to an application; it is not published yet."""
    held = await hold_application(context, application_id, Action.APPLICATION_WRITE)
    if len(held.members) >= MOST_SERVICES:
        raise Conflict("application.full", {"name": held.application.name, "limit": MOST_SERVICES})
    check_new(held, wanted)
    await refuse_taken_services(context.session, held.tenant.id, {wanted.name: "name"})
    member = await add_service(context, held, wanted)
    await finish(context, held, member, "service.create", {}, lambda what: "domain" if what == "domains" else None)
    return member


async def update_service(context: Context, service_id: str, wanted: ServiceUpdate) -> Member:
    """Replace the configuration."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_WRITE)
    refuse_old(member, wanted.revision)
    before = service_snapshot(member)
    if set_scale(member, wanted):
        require(context.actor, Action.APPLICATION_PUBLISH, held.tenant.id, held.application.id)
    await _reconfigure(context, held, member, wanted.config, Why(wanted.note), "config.")
    await finish(context, held, member, "service.change", before, _place("config."))
    return member


async def upgrade_service(context: Context, service_id: str, wanted: Upgrade) -> Member:
    """Change image and variables only."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_UPGRADE)
    refuse_old(member, wanted.revision)
    if wanted.image is None and not wanted.env:
        raise Invalid("service.upgrade_empty", field="image")
    config = upgraded(member.config, wanted.image, wanted.env)
    return await change(context, held, member, "service.upgrade", config, Why(wanted.note))


def set_scale(member: Member, wanted: ServiceUpdate) -> bool:
    """Set what is given of the number of replicas and of the rules for it; tell whether that changed anything."""
    row, before = member.row, (member.row.replicas, member.row.autoscaling)
    if "autoscaling" in wanted.model_fields_set:
        check_autoscaling(row.name, wanted.autoscaling, "autoscaling.")
        row.autoscaling = stored(wanted.autoscaling)
    elif wanted.replicas not in (None, row.replicas):
        refuse_scaling_by_hand(row)
    row.replicas = row.replicas if wanted.replicas is None else wanted.replicas
    return (row.replicas, row.autoscaling) != before


async def roll_back_service(context: Context, service_id: str, number: int) -> Member:
    """Return to an earlier configuration, as a new revision, if it can still run among the others."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_UPGRADE)
    return await return_to(context, held, member, number, "service.rollback")


async def return_to(context: Context, held: Held, member: Member, number: int, action: str) -> Member:
    """Give a service the configuration of one of its revisions again; what runs of that one goes on."""
    query = select(Revision).where(Revision.service_id == member.row.id, Revision.number == number)
    earlier = await context.session.scalar(query)
    if earlier is None:
        raise Invalid("service.revision_unknown", {"revision": number, "name": member.row.name}, field="revision")
    config = grown(ServiceConfig.model_validate(earlier.config), member.config)
    why = Why(rolled_back_to=number, runs_as=earlier.runs_as or number)
    return await change(context, held, member, action, config, why, at="revision.")


async def scale_service(context: Context, service_id: str, wanted: Scale) -> Member:
    """Change the number of replicas."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_PUBLISH)
    refuse_canary(held, member)
    refuse_scaling_by_hand(member.row)
    check_replicas(member.row.name, member.config, wanted.replicas, "replicas")
    before = service_snapshot(member)
    member.row.replicas = wanted.replicas
    await finish(context, held, member, "service.scale", before, lambda _: "replicas")
    return member


async def restart_service(context: Context, service_id: str) -> Member:
    """Replace the containers of a published service one after the other."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_PUBLISH)
    if not member.row.published:
        raise Conflict("service.not_published", {"name": member.row.name})
    before = service_snapshot(member)
    member.row.restarted_at, member.row.restarts_in_turn = utcnow(), False
    await finish(context, held, member, "service.restart", before, _nowhere)
    return member


async def delete_service(context: Context, service_id: str, *, delete_volumes: bool = False) -> None:
    """Remove a service that no other needs; its row goes when the cluster has nothing of it any more.

    Its volumes stay, unless they are to go with it.
    """
    held, member = await hold_service(context, service_id, Action.APPLICATION_WRITE)
    name = member.row.name
    if needed_by := sorted(graph.dependents_of(held.depends(), name)):
        raise Conflict("service.needed_by", {"name": name, "needed_by": needed_by})
    before = service_snapshot(member)
    if delete_volumes:
        require(context.actor, Action.VOLUME_MANAGE, held.tenant.id, held.application.id)
        before["deleted_volumes"] = volumes_of_service(held, member)
    remove_service(member, delete_volumes=delete_volumes)
    del held.members[name]
    await settle(context, held, _nowhere)
    await end_of_deleted_services(context.session, context.actor, held.tenant.id)
    record(context.session, context.actor, "service.delete", target_of_service(held, member), before=before)
    context.changed(held.application)


async def change(
    context: Context, held: Held, member: Member, action: str, config: ServiceConfig, why: Why, *, at: str = ""
) -> Member:
    """Give a service another configuration, and record it."""
    before = service_snapshot(member)
    await _reconfigure(context, held, member, config, why, at)
    await finish(context, held, member, action, before, _place(at))
    return member


async def _reconfigure(context: Context, held: Held, member: Member, config: ServiceConfig, why: Why, at: str) -> None:
    refuse_canary(held, member)
    check_other(held, member, config, at)
    await reconfigure(context, member, config, why, at)


def _place(at: str) -> Place:
    """Name the field of a configuration that asks for more of something."""
    fields = {"pods": "depends_on", "domains": "domain", "volumes": "volumes", "storage": "volumes"}
    return lambda what: at + fields.get(what, f"resources.{what}")


async def finish(context: Context, held: Held, member: Member, action: str, before: Obj, place: Place) -> None:
    """Settle a change of one service, and record it."""
    await settle(context, held, place)
    target = target_of_service(held, member)
    record(context.session, context.actor, action, target, before or None, service_snapshot(member))
    context.changed(held.application)


def _nowhere(_: What) -> None:
    """No field of the request asks for more."""

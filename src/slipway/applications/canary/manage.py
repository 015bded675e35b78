"""Try a configuration with a share of a service's requests; take it over, or take it away.

A canary is a service of its own in the database and in the cluster, which only this module changes. So its pods have
logs, metrics, quota and isolation as all others, and the selector of the service never matches them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Action, require
from slipway.applications.canary.schemas import CanaryStart
from slipway.applications.claims import refuse_taken_services
from slipway.applications.context import Context
from slipway.applications.domains.models import OwnDomain
from slipway.applications.held import Held, Member, hold_service, refuse_canary, refuse_old, settle
from slipway.applications.models import NAME_LENGTH, Service
from slipway.applications.oplog import service_snapshot, target_of_service
from slipway.applications.revise import Why, add_service, check_other, reconfigure, remove_service, upgraded
from slipway.applications.schemas import ServiceConfig, ServiceFile, ServiceStatus
from slipway.audit import record
from slipway.db import Obj
from slipway.errors import Conflict
from slipway.tenants import What

SUFFIX = "-canary"


@dataclass(frozen=True, slots=True)
class Seen:
    """How it stands as the asker sees it: whether the cluster routes by Gateway API, and the service's status."""

    gateway: bool
    status: ServiceStatus


async def start(context: Context, service_id: str, wanted: CanaryStart, seen: Seen) -> None:
    """Bring up a canary; requests are led to it when all of its replicas are ready."""
    held, member = await _begin(context, service_id, wanted, seen)
    await _finish(context, held, member, "service.canary_start", {})


async def rehearse(context: Context, service_id: str, wanted: CanaryStart, seen: Seen) -> None:
    """Refuse what a start would refuse, and change nothing: it is a start that is taken back."""
    attempt = await context.session.begin_nested()
    held, _ = await _begin(context, service_id, wanted, seen)
    await settle(context, held, _nowhere)
    await attempt.rollback()


async def _begin(context: Context, service_id: str, wanted: CanaryStart, seen: Seen) -> tuple[Held, Member]:
    """Add the canary to its application; what it takes of the quota is not checked yet."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_UPGRADE)
    refuse_canary(held, member)
    refuse_old(member, wanted.revision)
    await _refuse_unfit(context, member, seen)
    config = _tried(context, held, member, wanted)
    _refuse_config(member, config)
    check_other(held, member, config, "config.")
    await _refuse_another(context, member)
    name = f"{member.row.name}{SUFFIX}"
    await refuse_taken_services(context.session, held.tenant.id, {name: "name"})
    canary = await _add(
        context,
        held,
        ServiceFile(
            name=name,
            replicas=replicas_for(wanted.weight, seen.status.desired),
            **config.model_copy(update={"domain": None}).model_dump(),
        ),
    )
    canary.row.canary_of, canary.row.canary_weight, canary.row.published = member.row.id, wanted.weight, True
    held.canaries[member.row.id] = canary
    return held, member


async def weigh(context: Context, service_id: str, weight: int, seen: ServiceStatus) -> None:
    """Lead another share to the canary."""
    held, member, canary = await _on_trial(context, service_id)
    before = _snapshot(canary)
    canary.row.canary_weight, canary.row.replicas = weight, replicas_for(weight, seen.desired)
    if _snapshot(canary) != before:
        await _finish(context, held, member, "service.canary_weight", {"canary": before})


async def promote(context: Context, service_id: str, seen: ServiceStatus | None) -> None:
    """Give the service what its canary runs. The canary serves on until all of the service's replicas run it.

    ``seen`` is the canary's status, if there was one when it was asked for.
    """
    held, member, canary = await _on_trial(context, service_id)
    if seen is None or seen.ready < max(1, seen.desired):
        raise Conflict("service.canary_not_ready", {"name": canary.row.name})
    before = {**service_snapshot(member), "canary": _snapshot(canary)}
    config = canary.config.model_copy(update={"domain": member.config.domain})
    check_other(held, member, config, "")
    await reconfigure(context, member, config, Why(), "")
    canary.row.canary_promoted = True
    member.row.paused = False
    await _end(context, held, member, "service.canary_promote", before)


async def abort(context: Context, service_id: str) -> None:
    """Lead all requests to the service again, then take the canary away."""
    held, member, canary = await _on_trial(context, service_id)
    await _end(context, held, member, "service.canary_abort", {"canary": _snapshot(canary)})


def replicas_for(weight: int, desired: int) -> int:
    """Return how many replicas of a canary bear its share, where so many bear all; the first is there at once."""
    return max(1, -(-desired * weight // 100))


def _tried(context: Context, held: Held, member: Member, wanted: CanaryStart) -> ServiceConfig:
    if wanted.config is None:
        return upgraded(member.config, wanted.image, wanted.env)
    require(context.actor, Action.APPLICATION_WRITE, held.tenant.id, held.application.id)
    config = upgraded(wanted.config, wanted.image, wanted.env)
    return config.model_copy(update={"domain": member.config.domain})


async def _refuse_unfit(context: Context, member: Member, seen: Seen) -> None:
    name = member.row.name
    if not member.row.published:
        raise Conflict("service.not_published", {"name": name})
    own = select(OwnDomain.id).where(OwnDomain.service_id == member.row.id, OwnDomain.verified_at.is_not(None))
    unnamed = member.config.domain is None and await context.session.scalar(own.limit(1)) is None
    if unnamed or not member.config.ports:
        raise Conflict("service.canary_without_domain", {"name": name})
    if not seen.gateway:
        raise Conflict("service.canary_without_gateway", {"name": name})
    if seen.status.rollout is None or not seen.status.rollout.done or member.row.paused:
        raise Conflict("service.canary_during_rollout", {"name": name})


async def _refuse_another(context: Context, member: Member) -> None:
    """Refuse a canary while something is left of the one before: it would have the same name."""
    going = select(Service.id).where(Service.canary_of == member.row.id, Service.deleted_at.is_not(None))
    if await context.session.scalar(going.limit(1)) is not None:
        raise Conflict("service.canary_ending", {"name": member.row.name})


def _refuse_config(member: Member, config: ServiceConfig) -> None:
    name, ports = member.row.name, [port.port for port in config.ports[:1]]
    if config == member.config:
        raise Conflict("service.canary_without_change", {"name": name})
    if config.volumes or member.config.volumes:
        raise Conflict("service.canary_with_volumes", {"name": name})
    if ports != [port.port for port in member.config.ports[:1]]:
        raise Conflict("service.canary_on_another_port", {"name": name}, field="config.ports")
    if len(name) + len(SUFFIX) > NAME_LENGTH:
        raise Conflict("service.canary_name_too_long", {"name": name, "limit": NAME_LENGTH - len(SUFFIX)})


async def _add(context: Context, held: Held, file: ServiceFile) -> Member:
    canary = await add_service(context, held, file, "config.")
    return held.members.pop(canary.row.name)


async def _on_trial(context: Context, service_id: str) -> tuple[Held, Member, Member]:
    held, member = await hold_service(context, service_id, Action.APPLICATION_UPGRADE)
    canary = held.canaries.get(service_id)
    if canary is None:
        raise Conflict("service.no_canary", {"name": member.row.name})
    return held, member, canary


async def _end(context: Context, held: Held, member: Member, action: str, before: Obj) -> None:
    remove_service(held.canaries.pop(member.row.id))
    await _finish(context, held, member, action, before)


async def _finish(context: Context, held: Held, member: Member, action: str, before: Obj) -> None:
    await settle(context, held, _nowhere)
    canary = held.canaries.get(member.row.id)
    after = {**service_snapshot(member), **({"canary": _snapshot(canary)} if canary else {})}
    whole = {**service_snapshot(member), **before}
    record(context.session, context.actor, action, target_of_service(held, member), whole, after)
    context.changed(held.application)


def _snapshot(canary: Member) -> Obj:
    config = canary.config.model_dump(mode="json")
    return {"weight": canary.row.canary_weight, "replicas": canary.row.replicas, "config": config}


def _nowhere(_: What) -> None:
    """No field of the request says how much a canary takes: its replicas follow from the service's."""

"""Let the number of a service's replicas be set by use, or by hand again."""

from __future__ import annotations

from slipway.access import Action
from slipway.applications.context import Context
from slipway.applications.held import Member, hold_service, refuse_canary
from slipway.applications.oplog import service_snapshot
from slipway.applications.scaling.check import check_autoscaling, stored
from slipway.applications.scaling.schemas import Autoscaling
from slipway.applications.services import finish
from slipway.applications.storage.check import check_replicas
from slipway.errors import Conflict


async def autoscale(context: Context, service_id: str, wanted: Autoscaling) -> Member:
    """Give a service rules, or other ones; the same again are no change. No revision, because nothing restarts."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_PUBLISH)
    refuse_canary(held, member)
    check_autoscaling(member.row.name, wanted, "")
    check_replicas(member.row.name, member.config, wanted.max, "max")
    if member.row.autoscaling != stored(wanted):
        before = service_snapshot(member)
        member.row.autoscaling = stored(wanted)
        # The least number is what counts towards the quota.
        await finish(context, held, member, "service.autoscale", before, lambda _: "min")
    return member


async def stop_autoscaling(context: Context, service_id: str, replicas: int) -> Member:
    """Take a service's rules away; from now on it has so many replicas."""
    held, member = await hold_service(context, service_id, Action.APPLICATION_PUBLISH)
    refuse_canary(held, member)
    if member.row.autoscaling is None:
        raise Conflict("service.not_autoscaled", {"name": member.row.name})
    check_replicas(member.row.name, member.config, replicas, "replicas")
    before = service_snapshot(member)
    member.row.autoscaling, member.row.replicas = None, replicas
    await finish(context, held, member, "service.autoscale_end", before, lambda _: "replicas")
    return member

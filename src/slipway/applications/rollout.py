"""Hold a rolling update, let it go on, or return from it.

A pause is desired state: it stands in the database, the publisher carries it to the deployment, and it outlives
restarts of everything. It ends when the service is unpublished, because a deployment that begins paused would never
have pods.
"""

from __future__ import annotations

from slipway.access import Action
from slipway.applications.context import Context
from slipway.applications.held import Held, Member, hold_service
from slipway.applications.oplog import service_snapshot
from slipway.applications.schemas import Rollout
from slipway.applications.services import finish, return_to
from slipway.errors import Conflict
from slipway.tenants import What


async def pause(context: Context, service_id: str) -> Member:
    """Let no further replica be replaced; those that serve go on."""
    held, member = await _published(context, service_id)
    return await _hold(context, held, member, "service.rollout_pause", paused=True)


async def resume(context: Context, service_id: str) -> Member:
    """Go on where it was held."""
    held, member = await _published(context, service_id)
    return await _hold(context, held, member, "service.rollout_resume", paused=False)


async def abort(context: Context, service_id: str, seen: Rollout | None) -> Member:
    """Return to the revision that the old replicas still run, as a new revision; ``seen`` is how far the update is.

    Old replicas stay as they are, and only what was replaced already is replaced once more.
    """
    held, member = await _published(context, service_id)
    if seen is None or seen.previous is None:
        raise Conflict("service.rollout_over", {"name": member.row.name})
    member.row.paused = False
    return await return_to(context, held, member, seen.previous, "service.rollout_abort")


async def _published(context: Context, service_id: str) -> tuple[Held, Member]:
    held, member = await hold_service(context, service_id, Action.APPLICATION_UPGRADE)
    if not member.row.published:
        raise Conflict("service.not_published", {"name": member.row.name})
    return held, member


async def _hold(context: Context, held: Held, member: Member, action: str, *, paused: bool) -> Member:
    """Say whether it is held; nothing happens when it is as it was."""
    if member.row.paused != paused:
        before = service_snapshot(member)
        member.row.paused = paused
        await finish(context, held, member, action, before, _nowhere)
    return member


def _nowhere(_: What) -> None:
    """The request has no fields."""

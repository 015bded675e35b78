"""Begin, look up and cancel drains. The work itself is ``keeper.py``'s."""

from __future__ import annotations

from sqlalchemy import select

from slipway.access import Action, Actor, require
from slipway.audit import record
from slipway.cluster import Obj
from slipway.db import Session, utcnow
from slipway.errors import Conflict, NotFound
from slipway.hosts.drain.progress import DrainState
from slipway.hosts.models import HostDrain
from slipway.hosts.oplog import target_of
from slipway.hosts.schemas import DrainIn


async def start_drain(session: Session, actor: Actor, node: Obj, wanted: DrainIn) -> HostDrain:
    """Begin a drain; where one is under way, what may be lost is changed to what is wanted now."""
    require(actor, Action.HOST_MANAGE)
    name = node["metadata"]["name"]
    drain = await _active(session, name)
    before = _snapshot(drain) if drain else None
    if drain is None:
        drain = HostDrain(host=name, host_uid=node["metadata"]["uid"], state=DrainState.RUNNING, started_by=actor.name)
        session.add(drain)
    drain.force, drain.delete_local_data = wanted.force, wanted.delete_local_data
    drain.grace_seconds = wanted.grace_seconds
    await session.flush()
    if before != _snapshot(drain):
        record(session, actor, "host.drain", target_of(name), before, _snapshot(drain))
    return drain


async def cancel_drain(session: Session, actor: Actor, name: str) -> HostDrain:
    """Evict nothing more; pods that are on their way out go, and the host stays unschedulable."""
    require(actor, Action.HOST_MANAGE)
    drain = await _active(session, name)
    if drain is None:
        raise Conflict("drain.not_running", {"name": name})
    drain.state, drain.ended_at, drain.problem = DrainState.CANCELLED, utcnow(), None
    record(session, actor, "host.drain_cancel", target_of(name), {"state": "running"}, {"state": drain.state})
    return drain


async def last_drain(session: Session, name: str) -> HostDrain:
    """Return the drain that is under way, or the last one that was. Raises NotFound."""
    query = select(HostDrain).where(HostDrain.host == name).order_by(HostDrain.ended_at.is_(None).desc())
    drain = await session.scalar(query.order_by(HostDrain.id.desc()).limit(1))
    if drain is None:
        raise NotFound("drain.never", {"name": name})
    return drain


async def draining_hosts(session: Session) -> set[str]:
    """Return the names of hosts that are drained at this moment."""
    return set(await session.scalars(select(HostDrain.host).where(HostDrain.ended_at.is_(None))))


async def refuse_draining(session: Session, name: str) -> None:
    """Raise Conflict when a host is being drained."""
    if name in await draining_hosts(session):
        raise Conflict("drain.running", {"name": name})


async def _active(session: Session, name: str) -> HostDrain | None:
    query = select(HostDrain).where(HostDrain.host == name, HostDrain.ended_at.is_(None))
    found: HostDrain | None = await session.scalar(query.with_for_update())
    return found


def _snapshot(drain: HostDrain) -> Obj:
    return {
        "force": drain.force,
        "delete_local_data": drain.delete_local_data,
        "grace_seconds": drain.grace_seconds,
    }

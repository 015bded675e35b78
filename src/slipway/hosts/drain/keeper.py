"""Carry on every drain that is under way, until its host is empty or somebody cancels it.

What is wanted and how far it is stand in the database, so the next leader goes on where the one before stopped.
"""

from __future__ import annotations

import structlog
from sqlalchemy import select

from slipway.access import SYSTEM
from slipway.audit import record
from slipway.cluster import Cluster
from slipway.db import Database, Session, utcnow
from slipway.errors import SlipwayError
from slipway.hosts.drain.progress import DrainState, PodState, is_empty, with_those_gone
from slipway.hosts.drain.step import Look, Step
from slipway.hosts.models import HostDrain
from slipway.hosts.oplog import target_of
from slipway.reconcile import Reconciler, Rhythm

log = structlog.get_logger(__name__)

IDLE_SECONDS = 2.0
AGAIN_SECONDS = 1.0


class Drains(Reconciler):
    """One process of the platform runs it at a time."""

    name = "drains"

    def __init__(self, database: Database, cluster: Cluster) -> None:
        self._database = database
        self._cluster = cluster
        super().__init__(Rhythm(IDLE_SECONDS))

    async def _look(self) -> float | None:
        """Look for drains that are under way, whatever process they were begun in."""
        async with self._database.read() as session:
            active = (await session.scalars(select(HostDrain.id).where(HostDrain.ended_at.is_(None)))).all()
        for drain_id in active:
            self.wake(drain_id)
        return AGAIN_SECONDS if active else None

    async def _handle(self, drain_id: str) -> None:
        """Make one pass; the next round makes the next one."""
        drain = await self._active(drain_id)
        if drain is None:
            return

        async def still_wanted() -> bool:
            return await self._active(drain_id) is not None

        try:
            look = await Step(self._cluster, drain, still_wanted).take()
        except SlipwayError as error:
            log.debug("a drain cannot go on", host=drain.host, code=error.code, reason=error.params.get("reason"))
            await self._store(drain, None, error)
        else:
            await self._store(drain, look, None)

    async def _active(self, drain_id: str) -> HostDrain | None:
        async with self._database.read() as session:
            drain = await session.get(HostDrain, drain_id)
        return drain if drain is not None and drain.ended_at is None else None

    async def _store(self, seen: HostDrain, look: Look | None, problem: SlipwayError | None) -> None:
        """Write down what is new, and the end."""
        pods = with_those_gone(seen.pods, look.pods) if look else seen.pods
        told = {"code": problem.code, "params": problem.params} if problem else None
        over = look is not None and (look.gone or is_empty(look.pods.values()))
        if not over and (pods, told) == (seen.pods, seen.problem):
            return
        async with self._database.session() as session:
            drain = await session.get(HostDrain, seen.id, with_for_update=True)
            if drain is None or drain.ended_at is not None:
                return
            drain.pods, drain.problem = pods, told
            if look is not None and over:
                _end(session, drain, failed=look.gone)


def _end(session: Session, drain: HostDrain, *, failed: bool) -> None:
    drain.ended_at = utcnow()
    drain.state = DrainState.FAILED if failed else DrainState.DONE
    if failed:
        drain.problem = {"code": "drain.host_gone", "params": {"name": drain.host}}
    states = [each["state"] for each in drain.pods.values()]
    outcome = {"state": drain.state, "gone": states.count(PodState.GONE), "left": states.count(PodState.LEFT)}
    record(session, SYSTEM, "host.drain_end", target_of(drain.host), after=outcome)
    log.info("drain ended", host=drain.host, **outcome)

"""What is under way, and how what was under way has ended: the operation log, held against how things are now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from slipway.access import Action, Actor, may
from slipway.audit import Brief, briefs
from slipway.containers import Reason
from slipway.db import Session, utcnow
from slipway.errors import NotFound
from slipway.hosts import drain_out, last_drain
from slipway.overview.progress import (
    OF_APPLICATIONS,
    OF_PLATFORM,
    OF_SERVICES,
    Now,
    Progress,
    Word,
    latest,
    progress_of,
)
from slipway.overview.schemas import Activities, Activity
from slipway.tenants import Tenant, tenant_names

BACK = timedelta(hours=24)
MOST = 300
"""Operations that are looked at."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Tells one caller what goes on."""

    session: Session
    actor: Actor

    async def tell(self, now: Now, limit: int) -> Activities:
        """Return what is under way and what has ended, as far as the caller may know of it."""
        actions = [*OF_APPLICATIONS, *OF_SERVICES]
        if may(self.actor, Action.HOST_READ):
            actions += OF_PLATFORM
        found = await briefs(self.session, self.actor, MOST, actions=actions, since=utcnow() - BACK)
        told = [(each, how) for each in latest(found) if (how := await self._progress(each, now)) is not None]
        told.sort(key=lambda pair: (pair[1].state != "running", pair[0].actor_id != self.actor.id))
        names = await tenant_names(self.session, {each.tenant_id for each, _ in told if each.tenant_id})
        running = sum(1 for _, how in told if how.state == "running")
        return Activities(running=running, items=[self._activity(*pair, names) for pair in told[:limit]])

    async def _progress(self, operation: Brief, now: Now) -> Progress | None:
        if operation.action == "host.drain":
            return await self._drain(operation.object_name)
        if operation.action == "tenant.delete":
            left = await self.session.scalar(select(Tenant.id).where(Tenant.id == operation.object_id))
            return Progress("done" if left is None else "running")
        return progress_of(operation, now)

    async def _drain(self, host: str) -> Progress | None:
        try:
            drain = drain_out(await last_drain(self.session, host))
        except NotFound:
            return None
        problem = drain.problem
        blocked = next((each.reason for each in drain.pods if each.state == "blocked"), None)
        said = problem or blocked
        reason = Reason.model_validate(said, from_attributes=True) if said is not None else None
        states: dict[str, Word] = {"done": "done", "cancelled": "cancelled", "failed": "failed"}
        return Progress(states.get(drain.state, "running"), drain.gone, drain.to_go, reason)

    def _activity(self, operation: Brief, how: Progress, names: dict[str, str]) -> Activity:
        return Activity(
            id=operation.id,
            action=operation.action,
            object_kind=operation.object_kind,
            object_id=operation.object_id,
            object_name=operation.object_name,
            application_id=how.application_id,
            tenant_id=operation.tenant_id,
            tenant=names.get(operation.tenant_id or ""),
            actor_name=operation.actor_name,
            mine=operation.actor_id == self.actor.id,
            started_at=operation.time,
            state=how.state,
            ready=how.ready,
            total=how.total,
            reason=how.reason,
        )

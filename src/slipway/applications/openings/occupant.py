"""The openings, given and received, of a tenant that is disabled, enabled or deleted."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from sqlalchemy import select

from slipway.access import Actor
from slipway.applications.openings.ending import end_of_tenant
from slipway.applications.openings.models import Opening, OpeningState
from slipway.applications.openings.reconcile import OpeningSync
from slipway.db import Session, after_commit
from slipway.tenants import Tenant


class OpeningOccupant:
    """Implements ``tenants.Occupant``."""

    def __init__(self, sync: OpeningSync) -> None:
        self._sync = sync

    async def switched(self, session: Session, tenant: Tenant) -> None:
        """Have the cluster follow: a disabled tenant neither lets in nor is let in."""
        mine = (Opening.tenant_id == tenant.id) | (Opening.receiver_id == tenant.id)
        query = select(Opening.tenant_id).where(mine, Opening.state == OpeningState.ACCEPTED).distinct()
        self._wake(session, await session.scalars(query))

    async def stop(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """Nothing: what does not run lets nobody in, and is open again once it runs."""

    async def remove(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """End all of them."""
        self._wake(session, await end_of_tenant(session, actor, tenant.id))

    async def losses(self, session: Session, tenant_id: str) -> dict[str, list[str]]:
        """Nothing: openings go with the services that are named."""
        return {}

    def _wake(self, session: Session, tenant_ids: Iterable[str]) -> None:
        for tenant_id in tenant_ids:
            after_commit(session, partial(self._sync.wake, tenant_id))

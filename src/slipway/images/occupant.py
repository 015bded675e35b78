"""The registries of a tenant that is deleted."""

from __future__ import annotations

from sqlalchemy import select

from slipway.access import Actor
from slipway.db import Session
from slipway.images.models import Registry
from slipway.images.storage.models import StorageSpan
from slipway.images.storage.spans import end_spans
from slipway.tenants import Tenant


class RegistryOccupant:
    """Implements ``tenants.Occupant``."""

    async def switched(self, session: Session, tenant: Tenant) -> None:
        """Nothing: credentials harm nobody while nobody gets in."""

    async def stop(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """Nothing: what does not run pulls nothing."""

    async def remove(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """Forget all of them, and count no longer what the tenant has in those that the platform shares."""
        for registry in await session.scalars(select(Registry).where(Registry.tenant_id == tenant.id)):
            await session.delete(registry)
        await end_spans(session, StorageSpan.tenant_id == tenant.id)

    async def losses(self, session: Session, tenant_id: str) -> dict[str, list[str]]:
        """Nothing: images stay where they are."""
        return {}

"""What rooms above do for tenants that are disabled or deleted; the server hands them in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from slipway.access import Actor
from slipway.db import Session
from slipway.tenants.models import Tenant


class Occupant(Protocol):
    """Has things of tenants. All of it may be repeated; the caller holds the tenant's lock."""

    async def switched(self, session: Session, tenant: Tenant) -> None:
        """Hear that the tenant was disabled or enabled."""
        ...

    async def stop(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """Stop what runs; configuration and data stay."""
        ...

    async def remove(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """Begin to remove everything; what needs time ends when ``register_content``'s objects are gone."""
        ...

    async def losses(self, session: Session, tenant_id: str) -> dict[str, list[str]]:
        """Name what would be lost, by kind (``applications``)."""
        ...


class Occupants:
    """All of them, in the order in which they act."""

    def __init__(self, occupants: Sequence[Occupant] = ()) -> None:
        self._occupants = occupants

    async def switched(self, session: Session, tenant: Tenant) -> None:
        """Say that a tenant was disabled or enabled."""
        for occupant in self._occupants:
            await occupant.switched(session, tenant)

    async def stop(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """Stop what runs in a tenant."""
        for occupant in self._occupants:
            await occupant.stop(session, actor, tenant)

    async def remove(self, session: Session, actor: Actor, tenant: Tenant) -> None:
        """Begin to remove everything of a tenant."""
        for occupant in self._occupants:
            await occupant.remove(session, actor, tenant)

    async def losses(self, session: Session, tenant_id: str) -> dict[str, list[str]]:
        """Name what a tenant would lose."""
        found: dict[str, list[str]] = {}
        for occupant in self._occupants:
            found |= await occupant.losses(session, tenant_id)
        return found

"""What accounts ask of the room that knows tenants; the server hands it in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from slipway.access import Actor
from slipway.db import Session
from slipway.errors import Unauthenticated


class Tenancy(Protocol):
    """Knows tenants."""

    async def hold(self, session: Session, actor: Actor, tenant_id: str) -> None:
        """Keep a tenant from being deleted until the transaction ends. Raises NotFound."""
        ...

    async def shut(self, session: Session, tenant_ids: Iterable[str]) -> set[str]:
        """Return which of the tenants let nobody in."""
        ...

    async def names(self, session: Session, tenant_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of tenants by their ids."""
        ...

    async def find(self, session: Session, name: str) -> str | None:
        """Return the id of a tenant, which then stays until the transaction ends; None: there is none of that name."""
        ...


async def refuse_shut(session: Session, tenancy: Tenancy, tenant_id: str | None) -> None:
    """Raise Unauthenticated for whoever belongs to a tenant that lets nobody in."""
    if tenant_id is not None and await tenancy.shut(session, [tenant_id]):
        raise Unauthenticated("tenant.disabled")

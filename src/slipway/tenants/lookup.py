"""Find tenants, within what the actor may know of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Actor, absent, scope
from slipway.db import Session
from slipway.errors import NotFound
from slipway.tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Home:
    """A tenant, and the namespace in which everything of it is."""

    id: str
    name: str
    namespace: str


async def homes(session: Session, actor: Actor) -> list[Home]:
    """Return the homes of all tenants that the actor may know of."""
    query = select(Tenant.id, Tenant.name, Tenant.namespace).where(Tenant.deleted_at.is_(None))
    return [Home(*row) for row in await session.execute(scope(query, Tenant, actor))]


async def tenant_by_id(session: Session, actor: Actor, tenant_id: str, *, hold: bool = False) -> Tenant:
    """Return the tenant; NotFound when it does not exist, is being deleted, or is none of the actor's business.

    Whoever is about to put something into the tenant asks to ``hold`` it, so that it is not deleted meanwhile.
    """
    query = scope(select(Tenant).where(Tenant.id == tenant_id, Tenant.deleted_at.is_(None)), Tenant, actor)
    tenant = await session.scalar(query.with_for_update(read=True) if hold else query)
    if tenant is None:
        raise await absent(session, Tenant, tenant_id, "tenant.not_found")
    return tenant


async def locked_tenant(session: Session, tenant_id: str) -> Tenant:
    """Wait until nobody else changes what the tenant has, and keep others waiting until the transaction ends.

    For callers that know already that the actor may know of it. Raises NotFound when it is deleted.
    """
    query = select(Tenant).where(Tenant.id == tenant_id, Tenant.deleted_at.is_(None))
    # Who waited for the lock has to see what the one before changed, also where the tenant was read before.
    locking = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    tenant = await session.scalar(locking)
    if tenant is None:
        raise NotFound("tenant.not_found", {"id": tenant_id})
    return tenant


async def tenant_names(session: Session, tenant_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of tenants by their ids, for rows that the caller may already see."""
    rows = await session.execute(select(Tenant.id, Tenant.name).where(Tenant.id.in_(set(tenant_ids))))
    return dict(rows.all())


async def tenant_named(session: Session, name: str) -> str | None:
    """Return the id of the tenant of that name, which stays until the transaction ends; None: there is none.

    For callers that tell nobody which it was. Waits for no change of the tenant, so that two tenants that deal with
    each other never wait for each other for ever.
    """
    query = select(Tenant.id).where(Tenant.name == name, Tenant.deleted_at.is_(None))
    return await session.scalar(query.with_for_update(read=True, key_share=True))


class Tenancy:
    """Implements ``users.Tenancy``."""

    async def hold(self, session: Session, actor: Actor, tenant_id: str) -> None:
        """Keep a tenant from being deleted until the transaction ends. Raises NotFound."""
        await tenant_by_id(session, actor, tenant_id, hold=True)

    async def shut(self, session: Session, tenant_ids: Iterable[str]) -> set[str]:
        """Return which of the tenants let nobody in: they are disabled, or being deleted."""
        closed = Tenant.disabled_at.is_not(None) | Tenant.deleted_at.is_not(None)
        return set(await session.scalars(select(Tenant.id).where(Tenant.id.in_(set(tenant_ids)), closed)))

    async def names(self, session: Session, tenant_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of tenants by their ids."""
        return await tenant_names(session, tenant_ids)

    async def find(self, session: Session, name: str) -> str | None:
        """Return the id of a tenant, which then stays until the transaction ends; None: there is none of that name."""
        query = select(Tenant.id).where(Tenant.name == name, Tenant.deleted_at.is_(None))
        return await session.scalar(query.with_for_update(read=True))

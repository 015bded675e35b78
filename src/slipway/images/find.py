"""Find registries, within what the actor may know of: a tenant's own, and those that the platform shares."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, or_, select

from slipway.access import Actor, absent, scope
from slipway.db import Session
from slipway.images.models import Registry
from slipway.images.reference import canonical, registry_of
from slipway.images.uses import Use


def listed(actor: Actor, tenant_id: str | None) -> Select[Registry]:
    """Return the query of those that the actor sees; of one tenant: its own and the shared ones, which it uses."""
    query = scope(select(Registry), Registry, actor)
    if tenant_id is not None:
        query = query.where(or_(Registry.tenant_id == tenant_id, Registry.shared))
    return query


async def registry_by_id(session: Session, actor: Actor, registry_id: str, *, hold: bool = False) -> Registry:
    """Return a registry, held for a change if so asked. Raises NotFound."""
    query = scope(select(Registry).where(Registry.id == registry_id), Registry, actor)
    found = await session.scalar(query.with_for_update() if hold else query)
    if found is None:
        raise await absent(session, Registry, registry_id, "registry.not_found")
    return found


async def registry_for(session: Session, actor: Actor, tenant_id: str | None, address: str) -> Registry | None:
    """Return the registry that a tenant's images of an address come from: its own counts more than a shared one."""
    own = Registry.tenant_id == tenant_id if tenant_id is not None else Registry.shared
    query = scope(select(Registry), Registry, actor).where(Registry.address == canonical(address))
    found = list(await session.scalars(query.where(or_(own, Registry.shared))))
    return min(found, key=lambda each: each.shared, default=None)


def pulling(registry: Registry, uses: Iterable[Use], overridden: Iterable[str | None]) -> list[Use]:
    """Return which services pull with a registry's credentials.

    ``overridden`` are tenants with a registry of their own at the same address, who do not use the shared one.
    """
    theirs = set(overridden) if registry.shared else set()
    return [
        use
        for use in uses
        if (registry.shared or use.tenant_id == registry.tenant_id)
        and use.tenant_id not in theirs
        and registry_of(use.image) == registry.address
    ]

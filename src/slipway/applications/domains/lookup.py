"""Find own domains, within what the actor may know of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from slipway.access import Action, Actor, absent, require, scope
from slipway.applications.domains.models import OwnDomain
from slipway.applications.models import Service
from slipway.db import Session
from slipway.tenants import locked_tenant


def listed(actor: Actor, service_id: str | None, tenant_id: str | None) -> Select[OwnDomain]:
    """Return the query of the domains that are asked for."""
    query = scope(select(OwnDomain), OwnDomain, actor)
    if service_id is not None:
        query = query.where(OwnDomain.service_id == service_id)
    return query if tenant_id is None else query.where(OwnDomain.tenant_id == tenant_id)


async def domain_by_id(session: Session, actor: Actor, domain_id: str) -> OwnDomain:
    """Return a domain. Raises NotFound."""
    query = scope(select(OwnDomain).where(OwnDomain.id == domain_id), OwnDomain, actor)
    domain = await session.scalar(query.execution_options(populate_existing=True))
    if domain is None:
        raise await absent(session, OwnDomain, domain_id, "domain.not_found")
    return domain


async def held_domain(session: Session, actor: Actor, domain_id: str) -> OwnDomain:
    """Return a domain for a change, under its tenant's lock."""
    require(actor, Action.DOMAIN_MANAGE, actor.tenant_id)
    domain = await domain_by_id(session, actor, domain_id)
    await locked_tenant(session, domain.tenant_id)
    return await domain_by_id(session, actor, domain_id)


async def free_below_platform(session: Session, actor: Actor, name: str, service_id: str | None) -> bool:
    """Tell whether no service has a name, but for one of the actor's own that is named."""
    holder = (await session.execute(select(Service.id, Service.tenant_id).where(Service.domain == name))).first()
    if holder is None:
        return True
    return holder.id == service_id and (actor.of_platform or holder.tenant_id == actor.tenant_id)


async def counts(session: Session, tenant_ids: Sequence[str]) -> dict[str, int]:
    """Return how many own domains tenants have, verified or not: each is kept for them, and looked up for them."""
    query = select(OwnDomain.tenant_id, func.count()).where(OwnDomain.tenant_id.in_(tenant_ids))
    return dict((await session.execute(query.group_by(OwnDomain.tenant_id))).all())

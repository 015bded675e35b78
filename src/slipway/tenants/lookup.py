"""Find tenants, within what the actor may know of."""

from __future__ import annotations

from sqlalchemy import select

from slipway.access import Actor, scope
from slipway.db import Session
from slipway.errors import NotFound
from slipway.tenants.models import Tenant


async def tenant_by_id(session: Session, actor: Actor, tenant_id: str) -> Tenant:
    """Return the tenant; NotFound when it does not exist, is being deleted, or is none of the actor's business."""
    query = scope(select(Tenant).where(Tenant.id == tenant_id, Tenant.deleted_at.is_(None)), Tenant, actor)
    tenant = await session.scalar(query)
    if tenant is None:
        raise NotFound("tenant.not_found", {"id": tenant_id})
    return tenant

"""Find tenants for the search over everything."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Action, Actor, scope
from slipway.db import Session
from slipway.tenants.models import Tenant
from slipway.web import Hit, Sought, best_rows


@dataclass(frozen=True, slots=True)
class TenantSeeker:
    """Finds tenants by both of their names."""

    action: Action = Action.TENANT_READ

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits."""
        query = scope(select(Tenant).where(Tenant.deleted_at.is_(None)), Tenant, actor)
        return [
            Hit(each.id, each.name, "active" if each.disabled_at is None else "disabled", each.id, each.display_name)
            for each in await session.scalars(best_rows(query, sought, Tenant.name, Tenant.display_name))
        ]

"""Which openings are in force: the one rule, for the reconciler and for what is told."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from slipway.applications.models import Service
from slipway.applications.openings.manifests import Passage
from slipway.applications.openings.models import Opening, OpeningState
from slipway.db import Session
from slipway.tenants import Tenant


async def passages(session: Session, *which: ColumnElement[bool]) -> list[Passage]:
    """Return which openings are in force, of those that are asked for or of all.

    A tenant that is disabled or being deleted neither lets in nor is let in; when it is enabled again, it is as before.
    """
    giver, receiver = aliased(Tenant), aliased(Tenant)
    query = select(Opening, giver.namespace).join(giver, giver.id == Opening.tenant_id)
    query = query.join(receiver, receiver.id == Opening.receiver_id).join(Service, Service.id == Opening.service_id)
    query = query.where(Opening.state == OpeningState.ACCEPTED, Service.deleted_at.is_(None), *which)
    for side in (giver, receiver):
        query = query.where(side.disabled_at.is_(None), side.deleted_at.is_(None))
    return [
        Passage(row.id, row.tenant_id, namespace, str(row.service_id), str(row.receiver_id), row.ports)
        for row, namespace in await session.execute(query.order_by(Opening.id))
    ]

"""Tells the room of volumes which services have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import and_, select

from slipway.access import Actor, scope
from slipway.applications.models import Application, Revision, Service, declared_volumes
from slipway.applications.storage.names import claim_name
from slipway.db import Session
from slipway.volumes import Owner, Place, VolumeUse


class Volumes:
    """Implements ``volumes.VolumeDirectory``."""

    async def uses(self, session: Session, actor: Actor, owners: Collection[Owner]) -> dict[Place, list[VolumeUse]]:
        """Return who has volumes, of these services, as far as the actor may know of them."""
        current = and_(Revision.service_id == Service.id, Revision.number == Service.revision)
        query = select(Service, Application.name, declared_volumes()).join(Revision, current)
        query = query.join(Application, Application.id == Service.application_id)
        tenants, names = {tenant for tenant, _ in owners}, {name for _, name in owners}
        query = query.where(Service.deleted_at.is_(None), Service.tenant_id.in_(tenants), Service.name.in_(names))
        found: dict[Place, list[VolumeUse]] = defaultdict(list)
        for service, application, volumes in await session.execute(scope(query, Service, actor)):
            for volume in volumes or ():
                found[service.tenant_id, claim_name(service.name, volume["name"])].append(
                    VolumeUse(
                        service_id=service.id,
                        service_name=service.name,
                        application_id=service.application_id,
                        application_name=application,
                        mount_path=volume["mount_path"],
                        read_only=volume["read_only"],
                        published=service.published,
                    )
                )
        return dict(found)

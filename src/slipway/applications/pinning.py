"""What partitions have to know of the services that are pinned to them."""

from __future__ import annotations

from sqlalchemy import select

from slipway.applications.models import Application, Revision, Service
from slipway.db import Session
from slipway.hosts.partitions import Partition, register_use


def register_services() -> None:
    """Say that services use partitions, and how they are called."""
    application = select(Application.name).where(Application.id == Service.application_id).scalar_subquery()
    register_use("service", Service.partition_id, Service.tenant_id, application + "/" + Service.name)


async def follow_rename(session: Session, partition: Partition, before: str) -> None:
    """Write a partition's new name into all revisions that name it, so that each can still be returned to."""
    query = select(Revision).where(Revision.config["partition"].as_string() == before)
    for revision in await session.scalars(query):
        revision.config = {**revision.config, "partition": partition.name}

"""Pinning to partitions: what rooms above have to know of the rules."""

from __future__ import annotations

from sqlalchemy import select

from slipway.cluster import Obj
from slipway.db import Session
from slipway.errors import Invalid
from slipway.hosts.partitions.marks import LABEL, TAINT_EFFECT
from slipway.hosts.partitions.models import Partition, PartitionGrant


async def claim_partition(session: Session, tenant_id: str, name: str | None, field: str) -> str | None:
    """Return the id of a partition that is granted to the tenant; it stays so until the transaction ends.

    Says of one that is not granted the same as of one that does not exist.
    """
    if name is None:
        return None
    granted = select(Partition).join(PartitionGrant, PartitionGrant.partition_id == Partition.id)
    granted = granted.where(PartitionGrant.tenant_id == tenant_id)
    # The partition's row is held by whoever revokes a grant: after waiting for it, the grant has to be looked at anew.
    await session.execute(select(Partition.id).where(Partition.name == name).with_for_update(read=True))
    found = await session.scalar(granted.where(Partition.name == name))
    if found is None:
        known = list(await session.scalars(granted.with_only_columns(Partition.name).order_by(Partition.name)))
        raise Invalid("partition.unknown", {"name": name, "known": known or ["–"]}, field=field)
    return found.id


def pinned(partition_id: str | None) -> Obj:
    """Return the fields of a pod's specification that pin it to a partition; none for a pod that is not pinned."""
    if partition_id is None:
        return {}
    return {
        "nodeSelector": {LABEL: partition_id},
        "tolerations": [{"key": LABEL, "operator": "Equal", "value": partition_id, "effect": TAINT_EFFECT}],
    }

"""What uses partitions. Rooms above register their models here, so that they are named without being known."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from sqlalchemy import SQLColumnExpression, select

from slipway.access import Actor
from slipway.db import Session
from slipway.hosts.partitions.models import Partition

Rename = Callable[[Session, Partition, str], Awaitable[None]]
"""Called with the partition as it is now, and the name that it had."""


class _Use(NamedTuple):
    partition_id: SQLColumnExpression[Any]
    tenant_id: SQLColumnExpression[Any]
    name: SQLColumnExpression[str]


_USES: dict[str, _Use] = {}
_RENAMES: list[Rename] = []


def register_use(
    kind: str,
    partition_id: SQLColumnExpression[Any],
    tenant_id: SQLColumnExpression[Any],
    name: SQLColumnExpression[str],
) -> None:
    """Say that objects of this kind (``service``) are pinned to partitions; one that is in use stays and is granted."""
    _USES[kind] = _Use(partition_id, tenant_id, name)


def register_rename(rename: Rename) -> None:
    """Have ``rename`` called in the transaction in which a partition gets another name."""
    _RENAMES.append(rename)


async def pinned_to(session: Session, partition_id: str, tenant_id: str | None = None) -> dict[str, list[str]]:
    """Name what is pinned to the partition by kind, in one tenant or in all."""
    found: dict[str, list[str]] = {}
    for kind, use in _USES.items():
        query = select(use.name).where(use.partition_id == partition_id)
        if tenant_id is not None:
            query = query.where(use.tenant_id == tenant_id)
        found[kind] = list(await session.scalars(query.order_by(use.name)))
    return found


async def pinned_as_seen(session: Session, partition_id: str, actor: Actor) -> list[str]:
    """Name what is pinned to the partition, as far as the actor may know of it."""
    found = await pinned_to(session, partition_id, None if actor.of_platform else actor.tenant_id)
    return [name for names in found.values() for name in names]


async def renamed(session: Session, partition: Partition, before: str) -> None:
    """Tell everybody who keeps partitions' names."""
    for rename in _RENAMES:
        await rename(session, partition, before)

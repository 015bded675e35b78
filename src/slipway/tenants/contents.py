"""What tenants hold. Rooms above register their models here, so that tenants can count them without knowing them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select, true

from slipway.db import Session


class _Content(NamedTuple):
    tenant_id: SQLColumnExpression[Any]
    name: SQLColumnExpression[str]
    which: ColumnElement[bool]


_CONTENTS: dict[str, _Content] = {}


def register_content(
    kind: str,
    tenant_id: SQLColumnExpression[Any],
    name: SQLColumnExpression[str],
    which: ColumnElement[bool] | None = None,
) -> None:
    """Say that tenants hold objects of this kind (``application``); a tenant that still holds one is not deleted.

    ``which`` of the rows are of this kind; all, unless it is given.
    """
    _CONTENTS[kind] = _Content(tenant_id, name, true() if which is None else which)


async def counts(session: Session, tenant_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return how many objects of each kind each tenant holds: ``{tenant_id: {kind: number}}``."""
    found: dict[str, dict[str, int]] = {tenant_id: {} for tenant_id in tenant_ids}
    for kind, content in _CONTENTS.items():
        query = select(content.tenant_id, func.count()).where(content.tenant_id.in_(tenant_ids), content.which)
        for tenant_id, number in await session.execute(query.group_by(content.tenant_id)):
            found[tenant_id][kind] = number
    return found


async def names(session: Session, tenant_id: str, limit: int = 10) -> list[str]:
    """Name what the tenant holds, as ``application shop``; at most ``limit`` of each kind."""
    found: list[str] = []
    for kind, content in _CONTENTS.items():
        query = (
            select(content.name)
            .where(content.tenant_id == tenant_id, content.which)
            .order_by(content.name)
            .limit(limit)
        )
        found += [f"{kind} {name}" for name in (await session.scalars(query)).all()]
    return found

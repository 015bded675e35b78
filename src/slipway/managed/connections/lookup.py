"""Find which applications are connected to managed services; those that are being removed are no longer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select

from slipway.applications import Application, ConfigurationSet
from slipway.db import Session
from slipway.managed.models import ManagedConnection


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection with the names of what it joins."""

    row: ManagedConnection
    application: str
    set: str


async def connections_of(session: Session, managed_ids: Iterable[str]) -> dict[str, list[Connected]]:
    """Return the connections of managed services by their ids, sorted by application."""
    query = _connections().where(ManagedConnection.managed_id.in_(list(managed_ids)))
    found: dict[str, list[Connected]] = defaultdict(list)
    for row, application, name in await session.execute(query):
        found[row.managed_id].append(Connected(row, application, name))
    return found


async def connections_by_account(session: Session, account_id: str) -> list[Connected]:
    """Return the connections that use an account."""
    rows = await session.execute(_connections().where(ManagedConnection.account_id == account_id))
    return [Connected(row, application, name) for row, application, name in rows]


async def sets_given(session: Session, application_id: str) -> set[str]:
    """Return the names of the sets by which an application gets in to managed services."""
    rows = await session.execute(_connections().where(ManagedConnection.application_id == application_id))
    return {name for _, _, name in rows}


def _connections() -> Select[ManagedConnection, str, str]:
    query = select(ManagedConnection, Application.name, ConfigurationSet.name)
    query = query.join(Application, Application.id == ManagedConnection.application_id)
    query = query.join(ConfigurationSet, ConfigurationSet.id == ManagedConnection.set_id)
    return query.where(Application.deleted_at.is_(None)).order_by(Application.name)

"""HTTP routes of connections between applications and managed services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from slipway.applications import CurrentContext, load_views, used_sets
from slipway.db import Session
from slipway.managed.connections import manage
from slipway.managed.connections.gift import login_of, variables
from slipway.managed.connections.lookup import Connected, connections_of
from slipway.managed.connections.schemas import ConnectionCreate, ConnectionOut
from slipway.managed.find import engine_of, managed_by_id
from slipway.managed.models import ManagedAccount, ManagedService
from slipway.web import CurrentActor, DbSession

router = APIRouter(prefix="/managed-services/{managed_id}/connections", tags=["managed"])
Release = Annotated[bool, Query(description="services that use the set go on without it: a new revision of each")]


@router.get("")
async def list_managed_connections(actor: CurrentActor, session: DbSession, managed_id: str) -> list[ConnectionOut]:
    """List the applications that are connected to a managed service, sorted by name."""
    service = await managed_by_id(session, actor, managed_id)
    return await _shown(session, service, (await connections_of(session, [managed_id])).get(managed_id, []))


@router.post("", status_code=201)
async def connect_application(context: CurrentContext, managed_id: str, body: ConnectionCreate) -> ConnectionOut:
    """Connect an application: a secret set of its configuration says how to get in, and is kept so.

    Services that are named get its keys as variables at once; others may use the set like every other one.
    """
    row = await manage.connect(context, managed_id, body)
    service = await managed_by_id(context.session, context.actor, managed_id)
    every = (await connections_of(context.session, [managed_id]))[managed_id]
    mine = [each for each in every if each.row.id == row.id]
    return (await _shown(context.session, service, mine))[0]


@router.delete("/{application_id}", status_code=204)
async def disconnect_application(
    context: CurrentContext, managed_id: str, application_id: str, release: Release = False
) -> None:
    """Take the set away from an application again. The account, and what it stored, stays."""
    await manage.disconnect(context, managed_id, application_id, release=release)


async def _shown(session: Session, service: ManagedService, connected: Sequence[Connected]) -> list[ConnectionOut]:
    query = select(ManagedAccount).where(ManagedAccount.id.in_({each.row.account_id for each in connected}))
    accounts = {account.id: account for account in await session.scalars(query)}
    views = {view.id: view for view in await load_views(session, {each.row.application_id for each in connected})}
    return [
        ConnectionOut(
            application_id=each.row.application_id,
            application_name=each.application,
            set=each.set,
            account_id=each.row.account_id,
            username=accounts[each.row.account_id].username,
            keys=sorted(variables(engine_of(service), login_of(service, accounts[each.row.account_id]))),
            used_by=[
                one.name
                for one in views[each.row.application_id].services
                if not one.deleting and each.set in used_sets(one.config)
            ],
            created_at=each.row.created_at,
            created_by=each.row.created_by,
        )
        for each in connected
    ]

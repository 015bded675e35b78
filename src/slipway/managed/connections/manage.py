"""Connect applications to managed services, and part them again."""

from __future__ import annotations

from sqlalchemy import select

from slipway.access import Action, require
from slipway.applications import Context, give_set, hold_application, take_set, users_of
from slipway.audit import record
from slipway.db import new_id
from slipway.errors import Conflict, NotFound
from slipway.managed.accounts.manage import add_account, living_account
from slipway.managed.accounts.passwords import made_password
from slipway.managed.accounts.schemas import ManagedAccountCreate
from slipway.managed.connections.gift import gift_of
from slipway.managed.connections.lookup import Connected, connections_of
from slipway.managed.connections.schemas import ConnectionCreate
from slipway.managed.find import HeldService, hold_managed
from slipway.managed.models import ManagedAccount, ManagedConnection

LONGEST_USERNAME = 32


async def connect(context: Context, managed_id: str, wanted: ConnectionCreate) -> ManagedConnection:
    """Give an application a set by which its services get in."""
    found = await hold_managed(context, managed_id)
    held = await hold_application(context, wanted.application_id, Action.APPLICATION_WRITE)
    if held.tenant.id != found.held.tenant.id:
        raise NotFound("application.not_found", {"id": wanted.application_id})
    require(context.actor, Action.APPLICATION_SECRETS, held.tenant.id, held.application.id)
    if known := await _connection(context, managed_id, wanted.application_id):
        params = {"name": found.row.name, "application": known.application, "set": known.set}
        raise Conflict("managed.already_connected", params, field="application_id")
    if wanted.account_id is None:
        account = await _own_account(context, found, held.application.name)
    else:
        account = await living_account(context.session, found.row, wanted.account_id)
    gift = gift_of(found.row, account, wanted.set or found.row.name)
    held = await give_set(context, wanted.application_id, gift, wanted.services)
    row = ManagedConnection(
        id=new_id(),
        managed_id=managed_id,
        tenant_id=held.tenant.id,
        application_id=wanted.application_id,
        account_id=account.id,
        set_id=held.sets[gift.name].row.id,
        created_by=context.actor.name,
    )
    context.session.add(row)
    await context.session.flush()
    after = {"application": held.application.name, "set": gift.name, "username": account.username}
    if wanted.services:
        after["services"] = ", ".join(wanted.services)
    record(context.session, context.actor, "managed.connect", found.target, after=after)
    context.changed(found.held.application)
    return row


async def disconnect(context: Context, managed_id: str, application_id: str, *, release: bool) -> None:
    """Take the set away again; the account stays. Services that use the set refuse it unless it is released."""
    found = await hold_managed(context, managed_id)
    connected = await _connection(context, managed_id, application_id)
    if connected is None:
        raise NotFound("managed.not_connected", {"name": found.row.name, "id": application_id})
    await take_set(context, application_id, connected.set, release=release)
    before = {"application": connected.application, "set": connected.set}
    record(context.session, context.actor, "managed.disconnect", found.target, before=before)


async def refuse_connected(context: Context, managed_id: str) -> None:
    """Refuse to close a managed service that applications are connected to."""
    found = await hold_managed(context, managed_id)
    if connected := (await connections_of(context.session, [managed_id])).get(managed_id):
        names = [each.application for each in connected]
        raise Conflict("managed.connected", {"name": found.row.name, "applications": names})


async def part_all(context: Context, managed_id: str) -> None:
    """Take away all sets that no service uses; the others stay, as the applications' own."""
    await hold_managed(context, managed_id)
    for each in (await connections_of(context.session, [managed_id])).get(managed_id, []):
        held = await hold_application(context, each.row.application_id, Action.APPLICATION_WRITE)
        if not users_of(held, each.set):
            await disconnect(context, managed_id, each.row.application_id, release=False)


async def _connection(context: Context, managed_id: str, application_id: str) -> Connected | None:
    every = (await connections_of(context.session, [managed_id])).get(managed_id, [])
    return next((each for each in every if each.row.application_id == application_id), None)


async def _own_account(context: Context, found: HeldService, application: str) -> ManagedAccount:
    """Return the account that is named after an application; there is one when that was connected before."""
    name = application[:LONGEST_USERNAME].rstrip("-")
    mine = (ManagedAccount.managed_id == found.row.id, ManagedAccount.username == name)
    query = select(ManagedAccount).where(*mine, ManagedAccount.deleted_at.is_(None))
    known = await context.session.scalar(query)
    return known or await add_account(context, found, ManagedAccountCreate(username=name), made_password())

"""Make, change and remove accounts as they should be. ``sync`` carries them to the database."""

from __future__ import annotations

from sqlalchemy import func, select

from slipway.applications import Context
from slipway.audit import Target, record
from slipway.db import Obj, Session, new_id, utcnow
from slipway.errors import Conflict, Invalid, NotFound
from slipway.managed.accounts.passwords import NEW, checked_password, made_password
from slipway.managed.accounts.schemas import ManagedAccountCreate, ManagedAccountPatch
from slipway.managed.connections.lookup import connections_by_account
from slipway.managed.engines import ACCOUNTS, ENGINES
from slipway.managed.find import HeldService, hold_managed
from slipway.managed.models import ManagedAccount, ManagedService
from slipway.managed.schemas import EngineKind

MOST_ACCOUNTS = 100
"""Of one managed service."""


async def create_account(context: Context, managed_id: str, wanted: ManagedAccountCreate) -> ManagedAccount:
    """Make an account that there is none of that name of."""
    found = await hold_managed(context, managed_id)
    password = made_password() if wanted.password is None else checked_password(wanted.password.get_secret_value())
    return await add_account(context, found, wanted, password)


async def add_account(
    context: Context, found: HeldService, wanted: ManagedAccountCreate, password: str
) -> ManagedAccount:
    """Store an account of a service that is held."""
    service = found.row
    database = _database(service, wanted)
    if wanted.username in ACCOUNTS[EngineKind(service.engine)].reserved:
        raise Invalid("managed.name_reserved", {"name": wanted.username}, field="username")
    mine = select(ManagedAccount).where(ManagedAccount.managed_id == service.id)
    if await context.session.scalar(mine.where(ManagedAccount.username == wanted.username)) is not None:
        raise Conflict("managed.username_taken", {"username": wanted.username}, field="username")
    number = await context.session.scalar(select(func.count()).select_from(mine.subquery()))
    if (number or 0) >= MOST_ACCOUNTS:
        raise Conflict("managed.too_many_accounts", {"limit": MOST_ACCOUNTS})
    account = ManagedAccount(
        id=new_id(),
        managed_id=service.id,
        tenant_id=service.tenant_id,
        username=wanted.username,
        secret={"password": password},
        database=database,
        access=wanted.access.value,
        revision=1,
        created_by=context.actor.name,
    )
    context.session.add(account)
    await context.session.flush()
    record(
        context.session, context.actor, "managed_account.create", target_of(service, account), after=snapshot(account)
    )
    context.changed(found.held.application)
    return account


async def change_account(
    context: Context, managed_id: str, account_id: str, wanted: ManagedAccountPatch
) -> ManagedAccount:
    """Give an account another password, or other rights."""
    found = await hold_managed(context, managed_id)
    service = found.row
    account = await living_account(context.session, service, account_id)
    before = snapshot(account)
    if wanted.access is not None and wanted.access.value != account.access:
        account.access = wanted.access.value
    if wanted.password is not None:
        text = wanted.password.get_secret_value()
        account.secret = {"password": made_password() if text == NEW else checked_password(text)}
    renewed = wanted.password is not None
    after = {**snapshot(account), "password_changed": renewed}
    if renewed or after["access"] != before["access"]:
        account.revision, account.problem = account.revision + 1, None
        record(context.session, context.actor, "managed_account.change", target_of(service, account), before, after)
        context.changed(found.held.application)
    await context.session.flush()
    return account


async def delete_account(context: Context, managed_id: str, account_id: str) -> ManagedAccount:
    """Remove an account that no application uses; its row goes when the database has it no more."""
    found = await hold_managed(context, managed_id)
    service = found.row
    account = await living_account(context.session, service, account_id)
    if users := [each.application for each in await connections_by_account(context.session, account.id)]:
        raise Conflict("managed.account_connected", {"username": account.username, "applications": users})
    account.deleted_at, account.problem = utcnow(), None
    record(context.session, context.actor, "managed_account.delete", target_of(service, account), snapshot(account))
    context.changed(found.held.application)
    return account


async def account_by_id(session: Session, service: ManagedService, account_id: str) -> ManagedAccount:
    """Return an account of a service, also one that is being deleted. Raises NotFound."""
    query = select(ManagedAccount).where(ManagedAccount.id == account_id, ManagedAccount.managed_id == service.id)
    account = await session.scalar(query)
    if account is None:
        raise NotFound("managed.account_not_found", {"id": account_id})
    return account


async def living_account(session: Session, service: ManagedService, account_id: str) -> ManagedAccount:
    """Return an account that is to stay."""
    account = await account_by_id(session, service, account_id)
    if account.deleted_at is not None:
        raise NotFound("managed.account_not_found", {"id": account_id})
    return account


def target_of(service: ManagedService, account: ManagedAccount) -> Target:
    """Name an account as the operation log does."""
    return Target("managed_account", account.id, f"{service.name}/{account.username}", service.tenant_id)


def snapshot(account: ManagedAccount) -> Obj:
    """Return what is kept of an account."""
    return {"username": account.username, "database": account.database, "access": account.access}


def _database(service: ManagedService, wanted: ManagedAccountCreate) -> str | None:
    kind = EngineKind(service.engine)
    if not ENGINES[kind].databases:
        if wanted.database is not None:
            raise Invalid("managed.no_databases", {"engine": ENGINES[kind].name}, field="database")
        return None
    name = wanted.database or wanted.username.replace("-", "_")
    if name in ACCOUNTS[kind].reserved:
        raise Invalid("managed.name_reserved", {"name": name}, field="database")
    return name

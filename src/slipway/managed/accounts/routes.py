"""HTTP routes of accounts within managed services."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import select

from slipway.access import Action, require
from slipway.applications import CurrentContext
from slipway.audit import record
from slipway.managed.accounts import manage
from slipway.managed.accounts.present import account_out
from slipway.managed.accounts.schemas import (
    ManagedAccountAccess,
    ManagedAccountCreate,
    ManagedAccountOut,
    ManagedAccountPatch,
)
from slipway.managed.connections.gift import login_of
from slipway.managed.connections.lookup import connections_of
from slipway.managed.engines.engine import uri_of
from slipway.managed.find import engine_of, managed_by_id
from slipway.managed.models import ManagedAccount, ManagedService
from slipway.managed.parts import DatabasePart, Present
from slipway.web import CurrentActor, DbSession

router = APIRouter(prefix="/managed-services/{managed_id}/accounts", tags=["managed"])


@router.get("")
async def list_managed_accounts(
    actor: CurrentActor, session: DbSession, present: Present, managed_id: str
) -> list[ManagedAccountOut]:
    """List the accounts of a managed service, sorted by name, without their passwords."""
    service = await managed_by_id(session, actor, managed_id)
    query = select(ManagedAccount).where(ManagedAccount.managed_id == managed_id).order_by(ManagedAccount.username)
    return await _shown(session, present, service, list(await session.scalars(query)))


@router.post("", status_code=201)
async def create_managed_account(
    context: CurrentContext, present: Present, managed_id: str, body: ManagedAccountCreate
) -> ManagedAccountOut:
    """Make an account. The database has it a moment later, or once the managed service runs."""
    return await _one(context, present, managed_id, await manage.create_account(context, managed_id, body))


@router.patch("/{managed_account_id}")
async def change_managed_account(
    context: CurrentContext, present: Present, managed_id: str, managed_account_id: str, body: ManagedAccountPatch
) -> ManagedAccountOut:
    """Give an account another password or other rights.

    Once the database has another password, the applications that use the account get it: their containers are replaced.
    """
    account = await manage.change_account(context, managed_id, managed_account_id, body)
    return await _one(context, present, managed_id, account)


@router.delete("/{managed_account_id}", status_code=202)
async def delete_managed_account(
    context: CurrentContext, present: Present, managed_id: str, managed_account_id: str
) -> ManagedAccountOut:
    """Remove an account that no application uses; what it stored stays. It is listed until the database forgot it."""
    account = await manage.delete_account(context, managed_id, managed_account_id)
    return await _one(context, present, managed_id, account)


@router.get("/{managed_account_id}/access")
async def get_managed_account_access(
    actor: CurrentActor, database: DatabasePart, managed_id: str, managed_account_id: str
) -> ManagedAccountAccess:
    """Tell how to get in with an account, with the password; kept in the operation log."""
    async with database.session() as session:
        service = await managed_by_id(session, actor, managed_id, Action.MANAGED_MANAGE)
        account = await manage.account_by_id(session, service, managed_account_id)
        require(actor, Action.APPLICATION_SECRETS, service.tenant_id, service.application_id)
        login = login_of(service, account)
        record(session, actor, "managed_account.access", manage.target_of(service, account))
        return ManagedAccountAccess(
            host=login.host,
            port=login.port,
            username=login.username,
            password=login.password,
            database=login.database,
            uri=uri_of(engine_of(service), login),
        )


async def _one(
    context: CurrentContext, present: Present, managed_id: str, account: ManagedAccount
) -> ManagedAccountOut:
    service = await managed_by_id(context.session, context.actor, managed_id)
    return (await _shown(context.session, present, service, [account]))[0]


async def _shown(
    session: DbSession, present: Present, service: ManagedService, accounts: list[ManagedAccount]
) -> list[ManagedAccountOut]:
    state = (await present.service(service)).state
    users = (await connections_of(session, [service.id])).get(service.id, [])
    return [
        account_out(each, state, [one.application for one in users if one.row.account_id == each.id])
        for each in accounts
    ]

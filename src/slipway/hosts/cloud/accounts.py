"""Keep accounts at cloud providers. Credentials are tried first, then sealed; nobody is told them again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import undefer

from slipway.access import Action, Actor, require
from slipway.audit import record
from slipway.db import Session
from slipway.errors import Conflict, Invalid, NotFound
from slipway.hosts.cloud.kinds import credentials_of, require_place
from slipway.hosts.cloud.models import CloudAccount, CloudMachine
from slipway.hosts.cloud.oplog import account_snapshot, target_of_account
from slipway.hosts.cloud.provider import ask
from slipway.hosts.cloud.schemas import AccountCreate, AccountOut, AccountPatch
from slipway.hosts.cloud.vendors import known_regions, provider_of

MOST_NAMED = 20
PLACE = ("name", "provider", "region", "endpoint", "subscription_id", "resource_group")


async def try_account(actor: Actor, wanted: AccountCreate) -> CloudAccount:
    """Return a new account that the provider lets in. Asks it, so no transaction should be open."""
    require(actor, Action.CLOUD_MANAGE)
    require_place(wanted)
    credentials = credentials_of(wanted.provider, wanted.credentials)
    if (known := await known_regions(wanted.provider)) and wanted.region not in known:
        raise Invalid("cloud.region_unknown", {"region": wanted.region, "known": known}, field="region")
    account = CloudAccount(**wanted.model_dump(exclude={"credentials"}), credentials=credentials)
    await ask((await provider_of(account)).check)
    return account


async def add_account(session: Session, actor: Actor, account: CloudAccount) -> CloudAccount:
    """Keep an account that was tried."""
    require(actor, Action.CLOUD_MANAGE)
    session.add(account)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("cloud.account_name_taken", {"name": account.name}, field="name") from error
    record(session, actor, "cloud_account.create", target_of_account(account), after=account_snapshot(account))
    return account


async def try_credentials(actor: Actor, account: CloudAccount, wanted: AccountPatch) -> None:
    """Raise unless the provider lets somebody in by these. Asks it, so no transaction should be open."""
    require(actor, Action.CLOUD_MANAGE)
    place = {name: getattr(account, name) for name in PLACE}
    credentials = credentials_of(account.provider, wanted.credentials)
    provider = await provider_of(CloudAccount(**place, credentials=credentials))
    await ask(provider.check)


async def change_credentials(session: Session, actor: Actor, account_id: str, wanted: AccountPatch) -> CloudAccount:
    """Keep other credentials, which were tried."""
    require(actor, Action.CLOUD_MANAGE)
    account = await account_by_id(session, account_id)
    account.credentials = credentials_of(account.provider, wanted.credentials)
    changed = {**account_snapshot(account), "new_credentials": True}
    record(session, actor, "cloud_account.change", target_of_account(account), after=changed)
    return account


async def remove_account(session: Session, actor: Actor, account_id: str) -> None:
    """Forget an account with which nothing is ordered any more."""
    require(actor, Action.CLOUD_MANAGE)
    account = await account_by_id(session, account_id)
    query = select(CloudMachine.name).where(CloudMachine.account_id == account.id).order_by(CloudMachine.name)
    if users := list(await session.scalars(query.limit(MOST_NAMED))):
        raise Conflict("cloud.account_in_use", {"name": account.name, "machines": users})
    record(session, actor, "cloud_account.delete", target_of_account(account), before=account_snapshot(account))
    await session.delete(account)


async def account_by_id(session: Session, account_id: str, *, with_credentials: bool = False) -> CloudAccount:
    """Return an account. Raises NotFound."""
    query = select(CloudAccount).where(CloudAccount.id == account_id)
    found = await session.scalar(query.options(undefer(CloudAccount.credentials)) if with_credentials else query)
    if found is None:
        raise NotFound("cloud.account_not_found", {"id": account_id})
    return found


async def accounts_out(session: Session, accounts: Sequence[CloudAccount]) -> list[AccountOut]:
    """Show accounts with the machines that were ordered with them."""
    query = select(CloudMachine.account_id, CloudMachine.name).order_by(CloudMachine.name)
    rows = (await session.execute(query.where(CloudMachine.account_id.in_([each.id for each in accounts])))).all()
    return [
        AccountOut(
            id=account.id,
            name=account.name,
            provider=account.provider,
            region=account.region,
            endpoint=account.endpoint,
            subscription_id=account.subscription_id,
            resource_group=account.resource_group,
            machines=[row.name for row in rows if row.account_id == account.id],
            created_at=account.created_at,
        )
        for account in accounts
    ]

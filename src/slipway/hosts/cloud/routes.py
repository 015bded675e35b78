"""HTTP routes of cloud accounts and machines: platform staff reads, administrators order and end."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from slipway.access import Action, require
from slipway.hosts.cloud import accounts, machines
from slipway.hosts.cloud.decide import MachineState
from slipway.hosts.cloud.models import CloudAccount, CloudMachine
from slipway.hosts.cloud.present import machine_out, vm_out
from slipway.hosts.cloud.provider import ask
from slipway.hosts.cloud.schemas import (
    AccountCreate,
    AccountOut,
    AccountPatch,
    MachineCreate,
    MachineOut,
    MachinesOut,
    VmsOut,
)
from slipway.hosts.cloud.vendors import provider_of
from slipway.hosts.find import known_nodes
from slipway.hosts.parts import CachePart, ClusterPart, DatabasePart
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, page_of_list, paginate

router = APIRouter(tags=["cloud"])

ACCOUNTS = Listing(
    sort={"name": CloudAccount.name, "created_at": CloudAccount.created_at},
    search=[CloudAccount.name, CloudAccount.region],
)
SORT = ("name", "account", "state", "size", "host", "created_at")
SEARCH = ("name", "account", "vm_id", "host", "size", "image")

StateFilter = Annotated[MachineState | None, Query(description="only machines of this state")]
AccountFilter = Annotated[str | None, Query(max_length=64, description="only machines of this account (its id)")]
Drain = Annotated[bool, Query(description="empty the host first; then delete")]
Force = Annotated[bool, Query(description="also while pods run on the host: they are lost")]


@router.get("/cloud/accounts")
async def list_cloud_accounts(actor: CurrentActor, session: DbSession, paging: Paging) -> Page[AccountOut]:
    """List the accounts at cloud providers."""
    require(actor, Action.CLOUD_READ)
    found, total = await paginate(session, select(CloudAccount), paging, ACCOUNTS)
    return page_of(await accounts.accounts_out(session, found), total, paging)


@router.post("/cloud/accounts", status_code=201)
async def add_cloud_account(actor: CurrentActor, session: DbSession, body: AccountCreate) -> AccountOut:
    """Add an account; the provider has to let it in. Its credentials are kept encrypted, and are never told again."""
    made = await accounts.add_account(session, actor, await accounts.try_account(actor, body))
    return (await accounts.accounts_out(session, [made]))[0]


@router.patch("/cloud/accounts/{account_id}")
async def change_cloud_account(
    actor: CurrentActor, session: DbSession, database: DatabasePart, account_id: str, body: AccountPatch
) -> AccountOut:
    """Give an account other credentials; the provider has to let them in."""
    require(actor, Action.CLOUD_MANAGE)
    async with database.read() as before:
        account = await accounts.account_by_id(before, account_id)
    await accounts.try_credentials(actor, account, body)
    changed = await accounts.change_credentials(session, actor, account_id, body)
    return (await accounts.accounts_out(session, [changed]))[0]


@router.delete("/cloud/accounts/{account_id}", status_code=204)
async def remove_cloud_account(actor: CurrentActor, session: DbSession, account_id: str) -> None:
    """Forget an account with which no machines are ordered any more."""
    await accounts.remove_account(session, actor, account_id)


@router.get("/cloud/accounts/{account_id}/machines")
async def list_cloud_account_machines(actor: CurrentActor, database: DatabasePart, account_id: str) -> VmsOut:
    """Ask the provider which machines of ours exist there now, also those that nobody here knows of any more."""
    require(actor, Action.CLOUD_READ)
    async with database.read() as session:
        account = await accounts.account_by_id(session, account_id, with_credentials=True)
        names = {row.id: row.name for row in await session.execute(select(CloudMachine.id, CloudMachine.name))}
    found = await ask((await provider_of(account)).machines)
    return VmsOut(items=[vm_out(each, names) for each in sorted(found, key=lambda vm: (vm.name, vm.id))])


@router.get("/cloud/machines")
async def list_cloud_machines(
    actor: CurrentActor,
    session: DbSession,
    paging: Paging,
    state: StateFilter = None,
    account_id: AccountFilter = None,
) -> Page[MachineOut]:
    """List the machines that were ordered, each with what the provider told of it last."""
    require(actor, Action.CLOUD_READ)
    query = machines.machines_query()
    if state is not None:
        query = query.where(CloudMachine.state == state)
    if account_id is not None:
        query = query.where(CloudMachine.account_id == account_id)
    shown = [machine_out(machine, account) for machine, account in await session.execute(query)]
    return page_of_list(shown, paging, SORT, SEARCH)


@router.post("/cloud/machines", status_code=202)
async def create_cloud_machines(
    actor: CurrentActor, session: DbSession, cluster: ClusterPart, cache: CachePart, body: MachineCreate
) -> MachinesOut:
    """Order machines that join the cluster by themselves. From the answer on they are made, and cost."""
    require(actor, Action.CLOUD_MANAGE)
    nodes = known_nodes(cache)
    await machines.require_joinable(cluster, nodes)
    made = await machines.order_machines(session, actor, body, {node["metadata"]["name"] for node in nodes})
    account = await accounts.account_by_id(session, body.account_id)
    return MachinesOut(items=[machine_out(each, account.name) for each in made])


@router.get("/cloud/machines/{machine_id}")
async def get_cloud_machine(actor: CurrentActor, session: DbSession, machine_id: str) -> MachineOut:
    """Show one machine."""
    require(actor, Action.CLOUD_READ)
    return machine_out(*await machines.machine_by_id(session, machine_id))


@router.delete("/cloud/machines/{machine_id}", status_code=202)
async def delete_cloud_machine(
    actor: CurrentActor,
    session: DbSession,
    database: DatabasePart,
    cluster: ClusterPart,
    machine_id: str,
    drain: Drain = False,
    force: Force = False,
) -> MachineOut:
    """End a machine at its provider and take its host out of the cluster; with `drain` when the host is empty."""
    require(actor, Action.CLOUD_MANAGE)
    async with database.read() as before:
        machine, _ = await machines.machine_by_id(before, machine_id)
    host = await machines.host_of(cluster, machine)
    if drain and host is not None and host[1] and not force:
        return machine_out(*await machines.drain_and_delete(cluster, session, actor, machine_id, host))
    return machine_out(*await machines.delete_machine(session, actor, machine_id, host, force=force))

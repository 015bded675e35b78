"""Forget machines and accounts without asking their provider: when it does not let us in any more, and never will.

What exists there goes on and costs, and nobody here knows of it any more. So whoever asks names what is to be
forgotten, and is told before which machines those are; the operation log keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from slipway.access import Action, Actor, require
from slipway.audit import record
from slipway.db import Obj, Session
from slipway.errors import Conflict, Param
from slipway.hosts.cloud.accounts import account_by_id
from slipway.hosts.cloud.decide import MachineState
from slipway.hosts.cloud.machines import machine_by_id
from slipway.hosts.cloud.models import CloudMachine
from slipway.hosts.cloud.oplog import account_snapshot, state_snapshot, target_of_account, target_of_machine


async def forget_machine(session: Session, actor: Actor, machine_id: str, confirm: str) -> list[CloudMachine]:
    """Forget a machine; its host stays as any other. Returns it, where it may go on at its provider."""
    require(actor, Action.CLOUD_MANAGE)
    machine, _ = await machine_by_id(session, machine_id, hold=True)
    going_on = [machine] if may_go_on(machine) else []
    _require_confirmed(machine.name, confirm, going_on)
    await _forget(session, actor, machine)
    return going_on


async def forget_account(session: Session, actor: Actor, account_id: str, confirm: str) -> list[CloudMachine]:
    """Forget an account with its machines. Returns those that may go on at the provider."""
    require(actor, Action.CLOUD_MANAGE)
    account = await account_by_id(session, account_id)
    query = select(CloudMachine).where(CloudMachine.account_id == account.id).order_by(CloudMachine.name)
    machines = list(await session.scalars(query.with_for_update()))
    going_on = [each for each in machines if may_go_on(each)]
    _require_confirmed(account.name, confirm, going_on)
    for machine in machines:
        await _forget(session, actor, machine)
    before: Obj = {**account_snapshot(account), "machines": [each.name for each in machines]}
    after: Obj = {"may_go_on": [named(each) for each in going_on]}
    record(session, actor, "cloud_account.forget", target_of_account(account), before, after)
    await session.flush()  # machines before their account
    await session.delete(account)
    return going_on


def may_go_on(machine: CloudMachine) -> bool:
    """Tell whether something of it may exist at the provider: it was ordered, and nobody knows that it has ended."""
    return machine.state != MachineState.GONE and (machine.vm_id is not None or machine.ordered_at is not None)


def named(machine: CloudMachine) -> str:
    """Name it here and there."""
    return f"{machine.name} ({machine.vm_id})" if machine.vm_id else machine.name


async def _forget(session: Session, actor: Actor, machine: CloudMachine) -> None:
    before: Obj = {**state_snapshot(machine), "addresses": machine.addresses}
    after: Obj = {"may_go_on": may_go_on(machine)}
    record(session, actor, "cloud_machine.forget", target_of_machine(machine), before, after)
    await session.delete(machine)


def _require_confirmed(name: str, confirm: str, going_on: Sequence[CloudMachine]) -> None:
    if confirm != name:
        machines = [named(each) for each in going_on]
        told: dict[str, Param] = {"name": name, "machines": machines, "number": len(machines)}
        raise Conflict("cloud.forget_unconfirmed", told, field="confirm")

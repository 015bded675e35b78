"""Order machines, and have them deleted. What follows is ``reconcile.py``'s."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from slipway.access import Action, Actor, require
from slipway.audit import record
from slipway.cluster import NODE, Cluster, Obj
from slipway.db import Session
from slipway.errors import Conflict, NotFound
from slipway.hosts.change import set_schedulable
from slipway.hosts.cloud.accounts import account_by_id
from slipway.hosts.cloud.decide import MachineState
from slipway.hosts.cloud.kinds import require_orderable
from slipway.hosts.cloud.models import CloudAccount, CloudMachine
from slipway.hosts.cloud.oplog import order_snapshot, state_snapshot, target_of_machine
from slipway.hosts.cloud.schemas import MachineCreate
from slipway.hosts.drain import start_drain
from slipway.hosts.find import pods_on
from slipway.hosts.join import Way, way_of
from slipway.hosts.marks import check_labels
from slipway.hosts.partitions.lookup import partition_by_id
from slipway.hosts.removal import judge
from slipway.hosts.schemas import DrainIn

SHOWN_PODS = 20
Found = tuple[CloudMachine, str]
"""A machine and the name of its account."""


def machines_query() -> Select[CloudMachine, str]:
    """Return the query of all machines with the names of their accounts."""
    return select(CloudMachine, CloudAccount.name).join(CloudAccount, CloudAccount.id == CloudMachine.account_id)


async def machine_by_id(session: Session, machine_id: str, *, hold: bool = False) -> Found:
    """Return a machine and its account's name, held for a change if so asked. Raises NotFound."""
    query = machines_query().where(CloudMachine.id == machine_id)
    row = (await session.execute(query.with_for_update(of=CloudMachine) if hold else query)).first()
    if row is None:
        raise NotFound("cloud.machine_not_found", {"id": machine_id})
    return row[0], row[1]


async def require_joinable(cluster: Cluster, nodes: Collection[Obj]) -> None:
    """Refuse what could never join. Asks the cluster, so no transaction should be open."""
    if await way_of(cluster, list(nodes)) is Way.NONE:
        raise Conflict("join.not_offered")


async def order_machines(
    session: Session, actor: Actor, wanted: MachineCreate, hosts: Collection[str]
) -> list[CloudMachine]:
    """Write down what is wanted; ``hosts`` are names that are taken already."""
    require(actor, Action.CLOUD_MANAGE)
    check_labels(wanted.labels)
    account = await account_by_id(session, wanted.account_id)
    require_orderable(account.provider, wanted)
    if wanted.partition_id is not None:
        await partition_by_id(session, actor, wanted.partition_id)
    return [await _order(session, actor, account, wanted, name, hosts) for name in _names(wanted)]


async def _order(
    session: Session, actor: Actor, account: CloudAccount, wanted: MachineCreate, name: str, hosts: Collection[str]
) -> CloudMachine:
    if name in hosts:
        raise Conflict("cloud.host_name_taken", {"name": name}, field="name")
    fields = wanted.model_dump(exclude={"name", "count", "account_id"})
    machine = CloudMachine(
        **fields, name=name, account_id=account.id, state=MachineState.CREATING, addresses=[], created_by=actor.name
    )
    session.add(machine)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("cloud.machine_name_taken", {"name": name}, field="name") from error
    record(session, actor, "cloud_machine.create", target_of_machine(machine), after=order_snapshot(machine, account))
    return machine


def _names(wanted: MachineCreate) -> list[str]:
    if wanted.count == 1:
        return [wanted.name]
    return [f"{wanted.name}-{number}" for number in range(1, wanted.count + 1)]


async def host_of(cluster: Cluster, machine: CloudMachine) -> tuple[Obj, list[str]] | None:
    """Return the node that a machine became, and the pods that would be lost with it. No transaction should be open."""
    node = await cluster.get(NODE, machine.node) if machine.node else None
    if node is None or node["metadata"]["uid"] != machine.node_uid:
        return None
    return node, judge(node, await pods_on(cluster, node["metadata"]["name"])).pods


async def delete_machine(
    session: Session, actor: Actor, machine_id: str, host: tuple[Obj, list[str]] | None, *, force: bool
) -> Found:
    """Have a machine ended at its provider and its host removed; refused while pods run there, unless forced."""
    require(actor, Action.CLOUD_MANAGE)
    machine, account = await machine_by_id(session, machine_id, hold=True)
    if machine.state == MachineState.DELETING:
        return machine, account
    if host is not None and host[1] and not force:
        name = host[0]["metadata"]["name"]
        raise Conflict("cloud.host_in_use", {"name": name, "number": len(host[1]), "pods": host[1][:SHOWN_PODS]})
    before = state_snapshot(machine)
    machine.state, machine.problem = MachineState.DELETING, None
    lost = {"lost": host[1] if host else [], "force": force}
    record(
        session, actor, "cloud_machine.delete", target_of_machine(machine), before, {**state_snapshot(machine), **lost}
    )
    return machine, account


async def drain_and_delete(
    cluster: Cluster, session: Session, actor: Actor, machine_id: str, host: tuple[Obj, list[str]]
) -> Found:
    """Empty the host first; when it is empty, the machine is deleted. A drain that is cancelled cancels that too."""
    require(actor, Action.CLOUD_MANAGE)
    node = await set_schedulable(cluster, session, actor, host[0]["metadata"]["name"], schedulable=False)
    machine, account = await machine_by_id(session, machine_id, hold=True)
    if machine.state in (MachineState.DELETING, MachineState.DRAINING):
        return machine, account
    before = state_snapshot(machine)
    await start_drain(session, actor, node, DrainIn())
    machine.state, machine.problem = MachineState.DRAINING, None
    record(session, actor, "cloud_machine.delete", target_of_machine(machine), before, state_snapshot(machine))
    return machine, account

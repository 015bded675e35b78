"""Make, change and remove partitions, their hosts and their grants. The cluster's side follows in ``reconcile.py``."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from slipway.access import Action, Actor, require
from slipway.audit import Target, record
from slipway.cluster import Cluster
from slipway.db import Obj, Session
from slipway.errors import Conflict, NotFound, Param
from slipway.hosts.find import node_of
from slipway.hosts.partitions.lookup import partition_by_id
from slipway.hosts.partitions.models import Partition, PartitionGrant, PartitionHost
from slipway.hosts.partitions.schemas import PartitionCreate, PartitionPatch
from slipway.hosts.partitions.uses import pinned_to, renamed
from slipway.tenants import Tenant, tenant_by_id

MOST_NAMED = 10
USERS_ZH = {"service": "服务", "host": "主机", "tenant": "租户"}
"""What uses partitions, by its kind."""


async def create_partition(session: Session, actor: Actor, wanted: PartitionCreate) -> Partition:
    """Store a new partition."""
    require(actor, Action.PARTITION_MANAGE)
    partition = Partition(**wanted.model_dump())
    session.add(partition)
    await _store(session, wanted.name)
    record(session, actor, "partition.create", _target_of(partition), after=_snapshot(partition))
    return partition


async def change_partition(session: Session, actor: Actor, partition_id: str, wanted: PartitionPatch) -> Partition:
    """Change what is given; a new name reaches everything that keeps the old one."""
    partition = await _held(session, actor, partition_id)
    before = _snapshot(partition)
    for field, value in wanted.model_dump(exclude_none=True).items():
        setattr(partition, field, value)
    await _store(session, partition.name)
    if partition.name != before["name"]:
        await renamed(session, partition, before["name"])
    record(session, actor, "partition.change", _target_of(partition), before, _snapshot(partition))
    return partition


async def delete_partition(session: Session, actor: Actor, partition_id: str) -> None:
    """Remove a partition that has no hosts, no tenants and no services."""
    partition = await _held(session, actor, partition_id)
    hosts = select(PartitionHost.node).where(PartitionHost.partition_id == partition.id)
    tenants = select(Tenant.name).join(PartitionGrant).where(PartitionGrant.partition_id == partition.id)
    users = {
        **await pinned_to(session, partition.id),
        "host": list(await session.scalars(hosts.order_by(PartitionHost.node))),
        "tenant": list(await session.scalars(tenants.order_by(Tenant.name))),
    }
    if any(users.values()):
        raise Conflict("partition.in_use", {"name": partition.name, **_used(users)})
    record(session, actor, "partition.delete", _target_of(partition), before=_snapshot(partition))
    await session.delete(partition)


async def require_host(actor: Actor, cluster: Cluster, node: str) -> None:
    """Refuse a host that the cluster does not have. Asks the cluster, so no transaction should be open."""
    require(actor, Action.PARTITION_MANAGE)
    await node_of(cluster, node)


async def assign_host(session: Session, actor: Actor, partition_id: str, node: str) -> Partition:
    """Put a host into a partition, unless another one has it; nothing happens when it is there already."""
    partition = await _held(session, actor, partition_id)
    row = await session.get(PartitionHost, node, with_for_update=True)
    if row is not None and row.partition_id == partition.id:
        return partition
    if row is not None and row.partition_id is not None:
        other = await session.get_one(Partition, row.partition_id)
        raise Conflict("partition.host_taken", {"host": node, "name": other.name})
    if row is not None:
        row.partition_id = partition.id
    else:
        session.add(PartitionHost(node=node, partition_id=partition.id))
    await session.flush()
    record(session, actor, "partition.assign", _target_of(partition), after={"host": node})
    return partition


async def unassign_host(session: Session, actor: Actor, partition_id: str, node: str) -> Partition:
    """Take a host out of a partition. What runs on it goes on; the row goes when the host bears no marks any more."""
    partition = await _held(session, actor, partition_id)
    row = await session.get(PartitionHost, node, with_for_update=True)
    if row is None or row.partition_id != partition.id:
        raise NotFound("partition.host_not_in", {"host": node, "name": partition.name})
    row.partition_id = None
    await session.flush()
    record(session, actor, "partition.unassign", _target_of(partition), before={"host": node})
    return partition


async def grant_partition(session: Session, actor: Actor, partition_id: str, tenant_id: str) -> Partition:
    """Let a tenant pin services to a partition; nothing happens when it may already."""
    require(actor, Action.PARTITION_MANAGE)
    # Tenants before partitions, as whoever pins a service does: two that wait for each other would wait for ever.
    tenant = await tenant_by_id(session, actor, tenant_id, hold=True)
    partition = await _held(session, actor, partition_id)
    if await _grant_of(session, partition, tenant) is None:
        session.add(PartitionGrant(partition_id=partition.id, tenant_id=tenant.id))
        await session.flush()
        target = _target_of(partition, tenant.id)
        record(session, actor, "partition.grant", target, after={"tenant": tenant.name})
    return partition


async def revoke_partition(session: Session, actor: Actor, partition_id: str, tenant_id: str) -> Partition:
    """Take a grant back, unless the tenant has services that are pinned."""
    partition = await _held(session, actor, partition_id)
    tenant = await tenant_by_id(session, actor, tenant_id)
    grant = await _grant_of(session, partition, tenant)
    if grant is None:
        raise NotFound("partition.not_granted", {"name": partition.name, "tenant": tenant.name})
    users = await pinned_to(session, partition.id, tenant.id)
    if any(users.values()):
        raise Conflict("partition.grant_in_use", {"name": partition.name, "tenant": tenant.name, **_used(users)})
    await session.delete(grant)
    record(session, actor, "partition.revoke", _target_of(partition, tenant.id), before={"tenant": tenant.name})
    return partition


async def _held(session: Session, actor: Actor, partition_id: str) -> Partition:
    """Return a partition for a change: whoever changes one, or what belongs to it, waits for the one before."""
    require(actor, Action.PARTITION_MANAGE)
    return await partition_by_id(session, actor, partition_id, hold=True)


async def _store(session: Session, name: str) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("partition.name_taken", {"name": name}, field="name") from error


async def _grant_of(session: Session, partition: Partition, tenant: Tenant) -> PartitionGrant | None:
    query = select(PartitionGrant).where(PartitionGrant.partition_id == partition.id)
    return await session.scalar(query.where(PartitionGrant.tenant_id == tenant.id))


def _used(users: dict[str, list[str]]) -> dict[str, Param]:
    """Name users as ``service shop/web``, not too many of each kind; in both languages, for an error."""
    en: list[str] = []
    zh: list[str] = []
    for kind, names in users.items():
        en += [f"{kind} {name}" for name in names[:MOST_NAMED]]
        zh += [f"{USERS_ZH[kind]} {name}" for name in names[:MOST_NAMED]]
        if (more := len(names) - MOST_NAMED) > 0:
            en.append(f"+{more} {kind}s")
            zh.append(f"另有 {more} 个{USERS_ZH[kind]}")
    return {"users": en, "users_zh": "、".join(zh)}


def _target_of(partition: Partition, tenant_id: str | None = None) -> Target:
    return Target("partition", partition.id, partition.name, tenant_id)


def _snapshot(partition: Partition) -> Obj:
    return {"name": partition.name, "display_name": partition.display_name, "description": partition.description}

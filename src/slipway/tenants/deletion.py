"""Delete tenants: an empty one, or one with everything in it, which says before what will be lost.

The request only marks the tenant; ``reconcile.py`` does the rest in steps that may be repeated, so that a crash between
any two of them is made good by the next look. The row, and with it the progress, goes last.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from slipway.access import SYSTEM, Action, Actor, require, scope
from slipway.audit import record
from slipway.cluster import NAMESPACE, VOLUME_CLAIM, Cluster
from slipway.db import Obj, Session, utcnow
from slipway.errors import Conflict, Invalid, NotFound, SlipwayError, Unavailable
from slipway.tenants import contents
from slipway.tenants.lookup import locked_tenant, tenant_by_id
from slipway.tenants.models import Tenant
from slipway.tenants.occupants import Occupants
from slipway.tenants.oplog import snapshot, target_of
from slipway.tenants.schemas import Deletion, Losses
from slipway.users import remove_users_of, tokens_of, users_of


async def tenant_to_delete(session: Session, actor: Actor, tenant_id: str) -> Tenant:
    """Return a tenant, also one that is being deleted. Raises NotFound and Forbidden."""
    tenant = await session.scalar(scope(select(Tenant).where(Tenant.id == tenant_id), Tenant, actor))
    if tenant is None:
        raise NotFound("tenant.not_found", {"id": tenant_id})
    require(actor, Action.TENANT_MANAGE, tenant.id)
    return tenant


async def volumes_of(cluster: Cluster, namespace: str) -> list[str] | None:
    """Name the volumes that go with a namespace, with their sizes; None while the cluster cannot be asked."""
    try:
        claims = await cluster.list_all(VOLUME_CLAIM, namespace)
    except SlipwayError:
        return None
    return sorted(f"{claim['metadata']['name']} ({_size(claim)})" for claim in claims)


async def losses_of(session: Session, occupants: Occupants, tenant: Tenant, volumes: list[str] | None) -> Losses:
    """Return what goes with a tenant."""
    return Losses(
        **{"applications": [], "services": [], "domains": [], **await occupants.losses(session, tenant.id)},
        volumes=volumes,
        users=await users_of(session, tenant.id),
        tokens=await tokens_of(session, tenant.id),
    )


async def progress(session: Session, cluster: Cluster, occupants: Occupants, tenant: Tenant) -> Deletion:
    """Tell what would be lost; of a tenant that is being deleted, what was, and what is left of it."""
    volumes = await volumes_of(cluster, tenant.namespace)
    if tenant.deleted_at is None:
        lost = await losses_of(session, occupants, tenant, volumes)
    else:
        lost = Losses.model_validate(tenant.deletion or {})
    left: dict[str, int] = (await contents.counts(session, [tenant.id]))[tenant.id]
    return Deletion(
        tenant_id=tenant.id,
        name=tenant.name,
        requested_at=tenant.deleted_at,
        lost=lost,
        remaining=left,
        namespace_exists=await _namespace_exists(cluster, tenant),
    )


async def delete_tenant(session: Session, actor: Actor, tenant_id: str, volumes: list[str] | None) -> None:
    """Mark an empty tenant as deleted; one that has ``volumes``, kept from services that are gone, is not empty."""
    tenant = await _for_deletion(session, actor, tenant_id)
    held = [*await contents.names(session, tenant.id), *(f"volume {volume}" for volume in volumes or [])]
    if held:
        raise Conflict("tenant.not_empty", {"name": tenant.name, "holds": held})
    if volumes is None:
        raise Unavailable("tenant.volumes_unknown", {"name": tenant.name})
    tenant.deleted_at = utcnow()
    record(session, actor, "tenant.delete", target_of(tenant), before=snapshot(tenant))


async def delete_with_everything(
    session: Session, actor: Actor, occupants: Occupants, tenant_id: str, confirm: str, volumes: list[str] | None
) -> None:
    """Mark a tenant as deleted with everything in it; ``confirm`` has to be its name."""
    tenant = await _for_deletion(session, actor, tenant_id)
    if confirm != tenant.name:
        raise Invalid("tenant.not_confirmed", {"name": tenant.name}, field="confirm")
    lost: Obj = (await losses_of(session, occupants, tenant, volumes)).model_dump()
    tenant.deleted_at, tenant.deletion = utcnow(), lost
    record(session, actor, "tenant.delete", target_of(tenant), before={**snapshot(tenant), "lost": lost})


async def empty(session: Session, occupants: Occupants, tenant_id: str) -> bool:
    """Take the next steps of emptying a tenant that is being deleted; tell whether nothing is left in it."""
    query = select(Tenant).where(Tenant.id == tenant_id, Tenant.deleted_at.is_not(None)).with_for_update()
    tenant = await session.scalar(query)
    if tenant is None:
        return True
    await occupants.remove(session, SYSTEM, tenant)
    await remove_users_of(session, SYSTEM, tenant_id)
    await session.flush()
    return not (await contents.counts(session, [tenant_id]))[tenant_id]


async def forget(session: Session, tenant: Tenant) -> None:
    """Drop the row of a deleted tenant of which nothing is left."""
    gone = delete(Tenant).where(Tenant.id == tenant.id, Tenant.deleted_at.is_not(None)).returning(Tenant.id)
    if await session.scalar(gone) is not None:
        record(session, SYSTEM, "tenant.removed", target_of(tenant))


async def _for_deletion(session: Session, actor: Actor, tenant_id: str) -> Tenant:
    found = await tenant_by_id(session, actor, tenant_id)
    require(actor, Action.TENANT_MANAGE, found.id)
    await session.execute(select(Tenant.id).where(Tenant.id == tenant_id).with_for_update())
    return await locked_tenant(session, tenant_id)


async def _namespace_exists(cluster: Cluster, tenant: Tenant) -> bool | None:
    try:
        return await cluster.get(NAMESPACE, tenant.namespace) is not None
    except SlipwayError:
        return None


def _size(claim: Obj) -> str:
    requests: Obj = ((claim.get("spec") or {}).get("resources") or {}).get("requests") or {}
    return str(requests.get("storage", "?"))

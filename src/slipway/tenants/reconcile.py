"""Carry tenants into the cluster: at once after a change, and by a look at everything from time to time.

Every step may be repeated by every replica of the platform at the same moment, so no leader is needed. Deleting ends
with the row, when the namespace is gone: until then the name stays taken.
"""

from __future__ import annotations

import structlog
from sqlalchemy import select

from slipway.cluster import NAMESPACE, Cluster, Obj
from slipway.db import Database
from slipway.errors import Conflict
from slipway.reconcile import Reconciler, Rhythm
from slipway.tenants.deletion import empty, forget
from slipway.tenants.manifests import KINDS, TENANT_ID_LABEL, Ground, belongs_to, in_order, is_going, key_of, manifests
from slipway.tenants.models import Tenant
from slipway.tenants.occupants import Occupants
from slipway.tenants.pulls import pulls_of

log = structlog.get_logger(__name__)

ROUND_SECONDS = 30.0
GOING_SECONDS = 1.0


class TenantSync(Reconciler):
    """Keeps each tenant's namespace and what is in it by the platform as they should be."""

    name = "tenants"

    def __init__(
        self,
        cluster: Cluster,
        database: Database,
        occupants: Occupants | None = None,
        ground: Ground | None = None,
        round_seconds: float = ROUND_SECONDS,
    ) -> None:
        self._cluster = cluster
        self._database = database
        self._occupants = occupants or Occupants()
        self._ground = ground or Ground()
        super().__init__(Rhythm(round_seconds))

    async def _look(self) -> None:
        """Find tenants that are not in order, with one request for each kind."""
        live: dict[tuple[str, str, str], Obj] = {}
        for kind in KINDS:
            found = await self._cluster.list_all(kind, labels=TENANT_ID_LABEL)
            live |= {key_of(kind.name, each): each for each in found}
        async with self._database.read() as session:
            tenants = (await session.scalars(select(Tenant))).all()
            pulls = await pulls_of(session, (tenant.id for tenant in tenants))
        for tenant in tenants:
            if not in_order(tenant, live, self._ground, pulls[tenant.id]):
                self.wake(tenant.id)

    async def _handle(self, tenant_id: str) -> float | None:
        """Bring one tenant in order; return the seconds until the next look when that takes time."""
        async with self._database.read() as session:
            tenant = await session.get(Tenant, tenant_id)
            pulls = (await pulls_of(session, [tenant_id]))[tenant_id]
        if tenant is None:
            return None
        namespace = await self._cluster.get(NAMESPACE, tenant.namespace)
        if tenant.deleted_at is not None:
            return await self._remove(tenant, namespace)
        if namespace is not None and not belongs_to(namespace, tenant):
            raise Conflict("tenant.namespace_taken", {"namespace": tenant.namespace, "name": tenant.name})
        if namespace is not None and is_going(namespace):
            return GOING_SECONDS
        await self._cluster.apply(manifests(tenant, self._ground, pulls))
        return None

    async def _remove(self, tenant: Tenant, namespace: Obj | None) -> float | None:
        """Empty the tenant, delete the namespace, then the row; each waits until the one before is done."""
        async with self._database.session() as session:
            emptied = await empty(session, self._occupants, tenant.id)
        if not emptied:
            return GOING_SECONDS
        if namespace is not None and belongs_to(namespace, tenant):
            if not is_going(namespace):
                await self._cluster.delete(NAMESPACE, tenant.namespace, uid=namespace["metadata"]["uid"])
            return GOING_SECONDS
        async with self._database.session() as session:
            await forget(session, tenant)
        log.info("tenant removed", tenant=tenant.name)
        return None

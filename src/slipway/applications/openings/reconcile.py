"""Carry openings into the cluster: at once after a change, and by a look at everything from time to time.

By tenant, because the policies of all services of a tenant are in its namespace. Every step may be repeated by every
replica of the platform at the same moment, so no leader is needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import structlog
from sqlalchemy import select

from slipway.applications.openings.manifests import OPENING_ID_LABEL, in_order, policy_of
from slipway.applications.openings.models import Opening
from slipway.applications.openings.passages import passages
from slipway.cluster import NETWORK_POLICY, Cluster, Obj
from slipway.db import Database
from slipway.errors import Conflict, NotFound
from slipway.reconcile import Reconciler, Rhythm
from slipway.tenants import Tenant

log = structlog.get_logger(__name__)

ROUND_SECONDS = 30.0
CHANGED_MEANWHILE_SECONDS = 0.1

Policies = dict[str, Obj]
"""By name, of one namespace."""


class OpeningSync(Reconciler):
    """Keeps a network policy for each opening that is in force, and none for any other."""

    name = "openings"

    def __init__(self, cluster: Cluster, database: Database, round_seconds: float = ROUND_SECONDS) -> None:
        self._cluster = cluster
        self._database = database
        super().__init__(Rhythm(round_seconds))

    async def _look(self) -> None:
        """Find tenants whose policies are not in order, with one request."""
        live: dict[str, Policies] = defaultdict(dict)
        for policy in await self._cluster.list_all(NETWORK_POLICY, labels=OPENING_ID_LABEL):
            live[policy["metadata"]["namespace"]][policy["metadata"]["name"]] = policy
        wanted: dict[str, Policies] = defaultdict(dict)
        async with self._database.read() as session:
            for passage in await passages(session):
                policy = policy_of(passage)
                wanted[passage.namespace][policy["metadata"]["name"]] = policy
            # Only what is in our tenants' namespaces is ours: another platform may share the cluster.
            tenants = (await session.execute(select(Tenant.id, Tenant.namespace))).all()
        for tenant_id, namespace in tenants:
            if _surplus(live[namespace], wanted[namespace]) or _missing(live[namespace], wanted[namespace]):
                self.wake(tenant_id)

    async def _handle(self, tenant_id: str) -> float | None:
        """Bring one tenant's policies in order; return when to look again, if that is known now."""
        async with self._database.read() as session:
            tenant = await session.get(Tenant, tenant_id)
        if tenant is None:
            return None
        wanted = await self._wanted(tenant_id)
        found = await self._cluster.list_all(NETWORK_POLICY, tenant.namespace, labels=OPENING_ID_LABEL)
        live = {policy["metadata"]["name"]: policy for policy in found}
        try:
            await self._close(tenant.namespace, _surplus(live, wanted))
            await self._open(_missing(live, wanted), live)
        except Conflict:
            return CHANGED_MEANWHILE_SECONDS
        # Another replica may have closed meanwhile what was just opened here, because it was withdrawn.
        return CHANGED_MEANWHILE_SECONDS if await self._wanted(tenant_id) != wanted else None

    async def _wanted(self, tenant_id: str) -> Policies:
        async with self._database.read() as session:
            found = [policy_of(passage) for passage in await passages(session, Opening.tenant_id == tenant_id)]
        return {policy["metadata"]["name"]: policy for policy in found}

    async def _close(self, namespace: str, policies: Iterable[Obj]) -> None:
        for policy in policies:
            metadata = policy["metadata"]
            await self._cluster.delete(NETWORK_POLICY, metadata["name"], namespace, uid=metadata["uid"])
            log.info("opening closed", policy=metadata["name"], namespace=namespace)

    async def _open(self, policies: Iterable[Obj], live: Mapping[str, Obj]) -> None:
        """Make what is missing. What somebody changed is replaced: an apply would leave what they have added."""
        for policy in policies:
            old = live.get(policy["metadata"]["name"])
            if old is None:
                await self._cluster.apply([policy])
            else:
                revision = {"resourceVersion": old["metadata"]["resourceVersion"]}
                await self._replace({**policy, "metadata": {**policy["metadata"], **revision}})
            log.info("opening in force", policy=policy["metadata"]["name"], namespace=policy["metadata"]["namespace"])

    async def _replace(self, policy: Obj) -> None:
        try:
            await self._cluster.replace(policy)
        except NotFound as error:
            raise Conflict("cluster.conflict", {"reason": "removed meanwhile"}) from error


def _surplus(live: Mapping[str, Obj], wanted: Mapping[str, Obj]) -> list[Obj]:
    return [policy for name, policy in live.items() if name not in wanted]


def _missing(live: Mapping[str, Obj], wanted: Mapping[str, Obj]) -> list[Obj]:
    return [policy for name, policy in wanted.items() if not in_order(live.get(name), policy)]

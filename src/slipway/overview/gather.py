"""Put the first page together, out of what is in memory and a few short questions to the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from slipway.access import Action, Actor, may, scope
from slipway.applications import Roll, State, Statuses, certificate_troubles, own_domains, taken
from slipway.audit import Brief, briefs
from slipway.cluster import DEPLOYMENT, VOLUME_CLAIM, WatchCache
from slipway.containers import BY_SERVICE
from slipway.db import Session, utcnow
from slipway.errors import Unavailable
from slipway.hosts import HostOut, ShownHosts, draining_hosts
from slipway.overview.capacity import capacity_of, full_tenants, hosts_sight, with_volumes
from slipway.overview.failing import MOST, Seen, addresses_of, failing_of, since_of
from slipway.overview.schemas import Certificates, Counts, Overview, PlatformPart, PlatformSight, TenantPart
from slipway.platform import sight_of, unseen_kinds
from slipway.tenants import Demand, Tenant, shares
from slipway.users import User

OPERATIONS = 10
COMINGS = ("session.login", "session.logout")
"""That people come and go would soon be all that there is to see."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where everything is read."""

    roll: Roll
    statuses: Statuses
    cache: WatchCache
    hosts: ShownHosts


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Gathers for one caller, who is told nothing that they may not know; of one tenant only, if so asked."""

    sources: Sources
    session: Session
    actor: Actor
    of: str | None = None

    async def overview(self) -> Overview:
        """Return the first page."""
        seen = await self.seen()
        tenants = await self._tenants()
        demands = await self._taken(seen, tenants)
        of_log = may(self.actor, Action.OPERATION_READ, self.actor.tenant_id)
        return Overview(
            known=self.sources.cache.synced,
            failing=failing_of(seen, self._since),
            certificates=await self._certificates(),
            counts=await self._counts(seen, tenants),
            addresses=addresses_of(seen),
            operations=await self._lately() if of_log else None,
            platform=await self._platform(tenants, demands) if may(self.actor, Action.PLATFORM_READ) else None,
            tenant=self._tenant(tenants, demands),
        )

    async def _lately(self) -> list[Brief]:
        return await briefs(self.session, self.actor, OPERATIONS, but=COMINGS, of=self.of)

    async def seen(self) -> list[Seen]:
        """Return all applications of the caller with their statuses, also those that are being deleted."""
        views = await self.sources.roll.views(self.session, self.actor)
        return [(view, self.sources.statuses.application(view)) for view in views if self._wants(view.tenant_id)]

    def _wants(self, tenant_id: str) -> bool:
        return self.of in (None, tenant_id)

    async def _certificates(self) -> Certificates:
        if not may(self.actor, Action.DOMAIN_READ, self.actor.tenant_id):
            return Certificates(total=0, items=[])
        troubles = await certificate_troubles(self.session, self.actor, utcnow())
        found = [each for each in troubles if self._wants(each.tenant_id)]
        return Certificates(total=len(found), items=found[:MOST])

    async def _tenants(self) -> Sequence[Tenant]:
        if not may(self.actor, Action.TENANT_READ, self.actor.tenant_id):
            return []
        query = scope(select(Tenant).where(Tenant.deleted_at.is_(None)), Tenant, self.actor)
        if self.of is not None:
            query = query.where(Tenant.id == self.of)
        return (await self.session.scalars(query.order_by(Tenant.name))).all()

    async def _taken(self, seen: Sequence[Seen], tenants: Sequence[Tenant]) -> dict[str, Demand]:
        homes = {tenant.namespace: tenant.id for tenant in tenants}
        demands = taken((view for view, _ in seen), await own_domains(self.session, list(homes.values())))
        return with_volumes(demands, homes, self.sources.cache.all(VOLUME_CLAIM))

    async def _counts(self, seen: Sequence[Seen], tenants: Sequence[Tenant]) -> Counts:
        standing = [(view, status) for view, status in seen if not view.deleting]
        canaries = {each.id for view, _ in standing for each in view.services if each.trial is not None}
        services = [each for _, status in standing for each in status.services if each.id not in canaries]
        wanted = [each for each in services if each.state in (State.RUNNING, State.PUBLISHING, State.DEGRADED)]
        states = Counter(status.state for view, status in standing if view.kept_by is None)
        return Counts(
            tenants=len(tenants) if self._sees_all and may(self.actor, Action.TENANT_READ) else None,
            **await self._users(),
            applications={state: states[state] for state in State},
            services=len(services),
            services_ready=sum(1 for each in wanted if each.ready >= each.desired),
            services_wanted=len(wanted),
            services_scaled=sum(1 for each in wanted if each.desired > 1),
        )

    async def _users(self) -> dict[str, int]:
        if not may(self.actor, Action.USER_READ, self.actor.tenant_id):
            return {}
        query = select(func.count(User.id), func.count(User.tenant_id))
        if self.of is not None:
            query = query.where(User.tenant_id == self.of)
        everybody, of_tenants = (await self.session.execute(scope(query, User, self.actor))).one()
        return {"users": everybody, "users_of_tenants": of_tenants}

    async def _platform(self, tenants: Sequence[Tenant], demands: dict[str, Demand]) -> PlatformPart:
        cache = self.sources.cache
        hosts = await self._hosts()
        return PlatformPart(
            sight=PlatformSight(status=sight_of(cache), unseen=unseen_kinds(cache)),
            hosts=hosts_sight(hosts) if hosts is not None else None,
            capacity=capacity_of(hosts, cache.all(VOLUME_CLAIM)) if hosts is not None else None,
            full_tenants=full_tenants(tenants, demands),
        )

    async def _hosts(self) -> list[HostOut] | None:
        try:
            return self.sources.hosts.all(await draining_hosts(self.session))
        except Unavailable:
            return None

    def _tenant(self, tenants: Sequence[Tenant], demands: dict[str, Demand]) -> TenantPart | None:
        if self._sees_all or not tenants:
            return None
        tenant = tenants[0]
        return TenantPart(id=tenant.id, name=tenant.name, quota=shares(tenant, demands.get(tenant.id, Demand())))

    @property
    def _sees_all(self) -> bool:
        return self.actor.of_platform and self.of is None

    def _since(self, service_id: str) -> datetime | None:
        found = self.sources.cache.find(DEPLOYMENT, BY_SERVICE, service_id)
        return since_of(found[0] if found else None)

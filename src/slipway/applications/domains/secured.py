"""Has the Gateway serve own domains by their certificates, and keeps what it says of them. Only the leader runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import structlog
from sqlalchemy import select

from slipway.applications.domains import listeners
from slipway.applications.domains.certificate import PROBLEM_LENGTH, DomainCertificate
from slipway.applications.domains.listeners import SecureHost
from slipway.applications.domains.models import OwnDomain
from slipway.applications.publish.routing import TlsFiles
from slipway.applications.signals import Signals
from slipway.cluster import FIELD_MANAGER, GATEWAY, SECRET, Cluster, Rejected
from slipway.db import Database
from slipway.errors import NotFound, SlipwayError
from slipway.reconcile import Reconciler, Rhythm
from slipway.settings import Settings
from slipway.tenants import Tenant

log = structlog.get_logger(__name__)

MANAGER = f"{FIELD_MANAGER}-certificates"
ROUND_SECONDS = 30.0
SETTLE_SECONDS = 0.2
UNSEEN_SECONDS = 2.0
_NO_GATEWAY = "there is no Gateway {}"
_FULL = "the Gateway has {} listeners, which is the most that the Gateway API allows"


class SecuredDomains(Reconciler):
    """Each pass looks at all certificates, so that a crash between any two steps is made good by the next."""

    name = "certificates"

    def __init__(
        self,
        settings: Settings,
        database: Database,
        cluster: Cluster,
        signals: Signals,
        round_seconds: float = ROUND_SECONDS,
    ) -> None:
        self._gateway, self._port = settings.gateway, settings.gateway_tls_port
        self._database = database
        self._cluster = cluster
        self._signals = signals
        super().__init__(Rhythm(round_seconds), parallel=1)

    async def start(self) -> None:
        """Begin with all of them. Without a Gateway, Ingress objects of the publisher carry certificates."""
        if self._gateway:
            await super().start()

    def _follow(self) -> Callable[[], None]:
        return self._signals.call(lambda _application_id: self.wake(self._gateway, SETTLE_SECONDS))

    async def _look(self) -> None:
        self.wake(self._gateway)

    async def _handle(self, _gateway: str) -> float | None:
        hosts = await self._hosts()
        seen = True
        try:
            problems, seen = await self._bring(hosts)
        except (Rejected, NotFound) as error:
            if hosts:  # a platform without certificates needs no rights to the Gateway
                log.warning("the cluster refuses certificates", gateway=self._gateway, reason=error.message())
            problems = {each.domain_id: _said(error) for each in hosts}
        await self._keep(problems)
        return None if seen else UNSEEN_SECONDS

    async def _hosts(self) -> list[SecureHost]:
        """Return whom to serve, the oldest first: who was there first keeps the listener when there are too many."""
        query = select(OwnDomain.id, OwnDomain.host, Tenant.namespace, DomainCertificate)
        query = query.join(DomainCertificate, DomainCertificate.domain_id == OwnDomain.id)
        query = query.join(Tenant, Tenant.id == OwnDomain.tenant_id)
        query = query.where(OwnDomain.verified_at.is_not(None), OwnDomain.service_id.is_not(None))
        async with self._database.read() as session:
            rows = await session.execute(query.order_by(DomainCertificate.id))
            return [
                SecureHost(domain_id, host, namespace, TlsFiles(each.chain, each.key_pem))
                for domain_id, host, namespace, each in rows
            ]

    async def _bring(self, hosts: Sequence[SecureHost]) -> tuple[dict[str, str], bool]:
        """Have these hosts served; return what keeps the cluster from it, by domain, and whether it has seen all."""
        namespace, _, name = self._gateway.partition("/")
        live = await self._cluster.get(GATEWAY, name, namespace)
        if live is None:
            return {each.domain_id: _NO_GATEWAY.format(self._gateway) for each in hosts}, True
        room = listeners.MOST_LISTENERS - len(listeners.others(live))
        served, beyond = hosts[:room], hosts[room:]
        for each in served:
            await self._cluster.apply([listeners.secret(each, namespace)], MANAGER)
        if served or listeners.ours(live):
            (live,) = await self._cluster.apply([listeners.gateway(self._gateway, served, self._port)], MANAGER)
        seen = listeners.is_seen(live)
        if seen:
            await self._remove_others({each.secret_name for each in served}, namespace)
        told = listeners.problems(live)
        problems = {each.domain_id: told[each.listener] for each in served if each.listener in told}
        return {**problems, **{each.domain_id: _FULL.format(listeners.MOST_LISTENERS) for each in beyond}}, seen

    async def _remove_others(self, wanted: set[str], namespace: str) -> None:
        """Take away Secrets that no listener refers to any more.

        A controller may hear of a Secret that is gone before it hears that its listener has another one: not before
        it has told that it knows the listeners as they are now.
        """
        for found in await self._cluster.list_all(SECRET, namespace, labels=listeners.CERTIFICATE_OF):
            metadata = found["metadata"]
            if metadata["name"] not in wanted:
                await self._cluster.delete(SECRET, metadata["name"], namespace, uid=metadata["uid"])

    async def _keep(self, problems: Mapping[str, str]) -> None:
        """Write down what is wrong; nothing is written where nothing changed."""
        async with self._database.session() as session:
            for each in await session.scalars(select(DomainCertificate)):
                problem = problems.get(each.domain_id)
                each.problem = problem[:PROBLEM_LENGTH] if problem else None


def _said(error: SlipwayError) -> str:
    return str(error.params.get("reason") or error.message())

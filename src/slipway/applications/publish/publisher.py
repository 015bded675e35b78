"""Carries applications from the database to the cluster, again and again, until the one is as the other says.

Level-triggered: a pass looks at everything of one application and does what is possible now. It is run when the
application's desired state changes, when something of it changes in the cluster, and from time to time in any case, so
that a crash between any two steps, another process's change, or a lost event is made good by the next pass.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from slipway.applications import labels
from slipway.applications.canary.traffic import with_shares
from slipway.applications.configuration.sets import contents_of
from slipway.applications.configuration.uses import used_sets
from slipway.applications.domains.certificate import by_host
from slipway.applications.publish.carrier import KINDS, Carrier
from slipway.applications.publish.configured import Contents
from slipway.applications.publish.drift import in_place
from slipway.applications.publish.manifests import Ground, manifests
from slipway.applications.publish.plan import plan_of, surplus
from slipway.applications.publish.redirects import Doors, doors_of
from slipway.applications.publish.routing import Front, TlsFiles
from slipway.applications.scaling.standing import as_scaled
from slipway.applications.signals import Signals
from slipway.applications.status import StatusBoard
from slipway.applications.status.observed import BY_NAMESPACE, Owned, Sight, label, owned_by_others, sight_of
from slipway.applications.status.standing import is_wanted, rolled_out
from slipway.applications.status.turns import in_turn
from slipway.applications.storage.going import doomed, to_delete
from slipway.applications.views import (
    ApplicationView,
    ServiceView,
    all_ids,
    forget_application,
    forget_service,
    load_view,
)
from slipway.cluster import DEPLOYMENT, GATEWAY, RESOURCE_QUOTA, VOLUME_CLAIM, Change, Cluster, Obj, Rejected
from slipway.db import Database, Session
from slipway.errors import NotFound
from slipway.reconcile import Reconciler, Rhythm, delay_after
from slipway.settings import Settings
from slipway.volumes import Claims, is_going

log = structlog.get_logger(__name__)

RESYNC_SECONDS = 15.0
SETTLE_SECONDS = 0.02
"""Changes in the cluster come in groups; waiting this long makes one pass of a group."""
FIRST_RETRY, LONGEST_RETRY = 0.5, 30.0
LEFTOVER_RETRY = 1.0
PRE_STOP_SECONDS = 5
PRE_STOP_SLEEP_SINCE = (1, 30)


class Publisher(Reconciler):
    """The reconciler of applications. Only the leader runs it."""

    name = "publisher"

    def __init__(
        self, settings: Settings, database: Database, cluster: Cluster, signals: Signals, board: StatusBoard
    ) -> None:
        self._database = database
        self._cluster = cluster
        self._signals = signals
        self._board = board
        self._cache = board.cache
        self._tls_port = settings.public_tls_port
        self._front = Front(settings.platform_domain, settings.gateway, settings.ingress_class)
        self._carrier = Carrier(cluster, board.cache)
        super().__init__(Rhythm(RESYNC_SECONDS), parallel=16)

    def _follow(self) -> Callable[[], None]:
        """Hear of changes on both sides."""
        unsubscribe, forget = self._cache.subscribe(self._seen), self._signals.call(self.wake)

        def unfollow() -> None:
            forget()
            unsubscribe()

        return unfollow

    async def _look(self) -> None:
        """Begin a pass over everything."""
        async with self._database.read() as session:
            for application_id in await all_ids(session):
                self.wake(application_id)

    def _seen(self, change: Change) -> None:
        """Hear of a change in the cluster."""
        if change.kind is None:
            self._rounds.wake()
        elif change.kind in (*KINDS, VOLUME_CLAIM):
            if change.gone:
                self._carrier.forget(change.kind, change.obj)
            application_id = label(change.obj, labels.APPLICATION_ID)
            if application_id is not None:
                self.wake(application_id, SETTLE_SECONDS)

    async def _handle(self, application_id: str) -> float | None:
        """Do what can be done now; return when to look again, if not only after the next change."""
        if not (self._cache.synced and self._cache.in_sight):
            return None  # what is known may be old; coming into sight begins a pass over everything
        async with self._database.read() as session:
            view = await load_view(session, application_id)
            contents = await _contents(session, view) if view is not None else {}
            front = await self._front_of(session, view)
        if view is None:
            return None
        if any(service.redirects for service in view.services):
            front = replace(front, doors=await self._doors())
        self._forget_refusals(view)
        sights = {service.id: sight_of(self._cache, service.id) for service in view.services}
        view = with_shares(in_turn(as_scaled(view, sights), sights), sights)
        ground = await self._ground(view.namespace, front)
        plan = plan_of(view, sights, [name for name, claim in ground.claims.items() if is_going(claim)])
        gone = [*plan.remove, *owned_by_others(self._cache, view.id, sights)]
        gone += to_delete(view, sights, ground.claims.values())
        outcomes = await asyncio.gather(
            *(self._bring(view, service, ground, sights[service.id], contents) for service in plan.bring),
            self._remove(gone),
            self._forget(view, plan.cleared),
            return_exceptions=True,
        )
        return _soonest(outcomes)

    async def _front_of(self, session: Session, view: ApplicationView | None) -> Front:
        """Return where the application is served, with the certificates that its Ingress objects need."""
        hosts = [host for service in view.services for host in service.secure_hosts] if view is not None else []
        if self._front.gateway or not hosts:
            return self._front
        files = {host: TlsFiles(each.chain, each.key_pem) for host, each in (await by_host(session, hosts)).items()}
        return replace(self._front, certificates=files)

    async def _doors(self) -> Doors | None:
        """Return the Gateway's listeners. When they cannot be known, nobody is led to https."""
        namespace, _, name = self._front.gateway.partition("/")
        try:
            found = await self._cluster.get(GATEWAY, name, namespace) if name else None
        except Rejected as error:
            log.warning("the Gateway cannot be read, so hosts are not led to https", reason=error.message())
            return None
        return doors_of(found, self._tls_port) if found is not None else None

    async def _ground(self, namespace: str, front: Front) -> Ground:
        can_sleep = await self._cluster.version() >= PRE_STOP_SLEEP_SINCE
        quotas = self._cache.find(RESOURCE_QUOTA, BY_NAMESPACE, namespace)
        claims = Claims(self._cache).of(namespace) or {}
        return Ground(front, PRE_STOP_SECONDS if can_sleep else 0, quotas, claims)

    async def _bring(
        self, view: ApplicationView, service: ServiceView, ground: Ground, sight: Sight, contents: Contents
    ) -> float | None:
        """Make one service's objects as they should be; when the cluster refuses, try again later and later."""
        wanted = manifests(view, service, ground, sight, contents)
        try:
            await self._carrier.hand_over_replicas(sight.deployment, wanted)
            await self._carrier.apply(wanted)
        except (Rejected, NotFound) as error:
            refusal = self._board.refusals.note(service.id, str(error.params["reason"]), patient=_is_patient(error))
            log.info("the cluster refuses a service", service=service.id, reason=refusal.message, times=refusal.times)
            self._board.touch(view.id)
            return delay_after(refusal.times, FIRST_RETRY, LONGEST_RETRY)
        if self._board.refusals.forget(service.id):
            self._board.touch(view.id)
        settled = rolled_out(sight) and all(in_place(sight.deployment, each) for each in wanted if _is_deployment(each))
        await self._carrier.delete(surplus(sight, wanted, settled=settled))
        return None

    async def _remove(self, objects: Sequence[Owned]) -> None:
        if objects:
            await self._carrier.delete(objects)

    async def _forget(self, view: ApplicationView, cleared: Sequence[ServiceView]) -> float | None:
        """Finish deletions: rows go when the cluster, asked once more, has nothing of them."""
        everything = view.deleting and len(cleared) == len(view.services)
        if not cleared and not everything:
            return None
        ids = [service.id for service in cleared]
        held = await self._carrier.holders(view.namespace, ids) if ids else set()
        if doomed(view, await self._carrier.claims(view.namespace)):
            return LEFTOVER_RETRY  # volumes that are to go with what was deleted are still there
        async with self._database.session() as session:
            for service_id in ids:
                if service_id not in held:
                    await forget_service(session, service_id)
            if everything and not held:
                await forget_application(session, view.id)
        self._signals.changed(view.id)
        return LEFTOVER_RETRY if held else None

    def _forget_refusals(self, view: ApplicationView) -> None:
        for service in view.services:
            if not is_wanted(view, service) and self._board.refusals.forget(service.id):
                self._board.touch(view.id)


async def _contents(session: Session, view: ApplicationView) -> Contents:
    """Return what published services use, as it was when the view was read."""
    names: set[str] = set().union(*(used_sets(service.config) for service in view.services if service.published))
    return await contents_of(session, view.id, names) if names else {}


def _is_deployment(manifest: Obj) -> bool:
    return bool(manifest["kind"] == DEPLOYMENT.name)


def _is_patient(error: Exception) -> bool:
    """The namespace of a new tenant may come a moment after its first application: no refusal at first."""
    return isinstance(error, NotFound)


def _soonest(outcomes: Sequence[float | BaseException | None]) -> float | None:
    """Return when to look again; raise the first failure, for which the queue does."""
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return min((outcome for outcome in outcomes if isinstance(outcome, float)), default=None)

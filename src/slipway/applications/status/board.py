"""The board on which everybody reads how applications are: status derived from the watch cache.

Runs in every server process. Nothing here is stored: a new process knows as much as soon as it has listed the cluster.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from weakref import WeakSet

from slipway.applications import labels
from slipway.applications.scaling.standing import as_scaled
from slipway.applications.schemas import ApplicationStatus, State
from slipway.applications.status.crashes import CrashLogs
from slipway.applications.status.derive import application_status, service_status
from slipway.applications.status.observed import OWNED, Sight, label, sight_of, warnings_of
from slipway.applications.status.pods import Scene, pod_reason
from slipway.applications.status.reasons import Circumstances
from slipway.applications.status.refusals import Refusals
from slipway.applications.status.settled import Settled
from slipway.applications.status.standing import is_wanted, unready
from slipway.applications.status.storage import volume_problems
from slipway.applications.status.turns import told_before, waiting_for_turn
from slipway.applications.status.waves import waves
from slipway.applications.views import ApplicationView, ServiceView
from slipway.cluster import (
    DEPLOYMENT,
    EVENT,
    NODE,
    POD,
    REPLICA_SET,
    VOLUME_CLAIM,
    Change,
    Cluster,
    Kind,
    Obj,
    WatchCache,
)
from slipway.containers import BY_APPLICATION, Reason
from slipway.reconcile import Rhythm, Rounds
from slipway.settings import Settings

COALESCE_SECONDS = 0.1
LOOK_AGAIN_SECONDS = 2.0
"""Some reasons come with time alone (a probe that keeps failing), so unsettled applications are told of anyway."""
WATCHED_SECONDS = 30.0
_ABOUT = {kind.name: kind for kind in (POD, REPLICA_SET, DEPLOYMENT, VOLUME_CLAIM)}


class StatusBoard:
    """A part: derives status. It listens before ``cache`` starts, so that it hears of everything that is there."""

    name = "status board"

    def __init__(self, settings: Settings, cluster: Cluster, cache: WatchCache) -> None:
        self._settings = settings
        self.cache = cache
        self.refusals = Refusals()
        self._settled = Settled()
        self._logs = CrashLogs(cluster, self.cache, self._touch_owner)
        self._clock = Rounds("status clock", self._look_again, Rhythm(LOOK_AGAIN_SECONDS, at_once=False))
        self._followers: WeakSet[_Follower] = WeakSet()
        self._unsettled: dict[str, float] = {}
        self._unsubscribe: Callable[[], None] | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._unsubscribe = self.cache.subscribe(self._seen)
        await self._logs.start()
        await self._clock.start()

    async def stop(self) -> None:
        """Stop listening."""
        await self._clock.stop()
        await self._logs.stop()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def application(self, view: ApplicationView) -> ApplicationStatus:
        """Return the application's status at this moment."""
        status = self._settled.get(view)
        if status is None:
            status = self._derive(view)
            self._settled.put(view, status)
        self._note(status)
        return status

    def waiting_to_restart(self, view: ApplicationView) -> dict[str, datetime | None]:
        """Return which services wait for their turn to restart (by id), and from which restart they are now."""
        sights = self._sights(view)
        return told_before(as_scaled(view, sights), sights)

    def _sights(self, view: ApplicationView) -> dict[str, Sight]:
        return {service.id: sight_of(self.cache, service.id) for service in view.services}

    def _derive(self, view: ApplicationView) -> ApplicationStatus:
        sights = self._sights(view)
        view = as_scaled(view, sights)
        wanted = {service.name: service for service in view.services if is_wanted(view, service)}
        wave, turns = waves(view.services), waiting_for_turn(view, sights)
        statuses = []
        for service in view.services:
            around = Circumstances(
                now=datetime.now(UTC),
                in_sight=self.cache.in_sight,
                waits_for=unready(service, wanted, sights),
                restarts_after=turns.get(service.id, ()),
                refusal=self.refusals.of(service.id),
                hosts=self.cache.all(NODE),
                lines=self._logs.lines,
                volumes=volume_problems(self.cache, view.namespace, service),
            )
            sight, url = sights[service.id], self._url_of(service)
            statuses.append(service_status(view, service, sight, around, wave[service.name], url))
        return application_status(view, statuses)

    def _url_of(self, service: ServiceView) -> str | None:
        """Return where a service is served: below the platform's domain, or else at an own one."""
        if not service.config.ports:
            return None
        if service.config.domain is not None:
            return self._settings.url_of(service.config.domain)
        if not service.own_hosts:
            return None
        host = (*service.secure_hosts, *service.own_hosts)[0]
        return self._settings.url_of_own_host(host, secure=bool(service.secure_hosts))

    def explain(self, pod: Obj) -> Reason | None:
        """Return why a pod is not ready, as ``containers.Explainer`` asks; nobody is kept waiting for a log's lines."""
        return pod_reason(
            pod,
            Scene(
                warnings=warnings_of(self.cache, pod["metadata"]["uid"]),
                hosts=self.cache.all(NODE),
                now=datetime.now(UTC),
                lines=lambda crashed: self._logs.lines(crashed) or (),
            ),
        )

    def changes(self) -> AsyncIterator[str]:
        """Give the ids of applications whose observed status may have changed since this call, for ever."""
        follower = _Follower()
        self._followers.add(follower)
        return follower

    def touch(self, application_id: str) -> None:
        """Tell everybody who follows that the application's status may have changed."""
        for follower in self._followers:
            follower.add(application_id)

    def _note(self, status: ApplicationStatus) -> None:
        if status.state in (State.RUNNING, State.DRAFT):
            self._unsettled.pop(status.id, None)
        else:
            self._unsettled[status.id] = asyncio.get_running_loop().time()

    async def _look_again(self) -> None:
        oldest = asyncio.get_running_loop().time() - WATCHED_SECONDS
        self._unsettled = {key: asked for key, asked in self._unsettled.items() if asked > oldest}
        for application_id in self._unsettled:
            self.touch(application_id)

    def _seen(self, change: Change) -> None:
        if change.kind is None:
            for kind in (DEPLOYMENT, POD):
                for application_id in self.cache.values(kind, BY_APPLICATION):
                    self.touch(application_id)
            return
        for obj in (change.obj, change.before):
            if obj is not None:
                self._settled.forget(obj)
        if change.kind == POD and label(change.obj, labels.SERVICE_ID) is not None:
            self._logs.look_at(change.obj, gone=change.gone)
        if change.kind == EVENT:
            self._touch_subject(change.obj)
        elif change.kind in (*OWNED, REPLICA_SET, POD, VOLUME_CLAIM):
            self._touch_owner(change.obj)

    def _touch_subject(self, event: Obj) -> None:
        about = event["involvedObject"]
        kind: Kind | None = _ABOUT.get(str(about.get("kind")))
        found = self.cache.get(kind, about.get("namespace", ""), about.get("name", "")) if kind else None
        if found is not None:
            self._touch_owner(found)

    def _touch_owner(self, obj: Obj) -> None:
        application_id = label(obj, labels.APPLICATION_ID)
        if application_id is not None:
            self.touch(application_id)


class _Follower:
    """Ids that were not taken yet. Changes come in groups, so the first of a group is given a moment later."""

    def __init__(self) -> None:
        self._waiting: set[str] = set()
        self._taken: list[str] = []
        self._some = asyncio.Event()

    def add(self, application_id: str) -> None:
        self._waiting.add(application_id)
        self._some.set()

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        if not self._taken:
            await self._some.wait()
            await asyncio.sleep(COALESCE_SECONDS)
            self._taken, self._waiting = sorted(self._waiting), set()
            self._some.clear()
        return self._taken.pop()

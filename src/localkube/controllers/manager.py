"""All controllers together: which there are, and their start and stop.

A new controller is a module with a function ``(View, Settings) -> Loop`` and one entry in ``CATALOGUE``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from localkube.controllers.account_secrets import account_secrets
from localkube.controllers.aggregation import aggregation
from localkube.controllers.autoscaling import autoscalers
from localkube.controllers.binding import claims, ephemeral_claims, volumes
from localkube.controllers.cache import Cache
from localkube.controllers.cron_job import cron_jobs
from localkube.controllers.daemon_set import daemon_sets
from localkube.controllers.definitions import definitions
from localkube.controllers.deployment import deployments
from localkube.controllers.disruption import disruption_budgets
from localkube.controllers.endpoints import endpoint_mirrors, endpoints
from localkube.controllers.event_expiry import event_expiry
from localkube.controllers.garbage import garbage
from localkube.controllers.job import jobs
from localkube.controllers.loop import Loop, supervise
from localkube.controllers.namespaces import namespaces
from localkube.controllers.nodes import nodes
from localkube.controllers.pod_collection import pod_collection
from localkube.controllers.quota_status import quota_status
from localkube.controllers.replication import replica_sets, replication_controllers
from localkube.controllers.scheduling import scheduler
from localkube.controllers.settings import Settings
from localkube.controllers.stateful_set import stateful_sets
from localkube.controllers.taint_eviction import taint_eviction
from localkube.controllers.view import Clock, View, utc_now
from localkube.objects.access import Access

log = logging.getLogger(__name__)

Maker = Callable[[View, Settings], Loop[Any]]
"""Makes one controller's loop; each loop has its own type of key."""

CATALOGUE: tuple[Maker, ...] = (
    endpoints,
    endpoint_mirrors,
    scheduler,
    replica_sets,
    replication_controllers,
    deployments,
    stateful_sets,
    daemon_sets,
    jobs,
    ephemeral_claims,
    claims,
    volumes,
    disruption_budgets,
    autoscalers,
    cron_jobs,
    definitions,
    aggregation,
    account_secrets,
    namespaces,
    garbage,
    quota_status,
    nodes,
    taint_eviction,
    pod_collection,
    event_expiry,
)


class Controllers:
    """The controllers of one cluster. Owns their tasks: one per watched resource and one per controller."""

    def __init__(
        self,
        access: Access,
        settings: Settings | None = None,
        *,
        catalogue: Sequence[Maker] = CATALOGUE,
        clock: Clock = utc_now,
    ) -> None:
        self._access = access
        self._clock = clock
        self._settings = settings or Settings()
        self._catalogue = tuple(catalogue)
        self._loops: list[Loop[Any]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._watches: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Start all loops and watches; returns at once. Each controller begins when its caches are filled."""
        if self._tasks:
            raise RuntimeError("the controllers run already")
        view = View(self._access, self._clock)
        self._loops = [make(view, self._settings) for make in self._catalogue]
        for loop in self._loops:
            self._spawn(f"controller {loop.name}", loop.run)
        for cache in view.caches.values():
            self._watch(cache)
        view.on_new_cache, view.on_lost_cache = self._watch, self._end_watch
        log.info("%d controllers watch %d resources", len(self._loops), len(view.caches))

    async def stop(self) -> None:
        """End all loops and watches. What they had not finished is found again at the next start."""
        tasks = [*self._tasks, *self._watches.values()]
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        self._watches.clear()
        for loop in self._loops:
            loop.queue.close()
        for result in results:
            if isinstance(result, Exception):
                log.error("a controller's task ended badly", exc_info=result)

    def _watch(self, cache: Cache) -> None:
        name = f"controllers' watch of {cache.resource}"
        watch = supervise(name, partial(cache.follow, self._access))
        self._watches[cache.resource] = asyncio.create_task(watch, name=f"localkube: {name}")

    def _end_watch(self, cache: Cache) -> None:
        self._watches.pop(cache.resource).cancel()

    def _spawn(self, name: str, run: Callable[[], Any]) -> None:
        self._tasks.append(asyncio.create_task(supervise(name, run), name=f"localkube: {name}"))

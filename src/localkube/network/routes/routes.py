"""The room's one worker: world → plan → HAProxy → statuses, again after every change."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from localkube.network.routes import process
from localkube.network.routes.endpoints import Address, addresses
from localkube.network.routes.errors import RoutesError
from localkube.network.routes.model import ServiceBackend, routing_of
from localkube.network.routes.observation import Observation
from localkube.network.routes.plan import Plan, plan_of
from localkube.network.routes.process import Generation
from localkube.network.routes.proxy import Proxy
from localkube.network.routes.settings import Settings
from localkube.network.routes.status import StatusChange, differs, status_changes
from localkube.network.routes.world import Key
from localkube.objects.access import Access
from localkube.objects.errors import ApiError, NotFound

log = logging.getLogger(__name__)

_RETRY = 5.0
_CALM = 5.0
"""A HAProxy that ends within so many seconds of its start is started again after a pause."""
_PAUSE = 0.5
_AT_ONCE = 50
"""So many statuses are written before others get their turn."""


class Routes:
    """HTTP routing of one localkube."""

    def __init__(self, access: Access, settings: Settings) -> None:
        self._access = access
        self._settings = settings
        self._wake = asyncio.Event()
        self._world = Observation(access, self._wake.set)
        self.proxy = Proxy(settings)
        self._plan = Plan(routing_of(()))
        self._pods: dict[str, tuple[Address, ...]] = {}
        self._backends: dict[Key, list[tuple[str, ServiceBackend]]] = {}
        self._copies = True
        self._untold = True
        self._stopping = False
        self._ended: Generation | None = None
        self._worker: asyncio.Task[None] | None = None
        self._guard: tuple[Generation, asyncio.Task[None]] | None = None

    async def start(self) -> None:
        """Returns when HAProxy serves all that there is. Raises RoutesError when it cannot."""
        await self.proxy.adopt()
        self._copies = await process.has_lua()
        await self._world.start()
        await self._pass(first=True)
        self._worker = asyncio.create_task(self._work(), name="routes")

    async def stop(self) -> None:
        """End HAProxy; what is under way is finished before."""
        self._stopping = True
        self._wake.set()
        if self._worker is not None:
            await self._worker
        await self._world.stop()
        await self._unguard()
        await asyncio.to_thread(self.proxy.end)

    async def metrics(self) -> bytes:
        """What is counted of requests to services, for a Prometheus. Raises RoutesError."""
        return await self.proxy.counted()

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(self._settings.debounce)
            self._wake.clear()
            if self._stopping:
                return
            try:
                await self._pass()
            except Exception:
                log.exception("routing could not be brought up to date; it is tried again")
                self._try_again()

    async def _pass(self, *, first: bool = False) -> None:
        if self._ended is not None and self._ended == self.proxy.running:
            self.proxy.lost()
        self._take_changes()
        try:
            await self.proxy.apply(self._plan.routing, self._pods)
        except RoutesError as error:
            if first and self.proxy.running is None:
                raise
            log.error("%s", error)
            self._untold = True
            await self._tell(status_changes(self._plan, self._settings, str(error)))
            self._try_again()
            return
        await self._watch_over()
        if self._untold:
            await self._tell(status_changes(self._plan, self._settings))
            self._untold = False

    def _take_changes(self) -> None:
        changes, world = self._world.take(), self._world.world
        if changes.plan or not changes.services.isdisjoint(self._plan.services):
            self._plan = plan_of(replace(world, copies=self._copies), tls=bool(self._settings.tls_port))
            self._untold = True
            backends: defaultdict[Key, list[tuple[str, ServiceBackend]]] = defaultdict(list)
            for name, backend in self._plan.routing.services().items():
                backends[backend.namespace, backend.service].append((name, backend))
            self._backends, self._pods = dict(backends), {}
            changes.pods = set(backends)
        for service in changes.pods:
            slices = world.slices.get(service, {}).values()
            for name, backend in self._backends.get(service, ()):
                self._pods[name] = addresses(backend, slices)

    async def _tell(self, changes: Iterable[StatusChange]) -> None:
        for number, wanted in enumerate(changes, start=1):
            self._write(wanted)
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)

    def _write(self, wanted: StatusChange) -> None:
        namespace, name = wanted.key
        obj = self._access.find(wanted.resource, namespace or None, name)
        if obj is None or not differs(obj, wanted.change):
            return
        try:
            self._access.mutate(wanted.resource, namespace or None, name, wanted.change, "status")
        except NotFound:
            return
        except ApiError as error:
            log.error("the status of %s %s/%s cannot be written: %s", wanted.resource, namespace, name, error)

    def _try_again(self) -> None:
        asyncio.get_running_loop().call_later(_RETRY, self._wake.set)

    async def _watch_over(self) -> None:
        running = self.proxy.running
        assert running is not None
        if self._guard is None or self._guard[0] != running:
            await self._unguard()
            self._guard = running, asyncio.create_task(self._await_end(running), name="routes: guard of HAProxy")

    async def _unguard(self) -> None:
        if self._guard is not None:
            self._guard[1].cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._guard[1]
            self._guard = None

    async def _await_end(self, running: Generation) -> None:
        began = time.monotonic()
        await process.ended(running)
        if time.monotonic() - began < _CALM:
            await asyncio.sleep(_PAUSE)
        # It may have ended because another takes over at this moment; the worker knows.
        self._ended = running
        self._wake.set()

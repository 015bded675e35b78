"""The kubelet of one node: a worker per pod, woken by the API, by the runtime's events, by probes and by time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from localkube.kubelet import machine as machine_state
from localkube.kubelet.around import Around
from localkube.kubelet.container_status import SCHEME
from localkube.kubelet.ending import remove_remains
from localkube.kubelet.eviction import Evictor
from localkube.kubelet.failures import VolumeFault
from localkube.kubelet.fields import Allocatable
from localkube.kubelet.host import Host
from localkube.kubelet.images import Images, images_of
from localkube.kubelet.inventory import Inventory
from localkube.kubelet.node import Node
from localkube.kubelet.observed import is_scrap
from localkube.kubelet.podspec import old_status, uid_of
from localkube.kubelet.settings import Settings
from localkube.kubelet.stats import Pages, Sampler, Usage
from localkube.kubelet.tasks import cancel, spawn
from localkube.kubelet.worker import Worker
from localkube.objects.access import Event, Obj
from localkube.objects.meta import condition
from localkube.runtime import Found, Machine, RuntimeFault

log = logging.getLogger(__name__)

_RELIST_SECONDS = 300.0
"""Events are not lost, yet a list now and then costs little and mends what nobody thought of."""
_PAUSE_AFTER_FAULT = 2.0


class Kubelet:
    """Runs the pods that are bound to its node.

    ``beside``: another node of the same machine, with which it shares the images and what the machine uses beside pods.
    """

    def __init__(self, around: Around, settings: Settings, beside: Kubelet | None = None) -> None:
        access, engine = around.access, around.engine
        self._around = around
        self._settings = settings
        self._inventory = Inventory(engine, settings.node_name)
        self._inventory.changed = self._wake
        self._workers: dict[str, Worker] = {}
        self.images: Images = beside.images if beside else images_of(engine, settings)
        self._collection = self.images.collection
        self._evictor = Evictor(access, engine, settings, self._inventory, self._collection, self._workers.values)
        self._node = Node(access, engine, settings, self._readings, self._collection.stock)
        self._evictor.changed = self._node.state_changed
        self._samplers: list[Sampler] = beside._samplers if beside else []
        self._sampler = Sampler(self._running, settings.sample_seconds, company=self._samplers)
        self.usage = Usage(access, self._inventory, self._sampler, settings)
        self.pages = Pages(access, engine, settings, self._inventory, self._sampler)
        self._tasks: list[asyncio.Task[None]] = []
        self._pod_tasks: dict[str, asyncio.Task[None]] = {}
        self._prints: dict[str, tuple[object, ...]] = {}
        self._synced = asyncio.Event()
        self._host: Host | None = None

    async def start(self) -> None:
        """Register the node and adopt what runs; returns when every pod of the node is looked after."""
        machine = await self._around.engine.machine()
        self._host = self._make_host(machine)
        if machine.engine_root:
            self._evictor.engine_root = self._collection.engine_root = Path(machine.engine_root)
        self._tasks.append(spawn("runtime events", self._follow_runtime()))
        await self._inventory.load()
        await self._node.register(machine)
        self._node.tell_start()
        self._tasks += [
            spawn("node heartbeat", self._node.beat()),
            spawn("pods of the node", self._follow("pods", self._pod_event)),
            spawn("config maps", self._follow("configmaps", partial(self._reference_event, "configmaps"))),
            spawn("secrets", self._follow("secrets", partial(self._reference_event, "secrets"))),
            spawn("runtime list", self._relist()),
            spawn("disk use", self._evictor.run()),
            spawn("unused images", self._collect_images()),
            spawn("use of containers", self._sampler.run()),
        ]
        await self._synced.wait()

    async def stop(self) -> None:
        """Stop looking after pods; their containers keep running."""
        await cancel(self._tasks)
        await cancel(list(self._pod_tasks.values()))
        await self.images.close()
        await self.pages.close()
        self._tasks, self._pod_tasks = [], {}
        self._workers.clear()

    async def retire(self) -> None:
        """Instead of ``start``, for a node that is no more: remove all containers and files of its pods."""
        self._host = self._make_host(await self._around.engine.machine())
        await self._inventory.load()
        for uid in self._known():
            try:
                await self._remove_stranger(uid)
            except VolumeFault as fault:
                log.warning("%s", fault)

    def locate(self, pod: Obj, container: str, previous: bool) -> str | None:
        """The id of a container's newest incarnation, or of the one before it."""
        incarnations = [f for f in self._inventory.of(uid_of(pod)).of(container) if not is_scrap(f)]
        if not previous:
            return incarnations[0].id if incarnations else None
        status = old_status(pod, container) or {}
        last: Obj = (status.get("lastState") or {}).get("terminated") or {}
        wanted = str(last.get("containerID", "")).removeprefix(SCHEME)
        return next((found.id for found in incarnations if found.id == wanted), None)

    # --- pods

    def _pod_event(self, event: Event) -> None:
        if event.type == "SYNC":
            self._remove_strangers()
            self._synced.set()
            return
        pod = event.obj
        if pod["spec"].get("nodeName") != self._settings.node_name:
            return
        uid = uid_of(pod)
        if event.type == "DELETED":
            self._prints.pop(uid, None)
            self._wake(uid)
        elif uid not in self._workers:
            if self._exists(pod):
                self._look_after(pod)
        elif self._prints.get(uid) != (seen := _fingerprint(pod)):
            self._prints[uid] = seen
            self._wake(uid)

    def _exists(self, pod: Obj) -> bool:
        """Whether it is still there: the watch may lag behind the end of a pod that was looked after to the last."""
        metadata = pod["metadata"]
        present = self._around.access.find("pods", metadata["namespace"], metadata["name"])
        return present is not None and uid_of(present) == uid_of(pod)

    def _look_after(self, pod: Obj) -> None:
        assert self._host is not None
        uid = uid_of(pod)
        worker = Worker(self._host, pod)
        self._prints[uid] = _fingerprint(pod)
        self._workers[uid] = worker
        self._keep(uid, spawn(f"pod {pod['metadata']['name']}", worker.run()))

    def _keep(self, uid: str, task: asyncio.Task[None]) -> None:
        self._pod_tasks[uid] = task

        def forget(_task: asyncio.Task[None]) -> None:
            self._pod_tasks.pop(uid, None)
            self._workers.pop(uid, None)
            self._prints.pop(uid, None)

        task.add_done_callback(forget)

    def _wake(self, uid: str) -> None:
        if uid in self._workers:
            self._workers[uid].wake()

    def _reference_event(self, resource: str, event: Event) -> None:
        if event.type in ("SYNC", "DELETED"):
            return
        namespace, name = event.obj["metadata"]["namespace"], event.obj["metadata"]["name"]
        for worker in self._workers.values():
            if worker.pod["metadata"]["namespace"] == namespace and (resource, name) in worker.references:
                worker.reference_changed()

    def _remove_strangers(self) -> None:
        """Containers and files of pods that the API does not know any more."""
        for uid in self._known() - set(self._workers):
            log.info("removing what is left of pod %s", uid)
            self._keep(uid, spawn(f"remains of pod {uid}", self._remove_stranger(uid)))

    def _known(self) -> set[str]:
        """The uids of all pods that left anything here."""
        root = self._settings.root
        return self._inventory.pods() | ({path.name for path in root.iterdir()} if root.is_dir() else set())

    async def _remove_stranger(self, uid: str) -> None:
        assert self._host is not None
        while True:
            try:
                await remove_remains(self._host, uid)
            except RuntimeFault as fault:
                log.warning("what is left of pod %s cannot be removed yet: %s", uid, fault)
                await asyncio.sleep(_PAUSE_AFTER_FAULT)
            else:
                return

    # --- what wakes workers

    async def _follow(self, resource: str, take: Callable[[Event], None]) -> None:
        async for event in self._around.access.watch(resource):
            take(event)

    async def _follow_runtime(self) -> None:
        async for happened in self._around.engine.events():
            try:
                await self._inventory.follow(happened)
            except RuntimeFault as fault:
                log.warning("a runtime event could not be followed: %s", fault)

    async def _relist(self) -> None:
        while True:
            await asyncio.sleep(_RELIST_SECONDS)
            try:
                await self._inventory.load()
            except RuntimeFault as fault:
                log.warning("containers could not be listed: %s", fault)

    async def _collect_images(self) -> None:
        while True:
            await asyncio.sleep(self._settings.image_gc_seconds)
            try:
                await self._collection.collect(found.image_id for found in self._inventory.everything())
            except OSError as error:
                log.warning("unused images could not be looked for: %s", error)

    def _running(self) -> list[Found]:
        return [
            found
            for found in self._inventory.everything()
            if found.role == "container" and found.state == "running" and found.pid
        ]

    def _readings(self) -> machine_state.Readings:
        return replace(machine_state.read(self._settings.root), disk_pressure=self._evictor.disk_pressure)

    def _make_host(self, machine: Machine) -> Host:
        around, settings = self._around, self._settings
        readings = machine_state.read(settings.root)
        gives = machine_state.allocatable(machine_state.amounts(machine, readings, settings), settings.reserved)
        return Host(
            access=around.access,
            engine=around.engine,
            network=around.network,
            volumes=around.volumes,
            tokens=around.tokens,
            settings=settings,
            inventory=self._inventory,
            images=self.images,
            allocatable=Allocatable.of_node(gives),
            machine_memory=settings.memory_bytes or machine.memory_bytes,
            starts=asyncio.Semaphore(settings.starts_at_once),
            pressed=lambda: self._evictor.disk_pressure,
        )


def _fingerprint(pod: Obj) -> tuple[object, ...]:
    """What a worker must look at again when it changes; its own writes of the status are not among it."""
    metadata = pod["metadata"]
    ready = condition(pod, "Ready") or {}
    return (
        metadata.get("deletionTimestamp"),
        metadata.get("deletionGracePeriodSeconds"),
        metadata.get("labels"),
        metadata.get("annotations"),
        pod["spec"],
        ready.get("reason"),
    )

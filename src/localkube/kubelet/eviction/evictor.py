"""Watches the disk of the machine, makes room when it runs short, and evicts pods that use more than they may."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from localkube.kubelet.engine import Engine
from localkube.kubelet.eviction.decision import (
    Disk,
    first_to_go,
    has_limits,
    has_volume_limits,
    over_limit,
    pressure_message,
)
from localkube.kubelet.eviction.usage import Use, volume_use
from localkube.kubelet.image_collection import ImageCollection
from localkube.kubelet.inventory import Inventory
from localkube.kubelet.node_events import subject
from localkube.kubelet.podspec import uid_of
from localkube.kubelet.settings import Settings
from localkube.kubelet.volumes import Places
from localkube.objects.access import Access, Obj
from localkube.objects.events import Source, record
from localkube.runtime import RuntimeFault

log = logging.getLogger(__name__)

_PAUSE_UNDER_PRESSURE = 1.0


class Victim(Protocol):
    """A pod that may be evicted."""

    @property
    def pod(self) -> Obj: ...

    @property
    def is_active(self) -> bool:
        """It runs, or is about to."""
        ...

    @property
    def occupies_disk(self) -> bool:
        """It ended (or is to end), and its files are not all gone yet."""
        ...

    def evict(self, message: str) -> None:
        """Let it fail at once."""
        ...

    def tidy(self) -> None:
        """It ended: remove its dead containers with their logs."""
        ...


class Evictor:
    """For one node. ``changed`` is called when ``disk_pressure`` became another."""

    def __init__(
        self,
        access: Access,
        engine: Engine,
        settings: Settings,
        inventory: Inventory,
        images: ImageCollection,
        victims: Callable[[], Iterable[Victim]],
    ) -> None:
        self._access = access
        self._engine = engine
        self._settings = settings
        self._inventory = inventory
        self._images = images
        self._victims = victims
        self._short_at: float | None = None
        self.changed: Callable[[], None] = lambda: None
        self.disk_pressure = False
        self.engine_root: Path | None = None

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                busy = await self.check()
            except (RuntimeFault, OSError) as fault:
                log.warning("the use of the disk could not be looked at: %s", fault)
                busy = False
            await asyncio.sleep(_PAUSE_UNDER_PRESSURE if busy else self._settings.disk_check_seconds)

    async def check(self) -> bool:
        """Look once; True when room is being made and it should be looked again soon."""
        await self._evict_over_limit()
        short = self._shortest()
        now = time.monotonic()
        if short is None:
            if self._short_at is not None and now - self._short_at >= self._settings.pressure_seconds:
                self._short_at = None
                self._set(pressure=False)
            return False
        self._short_at = now
        self._set(pressure=True)
        return await self._make_room(short)

    def _shortest(self) -> Disk | None:
        """The file system that has too little room: that of the pods' files, or that of images and containers."""
        roots = {self._settings.root, self.engine_root or self._settings.root}
        disks = [self.disk(root) for root in roots if root.exists()]
        return min((one for one in disks if one.is_short), key=lambda one: one.free / one.total, default=None)

    def disk(self, root: Path) -> Disk:
        """The file system that ``root`` is on."""
        usage = shutil.disk_usage(root)
        return Disk(usage.total, usage.free, int(usage.total * self._settings.least_free_disk))

    def _set(self, *, pressure: bool) -> None:
        if pressure == self.disk_pressure:
            return
        self.disk_pressure = pressure
        self.changed()
        node = self._access.find("nodes", None, self._settings.node_name)
        if pressure and node is not None:
            source = Source("kubelet", self._settings.node_name)
            message = "Attempting to reclaim ephemeral-storage"
            record(self._access, subject(node), "Warning", "EvictionThresholdMet", message, source)

    async def _make_room(self, disk: Disk) -> bool:
        """What nobody uses goes first; then one pod, and no second one before the first is all gone."""
        victims = list(self._victims())
        for victim in victims:
            victim.tidy()
        if any(victim.occupies_disk for victim in victims):
            return True
        if await self._images.remove_unused() and self._shortest() is None:
            return True
        layers = await self._engine.disk_use()
        uses = {uid_of(one.pod): (one, await self._use(one.pod, layers)) for one in victims if one.is_active}
        chosen = first_to_go({uid: (victim.pod, use) for uid, (victim, use) in uses.items()})
        if chosen is None:
            return False
        victim, use = uses[chosen]
        log.warning("evicting pod %s: the disk is short", victim.pod["metadata"]["name"])
        victim.evict(pressure_message(victim.pod, use, disk))
        return True

    async def _evict_over_limit(self) -> None:
        limited = [
            one for one in self._victims() if one.is_active and (has_limits(one.pod) or has_volume_limits(one.pod))
        ]
        layers = await self._engine.disk_use() if any(has_limits(one.pod) for one in limited) else {}
        for victim in limited:
            message = over_limit(victim.pod, await self._use(victim.pod, layers))
            if message is not None and victim.is_active:
                victim.evict(message)

    async def _use(self, pod: Obj, layers: dict[str, int]) -> Use:
        uid = uid_of(pod)
        volumes = await asyncio.to_thread(volume_use, pod, Places.of(self._settings.root, uid))
        observed = self._inventory.of(uid)
        return Use(
            {name: sum(layers.get(one.id, 0) for one in group) for name, group in observed.containers.items()}, volumes
        )

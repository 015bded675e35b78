"""Removes images that nobody uses any more when the disk fills up: those alone that localkube itself pulled.

The Engine belongs to the machine: what others pulled or built on it, localkube never removes, and neither what a
container of anybody uses (the Engine refuses that). Which images are localkube's own is kept in a file.
"""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from localkube.kubelet.engine import Engine
from localkube.kubelet.settings import Settings
from localkube.kubelet.stock import Stock
from localkube.runtime import Image, RuntimeFault

log = logging.getLogger(__name__)

_LEAST_AGE = 120.0
"""An image that was pulled or used less than this ago may be about to be used."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """An image that localkube pulled. ``used_at``: when a container was last started of it or ran."""

    reference: str
    image_id: str
    used_at: float


class ImageCollection:
    """For one node. ``engine_root``: where the Engine keeps images, once that is known."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings
        self._file = settings.root.parent / f"images-{settings.node_name}.json"
        self._pulled = {one.reference: one for one in _read(self._file)}
        self._held: dict[str, set[str]] = {}
        self.engine_root: Path | None = None
        self.stock = Stock(engine)

    def pulled(self, image: Image, before: Image | None) -> None:
        """An image was pulled. One that was there before under this name, and was not ours, stays not ours."""
        self.stock.changed()
        if before is None or image.reference in self._pulled:
            self._pulled[image.reference] = Pulled(image.reference, image.id, time.time())
            self._write()

    def hold(self, pod_uid: str, image_id: str) -> None:
        """A pod uses the image as a volume, which the Engine does not know of."""
        self._held.setdefault(pod_uid, set()).add(image_id)

    def let_go(self, pod_uid: str) -> None:
        """The pod is gone."""
        self._held.pop(pod_uid, None)

    def used(self, image_ids: Iterable[str]) -> None:
        """Containers of these images are there."""
        now, used = time.time(), set(image_ids)
        for one in list(self._pulled.values()):
            if one.image_id in used:
                self._pulled[one.reference] = Pulled(one.reference, one.image_id, now)

    async def collect(self, image_ids: Iterable[str]) -> int:
        """When more of the disk is used than the high mark, remove images down to the low mark; says how many."""
        self.used(image_ids)
        self._write()
        root = self.engine_root
        if root is None or not root.exists() or _used_part(root) < self._settings.image_gc_high:
            return 0
        removed = 0
        for one in self._unused():
            if _used_part(root) <= self._settings.image_gc_low:
                break
            removed += await self._remove(one)
        return removed

    async def remove_unused(self) -> int:
        """Remove all that nobody uses; says how many."""
        return sum([await self._remove(one) for one in self._unused()])

    def _unused(self) -> list[Pulled]:
        """The longest unused first."""
        latest, held = time.time() - _LEAST_AGE, {image_id for ids in self._held.values() for image_id in ids}
        unused = [one for one in self._pulled.values() if one.used_at < latest and one.image_id not in held]
        return sorted(unused, key=lambda one: one.used_at)

    async def _remove(self, one: Pulled) -> bool:
        try:
            if not await self._engine.remove_image(one.reference):
                return False
        except RuntimeFault as fault:
            log.warning("image %s could not be removed: %s", one.reference, fault)
            return False
        log.info("removed image %s, which nobody uses", one.reference)
        self.stock.changed()
        self._pulled.pop(one.reference, None)
        self._write()
        return True

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps([asdict(one) for one in self._pulled.values()])
        new = self._file.with_suffix(".new")
        new.write_text(text)
        new.replace(self._file)


def _used_part(root: Path) -> float:
    usage = shutil.disk_usage(root)
    return 1 - usage.free / usage.total


def _read(file: Path) -> list[Pulled]:
    try:
        return [Pulled(**entry) for entry in json.loads(file.read_text())]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError):
        log.warning("%s is damaged: images that were pulled before are not removed when nobody uses them", file)
        return []

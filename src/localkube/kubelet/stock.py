"""The images that the machine has, as its nodes tell of them.

The list is read again when this kubelet pulled or removed an image, and now and then for what others do with the
Engine: on an idle machine it costs nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from localkube.kubelet.engine import Engine
from localkube.objects.access import Obj
from localkube.runtime import KnownImage, RuntimeFault

log = logging.getLogger(__name__)

_READ_SECONDS = 300.0
_MOST_IMAGES = 50
_MOST_NAMES = 5


class Stock:
    """One for the whole machine, as the Engine is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._told: list[Obj] = []
        self._read_at: float | None = None

    @property
    def is_outdated(self) -> bool:
        """Whether images came or went since the list was read."""
        return self._read_at is None

    def changed(self) -> None:
        """Images came or went."""
        self._read_at = None

    async def told(self) -> list[Obj]:
        """``status.images`` of nodes. While the Engine does not answer, what it said last."""
        began = time.monotonic()
        if self._read_at is None or began - self._read_at >= _READ_SECONDS:
            self._read_at = began  # before it is asked: what changes meanwhile is read again
            try:
                self._told = largest(await self._engine.list_images())
            except RuntimeFault as fault:
                self._read_at = None
                log.warning("images could not be listed: %s", fault)
        return self._told


def largest(images: Iterable[KnownImage]) -> list[Obj]:
    """The largest images, by as many of their names as a kubelet tells. Those without a name cannot be asked for."""
    named = [image for image in images if image.names]
    named.sort(key=lambda image: (-image.size, image.names))
    return [{"names": list(image.names[:_MOST_NAMES]), "sizeBytes": image.size} for image in named[:_MOST_IMAGES]]

"""The present objects of a few resources, kept by watches, for whoever renders something from all of them.

Its readers (the tables of services and policies, the names of the DNS) render everything anew after a change, because
the whole is small and only a whole can be replaced atomically.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection

from localkube.objects.access import Access, Obj

log = logging.getLogger(__name__)

_PAUSE_AFTER_FAILURE = 1.0


def _every(_: Obj) -> bool:
    return True


class Watched:
    """``changed`` is called after every change, but not before each resource is completely known.

    Objects that do not ``matter`` are as if they were not there.
    """

    def __init__(
        self,
        access: Access,
        resources: Collection[str],
        changed: Callable[[], None],
        matter: Callable[[Obj], bool] = _every,
    ) -> None:
        self._access = access
        self._matter = matter
        self._resources = tuple(resources)
        self._changed = changed
        self._objects: dict[str, dict[tuple[str, str], Obj]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def complete(self) -> bool:
        """Whether every watch has told all there is."""
        return len(self._objects) == len(self._resources)

    def all(self, resource: str) -> list[Obj]:
        """The present objects of one resource."""
        return list(self._objects[resource].values())

    def start(self) -> None:
        """Begin to watch."""
        self._tasks = [
            asyncio.create_task(self._follow(resource), name=f"network watches {resource}")
            for resource in self._resources
        ]

    async def stop(self) -> None:
        """End the watches."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self, resource: str) -> None:
        while True:
            try:
                await self._watch_once(resource)
            except Exception:
                log.exception("the watch of %s ended; it is started again", resource)
            await asyncio.sleep(_PAUSE_AFTER_FAILURE)

    async def _watch_once(self, resource: str) -> None:
        """Until SYNC, collect beside what is known from an earlier watch: readers never see a part of the whole."""
        objects: dict[tuple[str, str], Obj] = {}
        async for event in self._access.watch(resource):
            if event.type == "SYNC":
                self._objects[resource] = objects
            else:
                metadata = event.obj["metadata"]
                key = (metadata.get("namespace") or "", metadata["name"])
                if event.type != "DELETED" and self._matter(event.obj):
                    objects[key] = event.obj
                elif objects.pop(key, None) is None:
                    continue
            if self.complete:
                self._changed()

"""Measures registries again and again. Only the leader runs it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from slipway.db import Database, utcnow
from slipway.errors import SlipwayError
from slipway.images.http import Connections
from slipway.images.manage import client_of
from slipway.images.reach import Inside
from slipway.images.storage.keep import Begun, begin, failed, keep
from slipway.images.storage.models import RegistryMetering
from slipway.images.storage.shelf import Shelf
from slipway.images.storage.walk import Contents, walk
from slipway.reconcile import Reconciler, Rhythm

ROUND_SECONDS = 5.0


class StorageRounds(Reconciler):
    """A part. ``period`` is in seconds between two measurements of a registry; ``now`` tells metering's second."""

    name = "image storage"

    def __init__(
        self, database: Database, period: float, now: Callable[[], int], round_seconds: float = ROUND_SECONDS
    ) -> None:
        self._database = database
        self._period = period
        self._now = now
        self._shelves: dict[str, Shelf] = {}
        super().__init__(Rhythm(round_seconds), parallel=2)

    async def stop(self) -> None:
        """Stop at once, and forget what only speeds the next walk up."""
        await super().stop()
        self._shelves.clear()

    async def measure(self, registry_id: str) -> None:
        """Measure a registry whose turn it is."""
        begun = await begin(self._database, registry_id)
        if begun is None:
            return
        try:
            found = await self._walk(begun)
        except SlipwayError as error:
            await failed(self._database, begun, error)
        else:
            await keep(self._database, begun, found, self._now(), self._period)

    async def _handle(self, key: str) -> None:
        await self.measure(key)

    async def _walk(self, begun: Begun) -> Contents:
        shelf, connections = self._shelves.setdefault(begun.registry.id, Shelf()), Connections()
        try:
            client = client_of(begun.registry, Inside(), connections)
            return await walk(client, shelf, lambda name: begun.owner(name) is not None)
        finally:
            await connections.close()

    async def _look(self) -> None:
        async with self._database.read() as session:
            rows = await session.execute(select(RegistryMetering.registry_id, RegistryMetering.next_at))
            due = {row.registry_id: row.next_at <= utcnow() for row in rows}
        self._shelves = {key: shelf for key, shelf in self._shelves.items() if key in due}
        for registry_id in (key for key, its_turn in due.items() if its_turn):
            self.wake(registry_id)

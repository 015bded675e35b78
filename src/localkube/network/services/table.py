"""Keeps the kernel's service table as the objects want it."""

from __future__ import annotations

import logging

from localkube.network import forwarding
from localkube.network.endpoints import RESOURCES
from localkube.network.errors import ProgramFailed
from localkube.network.programs import run
from localkube.network.services.fronts import Backend, Front, fronts
from localkube.network.services.render import render
from localkube.network.settings import Settings, table_name
from localkube.network.upkeep import Upkeep
from localkube.network.watched import Watched
from localkube.objects.access import Access

log = logging.getLogger(__name__)

_LOOK_AFTER_SECONDS = 30.0


class ServiceTable:
    """Applies a new table when its text differs; the first one only when all watches have told all there is."""

    def __init__(self, access: Access, settings: Settings) -> None:
        self._settings = settings
        self._upkeep = Upkeep("service table", self._bring, again_after=_LOOK_AFTER_SECONDS)
        self._watched = Watched(access, RESOURCES, self._upkeep.wanted)
        self._applied = ""
        self._udp: set[tuple[str, Backend]] = set()

    async def start(self) -> None:
        """Return when the table is in the kernel."""
        self._upkeep.start()
        self._watched.start()
        await self._upkeep.done_once()

    async def stop(self) -> None:
        """Watch no more. The table stays."""
        await self._watched.stop()
        await self._upkeep.stop()

    async def _bring(self, routine: bool) -> None:
        wanted = fronts(*(self._watched.all(resource) for resource in RESOURCES))
        text = render(self._settings, wanted)
        if routine:
            await forwarding.allow(self._settings)
        if text == self._applied and (not routine or await _is_there(self._settings.table)):
            return
        await run("nft", "-f", "-", text=text)
        self._applied = text
        await self._forget_udp(wanted)

    async def _forget_udp(self, wanted: list[Front]) -> None:
        """UDP has no end of connection: a client that keeps sending would stay with a backend that is gone."""
        present = {
            (front.address, backend) for front in wanted if front.protocol == "udp" for backend in front.backends
        }
        gone, self._udp = self._udp - present, present
        for address, backend in sorted(gone):
            await _forget_connections(address, backend)


async def remove(instance: str) -> None:
    """Remove the table. No error when there is none."""
    if await _is_there(table_name(instance)):
        await run("nft", "delete", "table", "ip", table_name(instance))


async def _is_there(table: str) -> bool:
    return f"table ip {table}" in (await run("nft", "list", "tables", "ip")).splitlines()


async def _forget_connections(address: str, backend: Backend) -> None:
    try:
        await run("conntrack", "-D", "-p", "udp", "--orig-dst", address, "--reply-src", backend.address)
    except ProgramFailed as failure:
        if "0 flow entries" not in failure.text:
            log.warning("UDP clients of %s may stay with a backend that is gone: %s", address, failure)

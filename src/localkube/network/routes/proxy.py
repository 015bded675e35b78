"""Brings HAProxy to what routing and pods ask for: by its command socket where that is enough, else by a reload."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping

from localkube.network.routes import key_files, process, slots
from localkube.network.routes.commands import ask, tell
from localkube.network.routes.counted import COMMAND, page
from localkube.network.routes.endpoints import Address
from localkube.network.routes.errors import CommandRefused, ConfigurationRefused
from localkube.network.routes.model import Routing
from localkube.network.routes.process import Generation
from localkube.network.routes.render import Frame, Slots, render, structure, structure_of
from localkube.network.routes.settings import Settings

log = logging.getLogger(__name__)

Pods = Mapping[str, Collection[Address]]
"""The pods of every backend, by the backend's name."""


class Proxy:
    """The one HAProxy of a directory. Not for use by two at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._account = process.account()
        self._running: Generation | None = None
        self._structure = ""
        self._served: Routing | None = None
        """The very routing that ``_structure`` was last found equal to: spares rendering for every change of pods."""
        self._slots: dict[str, Slots] = {}
        self.reloads = 0

    @property
    def running(self) -> Generation | None:
        """The HAProxy that serves now."""
        return self._running

    def pods(self, backend: str) -> list[Address]:
        """The pods that HAProxy gives requests of a backend to."""
        return [pod for pod in self._slots.get(backend, ()) if pod is not None]

    async def counted(self) -> bytes:
        """What the HAProxy that serves has counted since its start (``counted``). Raises CommandRefused."""
        if self._running is None:
            raise CommandRefused("HAProxy does not run")
        return page(await ask(self._running.file("sock"), COMMAND))

    async def adopt(self) -> None:
        """Take over what an earlier localkube left running. Raises RoutesError when HAProxy could not serve here."""
        directory = self._settings.data_dir
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        process.sweep(directory)
        key_files.remove(directory)
        for generation in process.living(directory)[:1]:
            try:
                self._slots = slots.read_state(await ask(generation.file("sock"), "show servers state"))
                self._structure = structure_of(generation.file("cfg").read_text())
            except (CommandRefused, OSError) as error:
                log.warning("the HAProxy that runs (pid %d) is replaced: %s", generation.pid, error)
                self._structure = ""
            self._running = generation
            log.info("adopted HAProxy, pid %d", generation.pid)
            return
        for port in (self._settings.port, self._settings.tls_port):
            if port:
                process.check_place(directory, self._settings.listen, port)

    def lost(self) -> None:
        """HAProxy has ended by itself: the next ``apply`` starts another."""
        log.error("HAProxy has ended; it is started again")
        self._running, self._structure, self._served = None, "", None

    async def apply(self, routing: Routing, pods: Pods) -> None:
        """Have HAProxy serve this. Raises RoutesError; the pods of what it has before are up to date even then."""
        sizes = {name: slots.size_for(len(pods[name]), len(self._slots.get(name, ()))) for name in routing.services()}
        wanted = {name: slots.assign(self._slots.get(name, ()), pods[name], size) for name, size in sizes.items()}
        if self._running and self._is_served(self._running, routing, sizes):
            try:
                await self._command(wanted)
                return
            except CommandRefused as error:
                log.warning("HAProxy is reloaded instead: %s", error)
        try:
            await self._reload(routing, wanted)
        except ConfigurationRefused:
            if self._running:
                await self._command(_of_present(self._slots, pods))
            raise

    def end(self) -> None:
        """End HAProxy."""
        process.end_all(self._settings.data_dir)
        self._running, self._structure, self._served, self._slots = None, "", None, {}

    def _is_served(self, running: Generation, routing: Routing, sizes: Mapping[str, int]) -> bool:
        if routing is self._served:
            return all(len(self._slots.get(name, ())) == size for name, size in sizes.items())
        if structure(routing, sizes, self._frame(running)) != self._structure:
            return False
        self._served = routing
        return True

    def _frame(self, generation: Generation) -> Frame:
        return Frame(self._settings, generation.file("sock"), self._account)

    async def _command(self, wanted: Mapping[str, Slots]) -> None:
        assert self._running is not None
        commands = [
            command
            for name, seats in wanted.items()
            for command in slots.commands(name, self._slots.get(name, ()), seats)
        ]
        if commands:
            await tell(self._running.file("sock"), commands)
            self._slots.update(wanted)

    async def _reload(self, routing: Routing, wanted: dict[str, Slots]) -> None:
        before = self._running
        generation = process.next_generation(self._settings.data_dir)
        text = render(routing, wanted, self._frame(generation))
        with key_files.key_files(self._settings.data_dir, routing.offers):
            self._running = await process.launch(generation, text, before)
        self._structure, self._served, self._slots = structure_of(text), routing, wanted
        self.reloads += 1
        log.info("HAProxy serves %d rules, pid %d", len(routing.rules), self._running.pid)
        process.retire(self._settings.data_dir, self._settings.draining_at_most)
        process.sweep(self._settings.data_dir)


def _of_present(present: Mapping[str, Slots], pods: Pods) -> dict[str, Slots]:
    """Seats for the pods of backends that run already, as far as there are slots."""
    return {name: slots.assign(seats, pods[name], len(seats)) for name, seats in present.items() if name in pods}

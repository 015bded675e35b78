"""The probes of one running container, from its start to its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from localkube.kubelet.container_status import Health
from localkube.kubelet.engine import Engine
from localkube.kubelet.probes.check import Answer, Target, check
from localkube.kubelet.probes.rhythm import Rhythm, Tally
from localkube.kubelet.tasks import spawn
from localkube.kubelet.tell import Tell
from localkube.objects.access import Obj

_LIVENESS, _READINESS, _STARTUP = "Liveness", "Readiness", "Startup"


class Prober:
    """``changed`` is called when ``health`` or ``unhealthy`` became another.

    ``known`` is what the status said of this very container before localkube was restarted; it holds until a probe
    says otherwise.
    """

    def __init__(
        self, engine: Engine, target: Target, tell: Tell, changed: Callable[[], None], known: Health | None = None
    ) -> None:
        container = target.container
        self._engine = engine
        self._target = target
        self._tell = tell
        self._changed = changed
        self._adopted = known is not None
        self._probes: dict[str, Obj] = {
            kind: container[f"{kind.lower()}Probe"]
            for kind in (_STARTUP, _READINESS, _LIVENESS)
            if f"{kind.lower()}Probe" in container
        }
        self.health = Health(
            started=_STARTUP not in self._probes or (known is not None and known.started),
            ready=_READINESS not in self._probes or (known is not None and known.ready),
        )
        self.unhealthy: str | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._begin()

    def stop(self) -> None:
        """Ask no more."""
        for task in self._tasks.values():
            task.cancel()

    def take_leave(self) -> None:
        """The container is about to end: nobody wants it restarted, but whether it still serves matters to the last."""
        for kind, task in self._tasks.items():
            if kind != _READINESS:
                task.cancel()
        self.unhealthy = None

    def _begin(self) -> None:
        if not self.health.started:
            self._spawn(_STARTUP)
            return
        for kind in (_READINESS, _LIVENESS):
            if kind in self._probes:
                self._spawn(kind)

    def _spawn(self, kind: str) -> None:
        name = f"{kind.lower()} probe of {self._name} {self._target.container_id[:12]}"
        self._tasks[kind] = spawn(name, self._run(kind))

    async def _run(self, kind: str) -> None:
        probe = self._probes[kind]
        rhythm = Rhythm.of(probe)
        if not self._adopted:
            await asyncio.sleep(rhythm.initial_delay)
        tally = Tally(verdict=self._presumed(kind))
        if kind != _LIVENESS and not self._adopted and await self._warm_up(probe, rhythm):
            tally = tally.count(True, rhythm)
            if self._conclude(kind, tally):
                return
            await asyncio.sleep(rhythm.period)
        while True:
            answer = await self._ask(probe, rhythm)
            if answer.ok is not None:
                tally = tally.count(answer.ok, rhythm)
                if not answer.ok:
                    self._tell.warning("Unhealthy", f"{kind} probe failed: {answer.message}", self._name)
                if self._conclude(kind, tally):
                    return
            await asyncio.sleep(rhythm.period)

    async def _warm_up(self, probe: Obj, rhythm: Rhythm) -> bool:
        """Ask often for a moment, so that what starts quickly is in use quickly. True: it answered well."""
        began, tries = time.monotonic(), 0
        while (pause := rhythm.warm_up_pause(tries, time.monotonic() - began)) is not None:
            if (await self._ask(probe, rhythm)).ok:
                return True
            await asyncio.sleep(pause)
            tries += 1
        return False

    async def _ask(self, probe: Obj, rhythm: Rhythm) -> Answer:
        return await check(self._engine, self._target, probe, rhythm.timeout)

    def _conclude(self, kind: str, tally: Tally) -> bool:
        """Draw the consequence of a result; True when this probe has nothing more to ask."""
        if kind == _READINESS:
            self._set(Health(self.health.started, tally.verdict))
            return False
        if tally.last is False and tally.failures >= Rhythm.of(self._probes[kind]).failure_threshold:
            self.unhealthy = f"Container {self._name} failed {kind.lower()} probe, will be restarted"
            self._changed()
            return True
        if kind == _STARTUP and tally.verdict:
            self._set(Health(True, _READINESS not in self._probes))
            self._begin()
            return True
        return False

    def _set(self, health: Health) -> None:
        if health != self.health:
            self.health = health
            self._changed()

    def _presumed(self, kind: str) -> bool:
        return self.health.ready if kind == _READINESS else kind == _LIVENESS

    @property
    def _name(self) -> str:
        name: str = self._target.container["name"]
        return name

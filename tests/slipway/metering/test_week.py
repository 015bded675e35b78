"""A week of fifty tenants in simulated time: starts, stops, scalings, upgrades, crashes of the platform, clock jumps.

A third of the services are managed ones, which are metered by themselves. The script says what happens; what the
platform may charge is computed from the script alone, by the rules of ``docs/metering.md``. The report has to say the
same, to the second.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slipway.access import SYSTEM
from slipway.applications import labels
from slipway.cluster import POD, Cluster, WatchCache, Watched
from slipway.db import Database
from slipway.metering import Containers, ManagedServices, Meter, SteadyClock
from slipway.metering.schemas import UsageFilter
from slipway.metering.usage import books_of, uses
from slipway.tenants import Tenant

BEGIN = 1_767_000_000
WEEK = 7 * 86_400
TENANTS, SERVICES = 50, 3
MANAGED = "2"
"""The number of each tenant's service that is a managed one."""
POD_WATCH = Watched(POD)
Key = tuple[str, str, int]
"""As what something is metered, of which service, and its size."""
SIZES = (("100m", "128Mi"), ("250m", "256Mi"), ("0.5", "1Gi"), ("2", "4Gi"))


@dataclass
class Life:
    """One pod: when it ran, and how the cluster tells of its end."""

    uid: str
    tenant: int
    service: str
    size: int
    start: int
    end: int
    how: str
    """``told``: its last state says when it ended. ``lingers``: so does the ended pod, for ever. Or ``vanishes``."""

    @property
    def resource(self) -> str:
        """As what it is metered."""
        return "managed_service" if self.service.endswith(f"-{MANAGED}") else "container"

    def obj(self, now: int) -> dict[str, Any]:
        """The pod as the cluster shows it."""
        over = self.end <= now
        cpu, memory = SIZES[self.size]
        state: dict[str, Any] = {"running": {}}
        marks = {labels.MANAGED: "redis"} if self.resource == "managed_service" else {}
        if over and self.how != "vanishes":
            state = {"terminated": {"finishedAt": _text(self.end)}}
        metadata = {
            "name": self.uid,
            "namespace": f"slipway-t{self.tenant}",
            "uid": self.uid,
            "resourceVersion": f"{self.uid}-{over}",
            "labels": {
                labels.SERVICE_ID: self.service,
                labels.SERVICE: self.service,
                labels.APPLICATION_ID: "shop",
                **marks,
            },
        }
        ended = "Succeeded" if over and self.how != "vanishes" else "Running"
        return {
            "metadata": metadata,
            "spec": {"containers": [{"name": "main", "resources": {"requests": {"cpu": cpu, "memory": memory}}}]},
            "status": {"phase": ended, "startTime": _text(self.start), "containerStatuses": [{"state": state}]},
        }


def _text(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Script:
    """What happens in the week."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.times = sorted(self.rng.sample(range(BEGIN, BEGIN + WEEK), 320))
        self.down = [self._outage(day, length) for day, length in ((1, 900), (2, 7200), (4, 60), (5, 90_000))]
        self.jumps = [(BEGIN + hour * 3600, by) for hour, by in ((10, 7200), (40, -3600), (90, 500), (150, -86_400))]
        self.lives = [life for tenant in range(TENANTS) for life in self._tenant(tenant)]

    def wall(self, now: int) -> float:
        """The machine's clock: somebody sets it wrong, and right again ten minutes later."""
        return now + sum(by for at, by in self.jumps if at <= now < at + 600)

    def is_up(self, now: int) -> bool:
        """Whether the platform runs. It is there at the first second of an outage, for the last time."""
        return not any(first < now < last for first, last in self.down)

    def _outage(self, day: int, length: int) -> tuple[int, int]:
        first = next(time for time in self.times if time > BEGIN + day * 86_400)
        return first, first + length

    def _tenant(self, tenant: int) -> Iterator[Life]:
        for number in range(SERVICES):
            yield from self._service(tenant, f"s{tenant}-{number}")

    def _service(self, tenant: int, service: str) -> Iterator[Life]:
        """Walk through the service's changes: at each, some pods end and others start."""
        running: list[Life] = []
        made = 0
        for time in sorted(self.rng.sample(self.times, 9)):
            change = self.rng.choice(("scale", "upgrade", "stop", "crash"))
            keep = 0 if change in ("upgrade", "stop") else self.rng.randrange(len(running) + 1)
            for life in running[keep:]:
                life.end = time
                life.how = self.rng.choice(("told", "told", "lingers", "vanishes"))
                yield life
            running = running[:keep]
            size = self.rng.randrange(len(SIZES)) if change == "upgrade" else (running[0].size if running else 0)
            for _ in range(0 if change == "stop" else self.rng.randrange(1, 4)):
                made += 1
                running.append(Life(f"{service}-{made}", tenant, service, size, time, BEGIN + 10 * WEEK, "told"))
        yield from running

    def charged(self) -> Iterator[tuple[Life, int, int]]:
        """Say what may be charged of each pod."""
        for life in self.lives:
            end = life.end
            outage = next(((first, last) for first, last in self.down if first < end < last), None)
            if outage and life.how != "lingers":
                end = outage[0]
            if end > life.start:
                yield life, life.start, end


class Machine:
    """The cluster as it is at each second, and the platform that looks at it."""

    def __init__(self, script: Script, database: Database) -> None:
        self.now = BEGIN
        self._script = script
        self._database = database
        self._shown: dict[str, Life] = {}
        self._boot()

    def _boot(self) -> None:
        """A new process: it knows nothing but what the database and the cluster tell."""
        clock = SteadyClock(wall=lambda: self._script.wall(self.now), running=lambda: float(self.now - BEGIN))
        self._cache = WatchCache(Cluster(), [POD_WATCH])
        sources = [kind(self._database, self._cache, clock) for kind in (Containers, ManagedServices)]
        self._meter = Meter(self._database, sources, clock)
        self._cache.listed(POD_WATCH, [life.obj(self.now) for life in self._shown.values()])
        self._cache.seen(POD_WATCH, seen=True)
        for source in sources:
            source.subscribe(lambda: None)

    async def play(self) -> None:
        """The week, event by event."""
        await self._meter.take()
        up = True
        for moment in self._moments():
            self.now = moment
            was, up = up, self._script.is_up(self.now)
            self._happen(tell=was and up)
            if up and not was:
                self._boot()
                await self._meter.take()
            if up:
                await self._meter.look()

    def _moments(self) -> list[int]:
        """Every event, and the second before it, because the platform looks twice a minute; and each return."""
        script = self._script
        moments = {time - before for time in script.times for before in (0, 1)} | {last for _, last in script.down}
        jumps = {at + later for at, _ in script.jumps for later in (0, 5, 600)}
        return sorted(time for time in moments | jumps | {BEGIN + WEEK} if BEGIN <= time <= BEGIN + WEEK)

    def _happen(self, *, tell: bool) -> None:
        """Let the cluster become what it is now; the platform hears of it when it runs."""
        for life in self._script.lives:
            shown = life.uid in self._shown
            if not shown and life.start <= self.now < life.end:
                self._shown[life.uid] = life
                if tell:
                    self._cache.changed(POD_WATCH, "ADDED", life.obj(self.now))
            elif shown and life.end <= self.now:
                if tell:
                    self._cache.changed(POD_WATCH, "MODIFIED", life.obj(self.now))
                if life.how != "lingers":
                    del self._shown[life.uid]
                    if tell:
                        self._cache.changed(POD_WATCH, "DELETED", life.obj(self.now))


async def _tenants(database: Database) -> None:
    async with database.session() as session:
        for number in range(TENANTS):
            quota = {"quota_cpu": "1", "quota_memory": "1Gi", "quota_pods": 1}
            session.add(Tenant(id=f"t{number}", name=f"t{number}", namespace=f"slipway-t{number}", **quota))


def _expected(script: Script, since: int, until: int) -> dict[Key, tuple[int, int]]:
    """Return seconds and number of pods."""
    found: dict[Key, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for life, start, end in script.charged():
        seconds = min(end, until) - max(start, since)
        if seconds > 0:
            before = found[life.resource, life.service, life.size]
            found[life.resource, life.service, life.size] = (before[0] + seconds, before[1] + 1)
    return dict(found)


async def _reported(database: Database, since: int, until: int) -> dict[Key, tuple[int, int]]:
    cpus = {100: 0, 250: 1, 500: 2, 2000: 3}
    async with database.read() as session:
        found = await uses(session, await books_of(session, SYSTEM, UsageFilter(resource="all")), since, until)
    return {
        (use.subject.resource, use.subject.service, cpus[use.subject.cpu_milli]): (use.seconds, use.count)
        for use in found
        if use.seconds
    }


async def test_the_report_of_a_week_is_exact(database: Database) -> None:
    """For the whole week, for days, and for periods that begin and end anywhere."""
    script = Script(seed=2)
    await _tenants(database)

    await Machine(script, database).play()

    assert len(script.lives) > 1500
    assert {life.how for life in script.lives} == {"told", "lingers", "vanishes"}
    assert {life.resource for life in script.lives} == {"container", "managed_service"}
    periods = [(BEGIN, BEGIN + WEEK), (BEGIN // 86_400 * 86_400 + 86_400, BEGIN // 86_400 * 86_400 + 3 * 86_400)]
    periods += [sorted(script.rng.sample(range(BEGIN, BEGIN + WEEK), 2)) for _ in range(6)]  # type: ignore[misc]
    for since, until in periods:
        assert await _reported(database, since, until) == _expected(script, since, until), (since, until)

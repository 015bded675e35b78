"""Two days of a real registry in simulated time: pushes, deletions, crashes, and times when it does not answer.

The script knows what it pushed. What may be charged is computed from that alone, by the rules of ``docs/metering.md``;
the report has to say the same, to the second.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, update

from slipway.access import SYSTEM
from slipway.db import Database, utcnow
from slipway.images import Registry, RegistryOccupant, StorageRounds
from slipway.images.storage import setting
from slipway.images.storage.models import RegistryMetering, StorageSpan
from slipway.images.storage.owners import DEFAULT_PATTERN
from slipway.metering import ImageStorage, Meter, SteadyClock
from slipway.metering.schemas import UsageFilter
from slipway.metering.usage import books_of, uses
from slipway.tenants import Tenant
from tests.slipway.factory import Factory
from tests.slipway.images import registry

BEGIN = 1_767_214_800  # nine in the evening: there are midnights in between
PERIOD = 600
STEPS = 60
TENANTS = ("acme", "beta", "cara")
LAYERS = [f"layer {number} ".encode() * 40 * (number + 1) for number in range(6)]
CONFIG = b'{"os": "linux", "architecture": "amd64"}'
CLOSED = "127.0.0.1:9"
Use = dict[tuple[str, int], int]


@dataclass
class Script:
    """What is in the registry at each time, and when somebody could see it."""

    address: str
    rng: random.Random = field(default_factory=lambda: random.Random(4))
    there: dict[tuple[str, str], tuple[bytes, list[bytes]]] = field(default_factory=dict)
    """By tenant and repository: a manifest, and all bytes that it needs, its own too."""
    seen: list[tuple[int, dict[str, int]]] = field(default_factory=list)
    """Each measurement that could be made, with each tenant's bytes."""

    def change(self) -> None:
        """Push an image or an index of two, or delete one."""
        for _ in range(self.rng.randrange(3)):
            tenant = self.rng.choice(TENANTS)
            place = (tenant, f"{tenant}/{self.rng.choice(('web', 'job', 'db'))}")
            if place in self.there and self.rng.random() < 0.6:
                registry.delete(self.address, place[1], self.there.pop(place)[0])
            elif place not in self.there:
                self.push(place)

    def push(self, place: tuple[str, str]) -> None:
        """Push an image or two to a repository in which nothing is."""
        images = []
        needed: list[bytes] = []
        for number in range(self.rng.choice((1, 1, 2))):
            layers, config = self.rng.sample(LAYERS, self.rng.randrange(1, 4)), CONFIG + b" " * number
            manifest = registry.image(config, *layers)
            images.append(manifest)
            needed += [manifest, config, *layers]
            tags = [] if number else ["1", "latest"]
            registry.upload(self.address, place[1], manifest, [config, *layers], *tags)
        top = images[0]
        if len(images) > 1:
            top = registry.index(*images)
            registry.upload(self.address, place[1], top, [], "1", "latest")
            needed.append(top)
        self.there[place] = (top, needed)

    def look(self, now: int) -> None:
        """Note what can be seen now."""
        sizes = {}
        for tenant in TENANTS:
            found = {part for (owner, _), (_, needed) in self.there.items() if owner == tenant for part in needed}
            sizes[tenant] = sum(map(len, found))
        self.seen.append((now, sizes))

    def spans(self, end: int) -> Iterator[tuple[str, int, int, int]]:
        """Give tenant, bytes, start and end of all that may be charged until the end."""
        for tenant in TENANTS:
            for (start, sizes), (until, after) in zip(self.seen, [*self.seen[1:], (end, {})], strict=True):
                vanished_unseen = after.get(tenant) == 0 and until - start > 2 * PERIOD
                if sizes[tenant] and not vanished_unseen:
                    yield tenant, sizes[tenant], start, until

    def charged(self, since: int, until: int, end: int) -> Use:
        """Return the seconds of each tenant and size within a period."""
        found: Use = defaultdict(int)
        for tenant, size, start, stop in self.spans(end):
            if (seconds := min(stop, until) - max(start, since)) > 0:
                found[tenant, size] += seconds
        return dict(found)


class Machine:
    """The platform, which may die at any time and come back knowing nothing but its database."""

    def __init__(self, database: Database, known: Registry) -> None:
        self.now = BEGIN
        self._database = database
        self._known = known
        self._address = known.address
        self._boot()

    def _boot(self) -> None:
        clock = SteadyClock(lambda: self.now, lambda: self.now)
        self.rounds = StorageRounds(self._database, PERIOD, clock.now)
        self.meter = Meter(self._database, [ImageStorage(self._database)], clock)

    async def again(self) -> None:
        """Come up, as the leader."""
        self._boot()
        await self.meter.take()

    async def measure(self, *, reachable: bool = True) -> None:
        """It is the registry's turn."""
        async with self._database.session() as session:
            await session.execute(update(RegistryMetering).values(next_at=utcnow()))
            address = self._address if reachable else CLOSED
            await session.execute(update(Registry).values(address=address))
        await self.rounds.measure(self._known.id)

    async def reported(self, since: int, until: int) -> Use:
        """Return the report's seconds."""
        wanted = UsageFilter(resource="image_storage", registry_id=self._known.id)
        async with self._database.read() as session:
            found = await uses(session, await books_of(session, SYSTEM, wanted), since, until)
        assert {use.subject.registry_address for use in found} <= {self._address}
        told: Use = defaultdict(int)
        for use in found:
            told[use.subject.tenant, use.subject.size_bytes] += use.seconds
        return {key: seconds for key, seconds in told.items() if seconds}


@pytest.fixture
def address() -> Iterator[str]:
    """A registry of its own."""
    if not registry.installed():
        pytest.skip("the registry is not installed (apt-get install docker-registry)")
    with registry.running() as running:
        yield running.address


@pytest.fixture
async def machine(database: Database, factory: Factory, address: str) -> Machine:
    """The platform with three tenants, and the registry metered."""
    for name in TENANTS:
        await factory.tenant(name)
    known = await factory.registry(address, None, registry.PASSWORD)
    async with database.session() as session:
        await setting.meter(session, SYSTEM, known.id, DEFAULT_PATTERN)
    made = Machine(database, known)
    await made.again()
    return made


async def test_the_report_of_two_days_is_exact(machine: Machine, address: str) -> None:
    """For all of it, for a day, and for periods that begin and end anywhere."""
    script = Script(address)
    down, unreachable = {9, 10, 11, 30, 47, 48}, {4, 20, 21, 22, 23, 40}
    for step in range(STEPS):
        script.change()
        machine.now += script.rng.randrange(500, 700) if step % 15 else 3 * 3600
        if step in down:
            continue
        if step - 1 in down or step in (6, 33):
            await machine.again()
        script.look(machine.now) if step not in unreachable else None
        await machine.measure(reachable=step not in unreachable)
        machine.now += script.rng.randrange(1, 40)
        if step not in (13, 34):  # it died between the measurement and the look
            await machine.meter.look()
        else:
            await machine.again()
    machine.now += 60
    await machine.meter.look()

    end = machine.now
    sizes = {size for _, size, *_ in script.spans(end)}
    assert len(sizes) > 15 and end - BEGIN > 12 * 3600
    day = BEGIN // 86_400 * 86_400 + 86_400
    periods = [(BEGIN, end), (day, day + 3600), (day - 3600, day)]
    periods += [sorted(script.rng.sample(range(BEGIN, end), 2)) for _ in range(6)]  # type: ignore[misc]
    for since, until in periods:
        assert await machine.reported(since, until) == script.charged(since, until, end), (since, until)


async def test_an_end_without_a_measurement_is_in_the_report(
    machine: Machine, database: Database, address: str
) -> None:
    """Of a tenant that is deleted; the rest goes on."""
    script = Script(address)
    for tenant in ("acme", "beta"):
        script.push((tenant, f"{tenant}/web"))
    script.look(machine.now)
    await machine.measure()
    machine.now += 50
    await machine.meter.look()
    sizes = script.seen[0][1]
    async with database.session() as session:
        tenant = (await session.scalars(select(Tenant).where(Tenant.name == "acme"))).one()
        await RegistryOccupant().remove(session, SYSTEM, tenant)
        await session.execute(
            update(StorageSpan).where(StorageSpan.ended.is_not(None)).values(ended=machine.now - 20, noted=machine.now)
        )
    machine.now += 100
    await machine.meter.look()
    assert await machine.reported(BEGIN, machine.now) == {("acme", sizes["acme"]): 30, ("beta", sizes["beta"]): 150}

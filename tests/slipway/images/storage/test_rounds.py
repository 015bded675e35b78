"""Measurements of a real registry: what they write down, what they say when they fail, and what ends without one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from slipway.access import SYSTEM
from slipway.db import Database, utcnow
from slipway.images import Registry, RegistryOccupant, StorageRounds
from slipway.images.storage import setting
from slipway.images.storage.models import RegistryMetering, StorageSpan, StoredRepository
from slipway.images.storage.owners import DEFAULT_PATTERN
from slipway.tenants import Tenant
from tests.slipway.factory import Factory
from tests.slipway.images import registry
from tests.slipway.images.registry import PASSWORD, image
from tests.slipway.waiting import until

BEGIN = 1_767_225_600
PERIOD = 600
CONFIG, BASE, WEB, JOB = b"{}", b"base" * 500, b"web", b"job" * 9
FIRST, SECOND = image(CONFIG, BASE, WEB), image(CONFIG, BASE, JOB)


class Clock:
    """A time that tests set, and the rounds that go by it."""

    def __init__(self, database: Database, registry_id: str) -> None:
        self.now = BEGIN
        self._database = database
        self._registry_id = registry_id
        self.rounds = StorageRounds(database, PERIOD, lambda: self.now, round_seconds=0.02)

    async def measure(self, at: int) -> None:
        """Measure at a time; it is the registry's turn."""
        self.now = BEGIN + at
        async with self._database.session() as session:
            await session.execute(update(RegistryMetering).values(next_at=utcnow()))
        await self.rounds.measure(self._registry_id)

    async def spans(self) -> list[tuple[str, int, int, int | None]]:
        """Return tenant, bytes, start and end relative to the beginning."""
        query = select(StorageSpan).order_by(StorageSpan.tenant, StorageSpan.started)
        async with self._database.read() as session:
            rows = (await session.scalars(query)).all()
        return [
            (row.tenant, row.size_bytes, row.started - BEGIN, None if row.ended is None else row.ended - BEGIN)
            for row in rows
        ]

    async def setting(self) -> RegistryMetering:
        """Return how it goes."""
        async with self._database.read() as session:
            return await session.get_one(RegistryMetering, self._registry_id)


@pytest.fixture
async def beta(factory: Factory) -> Tenant:
    """Another tenant."""
    return await factory.tenant("beta")


@pytest.fixture
async def known(factory: Factory, tenant: Tenant, beta: Tenant, empty_registry: str) -> Registry:
    """A shared registry, of which the platform knows the password."""
    return await factory.registry(empty_registry, None, PASSWORD)


@pytest.fixture
async def clock(database: Database, known: Registry) -> AsyncIterator[Clock]:
    """Measures a registry that has one image of each tenant, with a layer that both have, and one of nobody."""
    async with database.session() as session:
        await setting.meter(session, SYSTEM, known.id, DEFAULT_PATTERN)
    registry.upload(known.address, "acme/web", FIRST, [CONFIG, BASE, WEB], "1")
    registry.upload(known.address, "beta/web", FIRST, [CONFIG, BASE, WEB], "1")
    registry.upload(known.address, "gone/web", FIRST, [CONFIG, BASE, WEB], "1")
    made = Clock(database, known.id)
    yield made
    await made.rounds.stop()


ONE = len(CONFIG) + len(BASE) + len(WEB) + len(FIRST)
BOTH = ONE + len(JOB) + len(SECOND)


async def test_each_size_has_its_times(clock: Clock, known: Registry, database: Database) -> None:
    """Shared layers count once for a tenant, and for each of two; a repository tells what is its alone."""
    await clock.measure(0)
    registry.upload(known.address, "acme/job", SECOND, [CONFIG, BASE, JOB], "1", "2")
    await clock.measure(600)
    await clock.measure(1200)
    registry.delete(known.address, "beta/web", FIRST)
    await clock.measure(1800)

    assert await clock.spans() == [("acme", ONE, 0, 600), ("acme", BOTH, 600, None), ("beta", ONE, 0, 1800)]
    async with database.read() as session:
        rows = (await session.scalars(select(StoredRepository).order_by(StoredRepository.name))).all()
    told = [(row.name, row.tags, row.size_bytes, row.own_bytes) for row in rows]
    job = len(CONFIG) + len(BASE) + len(JOB) + len(SECOND)
    mine = [("acme/job", 2, job, len(JOB) + len(SECOND)), ("acme/web", 1, ONE, len(WEB) + len(FIRST))]
    assert told == [*mine, ("beta/web", 0, 0, 0)]
    found = await clock.setting()
    assert (found.unowned, found.failures, found.problem) == (1, 0, None)
    assert found.measured_at is not None and found.measured_at.timestamp() == BEGIN + 1800
    assert timedelta(seconds=500) < found.next_at - utcnow() < timedelta(seconds=700)


async def test_a_registry_that_does_not_answer_keeps_what_was_found(
    clock: Clock, known: Registry, database: Database
) -> None:
    """And says why; it is asked again later and later. Once it answers, all is as it should be."""
    await clock.measure(0)
    before = await clock.spans()
    async with database.session() as session:
        row = await session.get_one(Registry, known.id)
        address, row.address = row.address, "127.0.0.1:9"
    pauses = []
    for number in range(3):
        await clock.measure(600 * (number + 1))
        pauses.append((await clock.setting()).next_at - utcnow())
    found = await clock.setting()
    assert await clock.spans() == before
    assert (found.failures, found.problem and found.problem["code"]) == (3, "registry.unreachable")
    assert timedelta(seconds=50) < pauses[0] < pauses[1] < pauses[2] < timedelta(seconds=300)
    async with database.session() as session:
        (await session.get_one(Registry, known.id)).address = address
    registry.delete(known.address, "beta/web", FIRST)
    await clock.measure(2400)
    assert await clock.spans() == [("acme", ONE, 0, None), ("beta", ONE, 0, 0)]
    assert (await clock.setting()).problem is None


async def test_a_login_that_is_refused_is_said_so(clock: Clock, known: Registry, database: Database) -> None:
    """With what to do."""
    async with database.session() as session:
        (await session.get_one(Registry, known.id)).credentials = {"password": "another"}
    await clock.measure(0)
    problem = (await clock.setting()).problem
    assert problem is not None and problem["code"] == "registry.login_refused"
    assert await clock.spans() == []


async def test_what_changes_while_it_is_measured_counts_more(
    clock: Clock, known: Registry, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another measurement, another pattern, or an end: what was found by the one before is dropped."""
    from slipway.images.storage import rounds

    walk = rounds.walk
    changes = [{"measured_at": utcnow()}, {"repositories": "*/{tenant}"}]

    async def slow(*asked: object) -> object:
        found = await walk(*asked)  # type: ignore[arg-type]
        async with database.session() as session:
            await session.execute(update(RegistryMetering).values(changes.pop()))
        return found

    monkeypatch.setattr(rounds, "walk", slow)
    await clock.measure(0)
    await clock.measure(600)
    assert changes == [] and await clock.spans() == []
    monkeypatch.undo()
    async with database.session() as session:
        await setting.meter_no_longer(session, SYSTEM, known.id)
    await clock.rounds.measure(known.id)
    assert await clock.spans() == []


async def test_a_tenant_that_is_deleted_has_nothing_any_more(
    clock: Clock, database: Database, tenant: Tenant, beta: Tenant
) -> None:
    """From then on, also when its images stay in the registry."""
    await clock.measure(0)
    async with database.session() as session:
        await RegistryOccupant().remove(session, SYSTEM, tenant)
        (await session.get_one(Tenant, tenant.id)).deleted_at = utcnow()
        (await session.get_one(Tenant, beta.id)).deleted_at = utcnow()
    (acme, other) = await clock.spans()
    assert acme[3] is not None and other[3] is None
    await clock.measure(600)
    assert [span[3] is None for span in await clock.spans()] == [False, False]
    assert len(await clock.spans()) == 2


async def test_rounds_measure_by_themselves(clock: Clock, known: Registry) -> None:
    """Whoever is due, once; stopped, nobody any more."""
    await clock.rounds.start()
    await until(clock.spans)
    measured = await clock.setting()
    await clock.rounds.stop()
    assert measured.next_at > utcnow()
    assert [span[:2] for span in await clock.spans()] == [("acme", ONE), ("beta", ONE)]

"""One block, one transaction."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from slipway.access import Role
from slipway.db import ID_LENGTH, Database, after_commit, new_id, utcnow
from slipway.tenants import Tenant
from slipway.users import User


def _tenant(name: str) -> Tenant:
    return Tenant(name=name, namespace=f"slipway-{name}", quota_cpu="1", quota_memory="1Gi", quota_pods=1)


async def _names(database: Database) -> set[str]:
    async with database.read() as session:
        return set((await session.scalars(select(Tenant.name))).all())


async def test_a_block_that_raises_changes_nothing(database: Database) -> None:
    """All or nothing."""
    with pytest.raises(ZeroDivisionError):
        async with database.session() as session:
            session.add(_tenant("acme"))
            await session.flush()
            raise ZeroDivisionError

    assert await _names(database) == set()


async def test_callbacks_run_after_the_commit(database: Database) -> None:
    """A callback already sees the change from another connection."""
    seen: list[set[str]] = []

    async def look() -> None:
        seen.append(await _names(database))

    async with database.session() as session:
        session.add(_tenant("acme"))
        after_commit(session, look)
        assert seen == []

    assert seen == [{"acme"}]


async def test_callbacks_do_not_run_after_a_rollback(database: Database) -> None:
    """What did not happen has no effects."""
    called: list[str] = []
    with pytest.raises(ZeroDivisionError):
        async with database.session() as session:
            after_commit(session, lambda: called.append("x"))
            raise ZeroDivisionError

    assert called == []


async def test_reading_waits_for_no_writer(database: Database) -> None:
    """A reader sees the state before an unfinished change."""
    async with database.session() as session:
        session.add(_tenant("acme"))
        await session.flush()
        async with asyncio.timeout(60):
            assert await _names(database) == set()


async def test_what_a_reading_session_changes_is_dropped(database: Database) -> None:
    """A GET cannot change anything by mistake."""
    async with database.read() as session:
        session.add(_tenant("acme"))
        await session.flush()

    assert await _names(database) == set()


async def test_many_writers_that_read_first_all_succeed(database: Database) -> None:
    """Read-then-write from twenty tasks at once: none fails, on SQLite none is lost."""

    async def add(number: int) -> None:
        async with database.session() as session:
            await session.scalar(select(func.count()).select_from(Tenant))
            session.add(_tenant(f"t{number}"))

    await asyncio.gather(*(add(number) for number in range(20)))

    assert len(await _names(database)) == 20


async def test_foreign_keys_hold(database: Database) -> None:
    """Also on SQLite, which does not by itself."""
    with pytest.raises(IntegrityError):
        async with database.session() as session:
            session.add(User(username="x", role=Role.VIEWER, tenant_id="nobody", password_hash="", disabled=False))


async def test_times_come_back_as_utc(database: Database) -> None:
    """Whatever zone they were given in."""
    moment = datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=8)))
    async with database.session() as session:
        tenant = _tenant("acme")
        tenant.created_at = moment
        session.add(tenant)

    async with database.read() as session:
        found = await session.scalar(select(Tenant.created_at))
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


async def test_times_without_a_zone_are_refused(database: Database) -> None:
    """Nobody knows what they mean."""
    with pytest.raises(StatementError, match="time zone"):
        async with database.session() as session:
            tenant = _tenant("acme")
            tenant.created_at = datetime(2026, 1, 31)  # noqa: DTZ001 - the mistake under test
            session.add(tenant)


async def test_sqlite_keeps_what_it_acknowledged(database: Database) -> None:
    """Write-ahead log with a sync at each commit."""
    if not database.is_sqlite:
        pytest.skip("a matter of SQLite")
    async with database.read() as session:
        assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await session.scalar(text("PRAGMA synchronous")) == 2


def test_ids_are_unique_and_sort_by_time() -> None:
    """Lists by id are lists by age."""
    ids = [new_id() for _ in range(1000)]

    assert len(set(ids)) == 1000
    assert {len(made) for made in ids} == {ID_LENGTH}
    assert [made[:9] for made in ids] == sorted(made[:9] for made in ids)


def test_now_has_a_zone() -> None:
    """So that it can be compared and stored."""
    assert utcnow().tzinfo is UTC

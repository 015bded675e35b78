"""A task that is cancelled within a transaction leaves nothing behind: no lock, no half of a change."""

from __future__ import annotations

import asyncio
import sqlite3
import types
from collections.abc import AsyncIterator, Coroutine, Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from slipway.db import Database
from slipway.db.sqlite import Connection
from slipway.tenants import Tenant

_PATIENCE_SECONDS = 10
_CHANGE = (
    "SELECT * FROM tenants",
    "UPDATE tenants SET display_name = display_name || 'a' RETURNING id",
    "UPDATE tenants SET display_name = display_name || 'b'",
    "SELECT * FROM tenants",
)


@pytest.fixture
async def other(database: Database, database_url: str) -> AsyncIterator[Database]:
    """Another process's view of the same database, which has a few tenants."""
    async with database.session() as session:
        for name in ("acme", "bolt", "cask"):
            session.add(Tenant(name=name, namespace=f"slipway-{name}", quota_cpu="1", quota_memory="1Gi", quota_pods=1))
    other = Database(database_url)
    yield other
    await other.dispose()


async def _change(database: Database) -> None:
    async with database.session() as session:
        for statement in _CHANGE:
            await session.execute(text(statement))


async def _names_reset(database: Database) -> set[str]:
    """Return what the names were, in a transaction that writes: it needs every lock that was left behind."""
    async with asyncio.timeout(_PATIENCE_SECONDS), database.session() as session:
        names = set((await session.scalars(text("SELECT display_name FROM tenants"))).all())
        await session.execute(text("UPDATE tenants SET display_name = ''"))
    return names


@types.coroutine
def _cancelled_at(wait: int, work: Coroutine[Any, Any, None]) -> Generator[Any, Any, None]:
    """Do the work, and cancel it once: while it waits for the ``wait``-th time."""
    waits, thrown = 0, None
    while True:
        try:
            waited = work.send(None) if thrown is None else work.throw(thrown)
        except StopIteration:
            return
        task = asyncio.current_task()
        if waits == wait and task is not None:
            task.cancel()
        waits, thrown = waits + 1, None
        try:
            yield waited
        except BaseException as error:  # noqa: BLE001 - the work's to handle, as if it had awaited itself
            thrown = error


async def _interrupt(wait: int, work: Coroutine[Any, Any, None]) -> None:
    await _cancelled_at(wait, work)


@pytest.mark.parametrize("pooled", [True, False], ids=["pooled", "opened"])
async def test_a_cancelled_change_locks_nobody_out(database: Database, other: Database, pooled: bool) -> None:
    """Cancelled at every await in turn, with somebody who keeps the exceptions and with them all their frames."""
    kept: list[BaseException | None] = []
    while not kept or kept[-1] is not None:
        await _names_reset(database)
        if not pooled:
            await database.dispose()
        kept += await asyncio.gather(_interrupt(len(kept), _change(database)), return_exceptions=True)
        assert await _names_reset(other) in ({""}, {"ab"})

    assert len(kept) > len(_CHANGE)
    assert {type(error) for error in kept[:-1]} == {asyncio.CancelledError}


@pytest.mark.parametrize("statement", ["SELECT * FROM t", "INSERT INTO t VALUES (4) RETURNING a"])
def test_closing_ends_unfinished_statements(tmp_path: Path, statement: str) -> None:
    """Whoever still holds the cursor, which SQLite would wait for."""
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        made.execute("CREATE TABLE t (a)")
        made.execute("INSERT INTO t VALUES (1), (2), (3)")
    connection = sqlite3.connect(path, isolation_level=None, factory=Connection)
    connection.execute("BEGIN IMMEDIATE")
    cursor = connection.execute(statement)

    connection.close()
    connection.close()  # as the driver does when it is interrupted in its first attempt

    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as another:
        another.execute("BEGIN IMMEDIATE")
        assert another.execute("SELECT count(*) FROM t").fetchone() == (3,)
    with pytest.raises(sqlite3.ProgrammingError):
        cursor.fetchone()

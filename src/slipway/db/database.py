"""The async engine and its sessions: one transaction per ``session()`` block, committed once at its end.

SQLite is told to lock at the start of a writing transaction, so that a change never fails half way for having read
before somebody else wrote.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from slipway.db import sqlite

Session = AsyncSession
Callback = Callable[[], Awaitable[None] | None]

_PREPARATIONS = "slipway.before_commit"
_CALLBACKS = "slipway.after_commit"
_READ_ONLY = "slipway_read_only"


class Database:
    """One database of the platform."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url)
        self._reader = self.engine.execution_options(**{_READ_ONLY: True})

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Open a transaction for a change: committed when the block ends, rolled back when it raises."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            async with session.begin():
                yield session
                for prepare in session.info.pop(_PREPARATIONS, ()):
                    await prepare()
            for callback in session.info.get(_CALLBACKS, ()):
                result = callback()
                if inspect.isawaitable(result):
                    await result

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """Open a transaction that only reads; it waits for no writer, and what it changed by mistake is dropped."""
        async with AsyncSession(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    async def dispose(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def before_commit(session: Session, prepare: Callable[[], Awaitable[None]]) -> None:
    """Await ``prepare`` as the transaction's last step; never when the block raised.

    For what everybody's transactions have to take turns at: the lock is held no longer than the commit takes, and
    nobody who holds it waits for another one.
    """
    session.info.setdefault(_PREPARATIONS, []).append(prepare)


def after_commit(session: Session, callback: Callback) -> None:
    """Call ``callback`` once the session's transaction is committed; never when it is rolled back.

    For effects outside the database (waking a reconciler): they must not happen for a change that did not.
    """
    session.info.setdefault(_CALLBACKS, []).append(callback)


def create_engine(url: str, *, foreign_keys: bool = True) -> AsyncEngine:
    """Make an engine; ``foreign_keys`` concerns SQLite only, where rebuilding a table needs them off."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)
    # Connections beyond the pool are opened anew, each with a thread; so it holds what a busy page view needs.
    engine = create_async_engine(url, pool_size=15, max_overflow=5, connect_args={"factory": sqlite.Connection})
    event.listen(engine.sync_engine, "connect", partial(_configure_sqlite, foreign_keys=foreign_keys))
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry, *, foreign_keys: bool) -> None:
    """Take transaction control from the driver, whose own begins too late, and switch the safe modes on."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", f"foreign_keys={foreign_keys:d}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN DEFERRED" if read_only else "BEGIN IMMEDIATE")

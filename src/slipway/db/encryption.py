"""Start with the right keys, and change them.

The database remembers the ids of the keys that sealed something in it. So a platform that lost a key, or was given
another one's, says at its start which key it needs, and the second of two replicas that both made one does not run.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Column, Table, delete, select, text, tuple_, type_coerce, update
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from slipway.db.base import Base, utcnow
from slipway.db.database import Database, Session
from slipway.db.keyring import Keyring, KeyringError, make_key_file
from slipway.db.sealed import SealedType, use_keys

log = structlog.get_logger(__name__)

BATCH = 20
_LOCK = 0x51495060  # any number that nobody else in this database uses


class EncryptionKey(Base):
    """A key that sealed something in this database; the key itself is not here."""

    __tablename__ = "encryption_keys"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    complete: Mapped[bool] = mapped_column(default=False)
    """Whether everything in the database has been gone through since it is the newest."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


async def ensure_keys(database: Database, chosen: Path | None, default: Path) -> None:
    """Give the database its keys, from the ``chosen`` file or the ``default`` one.

    Only the default one is made, and only for a database that has never had a key: what was chosen and is not there
    has been forgotten somewhere. What an older version stored in plain is sealed.
    """
    async with database.session() as session:
        await _take_turns(session, database)
        rows = {row.id: row for row in await session.scalars(select(EncryptionKey))}
        if chosen is None and not rows and make_key_file(default):
            log.warning("made the key that secrets are encrypted by; keep a copy of it", file=str(default))
        keyring = Keyring(chosen or default)
        if missing := sorted(set(rows) - set(keyring.ids)):
            raise KeyringError("encryption.key_missing", {"keys": missing, "file": str(keyring.file)})
        if keyring.newest not in rows:
            session.add(EncryptionKey(id=keyring.newest))
        first = not rows or (len(rows) == 1 and not next(iter(rows.values())).complete)
    use_keys(database.engine.dialect, keyring)
    if first:
        await _reseal(database, keyring)


async def rotate_keys(database: Database, file: Path) -> int:
    """Seal everything by the newest key and forget the others; return how many values were sealed anew.

    May be interrupted and repeated. Replicas may run meanwhile, as long as they have the newest key as their first.
    """
    return await _reseal(database, Keyring(file))


async def _reseal(database: Database, keyring: Keyring) -> int:
    """Go through all sealed columns until nothing is left to do; then note which key is needed from now on."""
    total = 0
    while changed := await _pass(database, keyring):
        total += changed
    async with database.session() as session:
        await _take_turns(session, database)
        await session.merge(EncryptionKey(id=keyring.newest, complete=True))
        await session.execute(delete(EncryptionKey).where(EncryptionKey.id != keyring.newest))
    return total


async def _take_turns(session: Session, database: Database) -> None:
    """On PostgreSQL wait for other replicas that are at it; SQLite has one writer anyway."""
    if not database.is_sqlite:
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


async def _pass(database: Database, keyring: Keyring) -> int:
    changed = 0
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SealedType):
                changed += await _reseal_column(database, keyring, table, column, column.type)
    return changed


async def _reseal_column(
    database: Database, keyring: Keyring, table: Table, column: Column[Any], sealed: SealedType
) -> int:
    """Go through one column, in a transaction for each few rows, which nobody else changes meanwhile."""
    key = list(table.primary_key.columns)
    changed, last = 0, None
    while True:
        async with database.session() as session:
            raw = type_coerce(column, sealed.impl_instance)
            query = select(*key, raw).order_by(*key).limit(BATCH).with_for_update()
            if last is not None:
                query = query.where(tuple_(*key) > last)
            rows = (await session.execute(query)).all()
            for *identity, stored in rows:
                wanted = sealed.reseal(stored, keyring)
                if wanted != stored:
                    here = [part == value for part, value in zip(key, identity, strict=True)]
                    new = {column: type_coerce(wanted, sealed.impl_instance)}
                    await session.execute(update(table).where(*here).values(new))
                    changed += 1
        if len(rows) < BATCH:
            return changed
        last = tuple(rows[-1][:-1])

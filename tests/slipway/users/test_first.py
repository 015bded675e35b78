"""The first administrator."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from slipway.db import Database
from slipway.users import PASSWORD_FILE, ensure_administrator
from slipway.users.models import User
from slipway.users.passwords import verify_password


@pytest.fixture
async def empty(database: Database) -> Database:
    """A database without users, as at the first start."""
    async with database.session() as session:
        await session.execute(delete(User))
    return database


async def test_the_password_is_in_a_private_file(empty: Database, tmp_path: Path) -> None:
    """Only its owner can read it, and it is right."""
    assert await ensure_administrator(empty, "root", tmp_path)

    file = tmp_path / PASSWORD_FILE
    async with empty.read() as session:
        user = (await session.scalars(select(User))).one()
    assert user.username == "root"
    assert file.stat().st_mode & 0o777 == 0o600
    assert await verify_password(user.password_hash, file.read_text().strip())


async def test_it_is_made_once(empty: Database, tmp_path: Path) -> None:
    """The second start keeps the password."""
    await ensure_administrator(empty, "root", tmp_path)
    before = (tmp_path / PASSWORD_FILE).read_text()

    assert not await ensure_administrator(empty, "root", tmp_path)
    assert (tmp_path / PASSWORD_FILE).read_text() == before


async def test_replicas_that_start_together_make_one(empty: Database, tmp_path: Path) -> None:
    """And the file holds the password of the one that was made."""
    made = await asyncio.gather(*(ensure_administrator(empty, "root", tmp_path) for _ in range(3)))

    async with empty.read() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 1
        user = (await session.scalars(select(User))).one()
    assert made.count(True) == 1
    assert await verify_password(user.password_hash, (tmp_path / PASSWORD_FILE).read_text().strip())


async def test_without_a_place_for_the_password_nobody_is_made(empty: Database, tmp_path: Path) -> None:
    """Else nobody would ever know it."""
    (tmp_path / "file").write_text("")

    with pytest.raises(OSError, match="file"):
        await ensure_administrator(empty, "root", tmp_path / "file")

    async with empty.read() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 0

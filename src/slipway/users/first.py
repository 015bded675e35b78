"""Make the first administrator, once, with a random password that is written to a file only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from slipway.access import SYSTEM, Role
from slipway.audit import record
from slipway.db import Database
from slipway.users.accounts import snapshot, target_of
from slipway.users.models import User
from slipway.users.passwords import hash_password

PASSWORD_FILE = "admin-password"  # noqa: S105 - a file's name

log = structlog.get_logger(__name__)


async def ensure_administrator(database: Database, username: str, data_dir: Path) -> bool:
    """Make an administrator when there is none; tell whether one was made."""
    async with database.read() as session:
        if await session.scalar(select(User.id).where(User.role == Role.PLATFORM_ADMIN).limit(1)):
            return False
    password = secrets.token_urlsafe(15)
    user = User(username=username, role=Role.PLATFORM_ADMIN, password_hash=await hash_password(password))
    file = data_dir / PASSWORD_FILE
    try:
        async with database.session() as session:
            session.add(user)
            await session.flush()
            record(session, SYSTEM, "user.create", target_of(user), after=snapshot(user))
            write_private(file, password + "\n")
    except IntegrityError:
        log.info("another replica makes the first administrator", username=username)
        return False
    log.info("first administrator made; the password is in the file", username=username, file=str(file))
    return True


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)

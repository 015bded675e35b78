"""What accounts' passwords were before, kept as hashes, so that none is chosen again too soon."""

from __future__ import annotations

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import InstrumentedAttribute

from slipway.db import Database, Session
from slipway.errors import Invalid
from slipway.users.models import PastPassword, User
from slipway.users.passwords import verify_password


async def refuse_used(database: Database, user_id: str, new: str, remembered: int) -> None:
    """Raise Invalid for the field ``new`` when it is among the account's last ``remembered`` passwords but the current.

    To be called outside of a transaction, because each hash takes its time. Only for what people choose themselves:
    an administrator could otherwise find out by it what somebody's password was.
    """
    async with database.read() as session:
        hashes = (await session.scalars(_newest(user_id, PastPassword.password_hash, remembered))).all()
    for stored in hashes:
        if await verify_password(stored, new):
            raise Invalid("password.used_before", {"remembered": remembered}, field="new")


async def replace_password(session: Session, user: User, password_hash: str, remembered: int) -> None:
    """Give the account another password; the old one is remembered, and what is too old is forgotten."""
    session.add(PastPassword(user_id=user.id, password_hash=user.password_hash))
    user.password_hash = password_hash
    await session.flush()
    kept = (await session.scalars(_newest(user.id, PastPassword.id, remembered))).all()
    await session.execute(delete(PastPassword).where(PastPassword.user_id == user.id, PastPassword.id.not_in(kept)))


def _newest(user_id: str, column: InstrumentedAttribute[str], remembered: int) -> Select[str]:
    """Return the query for what was before the current password, as far back as is remembered."""
    query = select(column).where(PastPassword.user_id == user_id)
    return query.order_by(PastPassword.replaced_at.desc(), PastPassword.id.desc()).limit(remembered - 1)

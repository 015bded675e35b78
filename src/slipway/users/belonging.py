"""The accounts of a tenant that is deleted with everything in it."""

from __future__ import annotations

from sqlalchemy import func, select

from slipway.access import Actor
from slipway.audit import record
from slipway.db import Session
from slipway.users.accounts import snapshot, target_of
from slipway.users.models import ApiToken, User


async def remove_users_of(session: Session, actor: Actor, tenant_id: str) -> None:
    """Remove a tenant's accounts with their sessions and tokens; what they did stays in the operation log."""
    for user in await session.scalars(select(User).where(User.tenant_id == tenant_id).order_by(User.username)):
        record(session, actor, "user.delete", target_of(user), before=snapshot(user))
        await session.delete(user)
    await session.flush()


async def users_of(session: Session, tenant_id: str) -> list[str]:
    """Name a tenant's accounts."""
    names = await session.scalars(select(User.username).where(User.tenant_id == tenant_id).order_by(User.username))
    return list(names)


async def tokens_of(session: Session, tenant_id: str) -> int:
    """Count the API tokens of a tenant's accounts."""
    query = select(func.count()).select_from(ApiToken).join(User, User.id == ApiToken.user_id)
    return await session.scalar(query.where(User.tenant_id == tenant_id)) or 0

"""Accounts: the rules by which they are made, changed and removed."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from slipway.access import Action, Actor, Role, absent, require, scope
from slipway.audit import Target, record
from slipway.db import Obj, Session
from slipway.errors import Conflict, Forbidden, Invalid
from slipway.users.history import replace_password
from slipway.users.lockout import unlock
from slipway.users.models import ApiToken, BrowserSession, User
from slipway.users.origin import Origin
from slipway.users.schemas import UserCreate, UserPatch
from slipway.users.tenancy import Tenancy


async def user_by_id(session: Session, actor: Actor, user_id: str) -> User:
    """Return a user whom the actor may know of (themselves always), or raise NotFound."""
    query = select(User).where(User.id == user_id)
    user = await session.scalar(query if user_id == actor.id else scope(query, User, actor))
    if user is None:
        raise await absent(session, User, user_id, "user.not_found")
    return user


async def create_user(session: Session, actor: Actor, tenancy: Tenancy, wanted: UserCreate, password_hash: str) -> User:
    """Make an account in the actor's reach."""
    tenant_id = wanted.tenant_id or (None if actor.of_platform else actor.tenant_id)
    if tenant_id is not None:
        await tenancy.hold(session, actor, tenant_id)
    require(actor, Action.USER_MANAGE, tenant_id)
    _check_role(actor, wanted.role, tenant_id)
    user = User(
        username=wanted.username,
        display_name=wanted.display_name,
        role=wanted.role,
        tenant_id=tenant_id,
        password_hash=password_hash,
        disabled=False,
        must_change_password=wanted.must_change_password,
    )
    session.add(user)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("user.name_taken", {"username": wanted.username}, field="username") from error
    record(session, actor, "user.create", target_of(user), after=snapshot(user))
    return user


async def change_user(session: Session, actor: Actor, user: User, wanted: UserPatch) -> None:
    """Change an account. Disabling ends its sessions and revokes its tokens."""
    require(actor, Action.USER_MANAGE, user.tenant_id)
    before = snapshot(user)
    if wanted.role is not None and wanted.role is not user.role:
        _check_role(actor, wanted.role, user.tenant_id)
        await _keep_an_administrator(session, actor, user)
        user.role = wanted.role
    if wanted.disabled is not None and wanted.disabled is not user.disabled:
        if wanted.disabled:
            await _keep_an_administrator(session, actor, user)
            await end_sessions(session, user)
            await revoke_tokens(session, user)
        user.disabled = wanted.disabled
    if wanted.display_name is not None:
        user.display_name = wanted.display_name
    record(session, actor, "user.change", target_of(user), before, snapshot(user))


async def delete_user(session: Session, actor: Actor, user: User) -> None:
    """Remove an account with its sessions and tokens; what it did stays in the operation log."""
    require(actor, Action.USER_MANAGE, user.tenant_id)
    await _keep_an_administrator(session, actor, user)
    record(session, actor, "user.delete", target_of(user), before=snapshot(user))
    await session.delete(user)


async def change_own_password(session: Session, actor: Actor, proven: str, password_hash: str, remembered: int) -> None:
    """Store the actor's new password and end their sessions but the one in use; tokens, which do not know it, stay.

    ``proven`` is the hash that the current password was held against: what an administrator sets meanwhile counts.
    """
    still = select(User).where(User.id == actor.id, User.password_hash == proven).with_for_update()
    user = await session.scalar(still)
    if user is None:
        raise Conflict("database.conflict")
    await replace_password(session, user, password_hash, remembered)
    user.must_change_password = False
    await end_sessions(session, user, but=actor.credential_id)
    record(session, actor, "user.password", target_of(user))


async def reset_password(session: Session, actor: Actor, user: User, password_hash: str, remembered: int) -> None:
    """Store a password that the user has to change, and end everything by which somebody may be in.

    Sessions end, tokens are revoked and a lock is opened.
    """
    require(actor, Action.USER_MANAGE, user.tenant_id)
    if user.origin is not Origin.LOCAL:
        raise Conflict("user.password_elsewhere", {"username": user.username})
    await replace_password(session, user, password_hash, remembered)
    user.must_change_password = True
    await end_sessions(session, user)
    await revoke_tokens(session, user)
    await unlock(session, user.username)
    record(session, actor, "user.password_reset", target_of(user))


async def unlock_user(session: Session, actor: Actor, user: User) -> None:
    """Let an account log in again that failed logins have locked."""
    require(actor, Action.USER_MANAGE, user.tenant_id)
    await unlock(session, user.username)
    record(session, actor, "user.unlock", target_of(user))


async def revoke_tokens(session: Session, user: User) -> None:
    """Revoke all of a user's API tokens."""
    await session.execute(delete(ApiToken).where(ApiToken.user_id == user.id))


async def end_sessions(session: Session, user: User, but: str | None = None) -> None:
    """End a user's browser sessions, except one."""
    query = delete(BrowserSession).where(BrowserSession.user_id == user.id)
    await session.execute(query.where(BrowserSession.id != but) if but else query)


def target_of(user: User) -> Target:
    """Return how the operation log names a user."""
    return Target("user", user.id, user.username, user.tenant_id)


def snapshot(user: User) -> Obj:
    """Return what the operation log keeps of a user."""
    return {"username": user.username, "display_name": user.display_name, "role": user.role, "disabled": user.disabled}


def _check_role(actor: Actor, role: Role, tenant_id: str | None) -> None:
    """Hold a role against where its user belongs: nobody hands out more reach than they have."""
    if role.of_platform and not actor.of_platform:
        raise Forbidden(
            "user.role_beyond_reach", {"role": role.value, "action": Action.USER_MANAGE.value}, field="role"
        )
    if role.of_platform and tenant_id is not None:
        raise Invalid("user.tenant_unexpected", {"role": role.value}, field="tenant_id")
    if not role.of_platform and tenant_id is None:
        raise Invalid("user.tenant_missing", {"role": role.value}, field="tenant_id")


async def _keep_an_administrator(session: Session, actor: Actor, user: User) -> None:
    """Nobody locks themselves out, and the platform always keeps somebody who can let others in."""
    if user.id == actor.id:
        raise Conflict("user.self")
    if user.role is not Role.PLATFORM_ADMIN or user.disabled:
        return
    active = select(User.id).where(User.role == Role.PLATFORM_ADMIN, User.disabled.is_(False)).with_for_update()
    if set((await session.scalars(active)).all()) <= {user.id}:
        raise Conflict("user.last_administrator")

"""HTTP routes of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select

from slipway.access import Action, Role, require, scope
from slipway.db import Session
from slipway.errors import Invalid
from slipway.settings import Settings
from slipway.users import accounts
from slipway.users.history import refuse_used
from slipway.users.lockout import locks_of
from slipway.users.login import LoginDesk
from slipway.users.models import User
from slipway.users.passwords import hash_password
from slipway.users.policy import PasswordPolicy
from slipway.users.schemas import PasswordChange, UserCreate, UserOut, UserPatch
from slipway.users.tenancy import Tenancy
from slipway.web import (
    CurrentActor,
    DbSession,
    KnownActor,
    Listing,
    Page,
    Paging,
    current_actor,
    current_request,
    page_of,
    paginate,
    provided,
)

router = APIRouter(tags=["users"])

TenancyPart = Annotated[Tenancy, Depends(provided(Tenancy))]
Desk = Annotated[LoginDesk, Depends(provided(LoginDesk))]


def password_policy(settings: Annotated[Settings, Depends(provided(Settings))]) -> PasswordPolicy:
    """Return the policy that was set."""
    return PasswordPolicy.of(settings)


Policy = Annotated[PasswordPolicy, Depends(password_policy)]

LISTING = Listing(
    sort={"username": User.username, "created_at": User.created_at, "last_login_at": User.last_login_at},
    search=[User.username, User.display_name],
    default="username",
)


@router.get("/users")
async def list_users(
    actor: CurrentActor,
    session: DbSession,
    tenancy: TenancyPart,
    paging: Paging,
    tenant_id: str | None = None,
    role: Role | None = None,
) -> Page[UserOut]:
    """List accounts, of one tenant or with one role where these are given."""
    require(actor, Action.USER_READ, actor.tenant_id)
    query = scope(select(User), User, actor)
    if tenant_id is not None:
        query = query.where(User.tenant_id == tenant_id)
    if role is not None:
        query = query.where(User.role == role)
    users, total = await paginate(session, query, paging, LISTING)
    return page_of(await users_out(session, tenancy, users), total, paging)


@router.post("/users", status_code=201)
async def create_user(
    actor: CurrentActor, session: DbSession, tenancy: TenancyPart, policy: Policy, body: UserCreate
) -> UserOut:
    """Make an account."""
    password = body.password.get_secret_value()
    policy.check(password, body.username, "password")
    hashed = await hash_password(password)
    user = await accounts.create_user(session, actor, tenancy, body, hashed)
    return await user_out(session, tenancy, user)


@router.get("/users/{user_id}")
async def get_user(actor: CurrentActor, session: DbSession, tenancy: TenancyPart, user_id: str) -> UserOut:
    """Show one account; everybody may see their own."""
    user = await accounts.user_by_id(session, actor, user_id)
    if user.id != actor.id:
        require(actor, Action.USER_READ, user.tenant_id)
    return await user_out(session, tenancy, user)


@router.patch("/users/{user_id}")
async def change_user(
    actor: CurrentActor, session: DbSession, tenancy: TenancyPart, user_id: str, body: UserPatch
) -> UserOut:
    """Change an account; disabling it ends its sessions and revokes its tokens."""
    user = await accounts.user_by_id(session, actor, user_id)
    await accounts.change_user(session, actor, user, body)
    return await user_out(session, tenancy, user)


@router.delete("/users/{user_id}", status_code=204)
async def delete_user(actor: CurrentActor, session: DbSession, user_id: str) -> None:
    """Remove an account."""
    await accounts.delete_user(session, actor, await accounts.user_by_id(session, actor, user_id))


@router.put("/users/{user_id}/password", status_code=204)
async def change_password(
    actor: KnownActor, session: DbSession, policy: Policy, desk: Desk, user_id: str, body: PasswordChange
) -> None:
    """Set a password: one's own by also giving the current one, or others' as an administrator.

    Others have to change what an administrator has set at their next login, and their API tokens are revoked.
    """
    new = body.new.get_secret_value()
    if user_id == actor.id:
        require(actor, Action.ACCOUNT_MANAGE, actor.tenant_id)
        policy.check(new, actor.name, "new")
        current = body.current.get_secret_value() if body.current else ""
        proven = await desk.prove(actor, current, current_request().source)
        if new == current:
            raise Invalid("password.unchanged", field="new")
        await refuse_used(desk.database, actor.id, new, policy.remembered)
        hashed = await hash_password(new)
        await accounts.change_own_password(session, actor, proven, hashed, policy.remembered)
        return
    user = await accounts.user_by_id(session, await current_actor(actor), user_id)
    require(actor, Action.USER_MANAGE, user.tenant_id)
    policy.check(new, user.username, "new")
    await accounts.reset_password(session, actor, user, await hash_password(new), policy.remembered)


@router.delete("/users/{user_id}/lock", status_code=204)
async def unlock_user(actor: CurrentActor, session: DbSession, user_id: str) -> None:
    """Let an account log in again at once that failed logins have locked."""
    await accounts.unlock_user(session, actor, await accounts.user_by_id(session, actor, user_id))


async def user_out(session: Session, tenancy: Tenancy, user: User) -> UserOut:
    """Show one account."""
    return (await users_out(session, tenancy, [user]))[0]


async def users_out(session: Session, tenancy: Tenancy, users: Sequence[User]) -> list[UserOut]:
    """Show accounts with their tenants' names."""
    names = await tenancy.names(session, [user.tenant_id for user in users if user.tenant_id])
    locks = await locks_of(session, [user.username for user in users])
    return [
        UserOut(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            role=user.role,
            tenant_id=user.tenant_id,
            tenant_name=names.get(user.tenant_id or ""),
            disabled=user.disabled,
            origin=user.origin,
            must_change_password=user.must_change_password,
            locked_until=locks.get(user.username),
            created_at=user.created_at,
            last_login_at=user.last_login_at,
        )
        for user in users
    ]

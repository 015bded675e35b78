"""HTTP routes of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select

from slipway.access import Action, require, scope
from slipway.db import Session
from slipway.errors import Invalid
from slipway.users import accounts
from slipway.users.models import User
from slipway.users.passwords import hash_password, verify_password
from slipway.users.schemas import PasswordChange, UserCreate, UserOut, UserPatch
from slipway.users.tenancy import Tenancy
from slipway.web import CurrentActor, DbSession, Listing, Page, Paging, page_of, paginate, provided

router = APIRouter(tags=["users"])

TenancyPart = Annotated[Tenancy, Depends(provided(Tenancy))]

LISTING = Listing(
    sort={"username": User.username, "created_at": User.created_at, "last_login_at": User.last_login_at},
    search=[User.username, User.display_name],
    default="username",
)


@router.get("/users")
async def list_users(
    actor: CurrentActor, session: DbSession, tenancy: TenancyPart, paging: Paging, tenant_id: str | None = None
) -> Page[UserOut]:
    """List accounts."""
    require(actor, Action.USER_READ, actor.tenant_id)
    query = scope(select(User), User, actor)
    if tenant_id is not None:
        query = query.where(User.tenant_id == tenant_id)
    users, total = await paginate(session, query, paging, LISTING)
    return page_of(await users_out(session, tenancy, users), total, paging)


@router.post("/users", status_code=201)
async def create_user(actor: CurrentActor, session: DbSession, tenancy: TenancyPart, body: UserCreate) -> UserOut:
    """Make an account."""
    hashed = await hash_password(body.password.get_secret_value())
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
async def change_password(actor: CurrentActor, session: DbSession, user_id: str, body: PasswordChange) -> None:
    """Set a password: one's own by also giving the current one, others' as an administrator."""
    user = await accounts.user_by_id(session, actor, user_id)
    if user.id != actor.id:
        require(actor, Action.USER_MANAGE, user.tenant_id)
    elif body.current is None or not await verify_password(user.password_hash, body.current.get_secret_value()):
        raise Invalid("user.password_wrong", field="current")
    hashed = await hash_password(body.new.get_secret_value())
    await accounts.set_password(session, actor, user, hashed)


async def user_out(session: Session, tenancy: Tenancy, user: User) -> UserOut:
    """Show one account."""
    return (await users_out(session, tenancy, [user]))[0]


async def users_out(session: Session, tenancy: Tenancy, users: Sequence[User]) -> list[UserOut]:
    """Show accounts with their tenants' names."""
    names = await tenancy.names(session, [user.tenant_id for user in users if user.tenant_id])
    return [
        UserOut(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            role=user.role,
            tenant_id=user.tenant_id,
            tenant_name=names.get(user.tenant_id or ""),
            disabled=user.disabled,
            created_at=user.created_at,
            last_login_at=user.last_login_at,
        )
        for user in users
    ]

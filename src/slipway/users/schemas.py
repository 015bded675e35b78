"""What accounts, sessions and API tokens look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from slipway.access import Action, Role, Scope
from slipway.db import ID_LENGTH
from slipway.users.origin import Origin

Username = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9._-]{1,63}$")]
ApplicationId = Annotated[str, Field(max_length=ID_LENGTH)]
MOST_APPLICATIONS = 100
Password = Annotated[SecretStr, Field(max_length=256)]


RoleName = Role


class Strict(BaseModel):
    """Requests refuse fields that they do not know."""

    model_config = ConfigDict(extra="forbid")


class Login(Strict):
    """Credentials for a browser session."""

    username: str = Field(max_length=64)
    password: SecretStr = Field(max_length=256)


class UserCreate(Strict):
    """``tenant_id`` for tenant roles; absent for platform roles. The password must be changed at the first login."""

    username: Username
    password: Password
    role: RoleName
    tenant_id: str | None = None
    display_name: str = Field("", max_length=200)
    must_change_password: bool = True


class UserPatch(Strict):
    """What can change."""

    display_name: str | None = Field(None, max_length=200)
    role: RoleName | None = None
    disabled: bool | None = None


class PasswordChange(Strict):
    """``current`` is needed when users change their own password."""

    current: SecretStr | None = None
    new: Password


class UserOut(BaseModel):
    """One account."""

    id: str
    username: str
    display_name: str
    role: RoleName
    tenant_id: str | None
    tenant_name: str | None
    disabled: bool
    origin: Origin
    """Who keeps the password."""
    must_change_password: bool
    locked_until: datetime | None
    """Failed logins have locked the account until then, at least from one address."""
    created_at: datetime
    last_login_at: datetime | None


class SessionOut(BaseModel):
    """Who is logged in and what they may do (names of actions, see ``docs/permissions.md``)."""

    user: UserOut
    actions: list[str]


class LoginOut(BaseModel):
    """One open browser session. ``source`` is the address, ``current``: the session in which this is asked."""

    id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    source: str
    user_agent: str
    current: bool


class TokenCreate(Strict):
    """A token for programs. Without ``expires_in_days`` it lives for 90 days, or less where that is the most.

    ``applications`` are the ids of the only ones that it is for.
    """

    name: str = Field(min_length=1, max_length=100)
    scope: Scope = Scope.ALL
    applications: Annotated[list[ApplicationId], Field(min_length=1, max_length=MOST_APPLICATIONS)] | None = None
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class TokenApplication(BaseModel):
    """An application that a token is for; ``name`` is null when it is deleted."""

    id: str
    name: str | None


class TokenOut(BaseModel):
    """A token without its secret; ``prefix`` is how that begins. ``applications`` is null where it is for all."""

    id: str
    name: str
    scope: Scope
    applications: list[TokenApplication] | None
    prefix: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class TokenCreated(TokenOut):
    """The only answer that carries the secret."""

    token: str


class RoleOut(BaseModel):
    """A role and what it allows: in all tenants where it is ``of_platform``, else in its user's own."""

    name: RoleName
    of_platform: bool
    actions: list[Action]


class ScopeOut(BaseModel):
    """What an API token of a scope may do at most; its owner's role has to allow it as well."""

    name: Scope
    actions: list[Action]


class Roles(BaseModel):
    """The permission table: all actions, and which of them each role and each scope allows."""

    actions: list[Action]
    roles: list[RoleOut]
    scopes: list[ScopeOut]

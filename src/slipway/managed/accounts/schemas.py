"""What accounts of managed services look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, StringConstraints

from slipway.applications import Reason, Strict
from slipway.managed.engines.accounts import DATABASES, USERNAMES, Access

Username = Annotated[str, StringConstraints(pattern=USERNAMES)]
DatabaseName = Annotated[str, StringConstraints(pattern=DATABASES)]
Password = Annotated[SecretStr, Field(max_length=128, description="8 to 128 printable ASCII characters, no blanks")]


class ManagedAccountState(StrEnum):
    """How far the database has come with it."""

    APPLIED = "applied"
    WAITING = "waiting"
    DELETING = "deleting"


class ManagedAccountCreate(Strict):
    """A new account. Without a password it gets one that nobody chose; without a database one named after it."""

    username: Username
    database: DatabaseName | None = Field(None, description="of engines that have databases; made if it is not there")
    access: Access = Access.READ_WRITE
    password: Password | None = None


class ManagedAccountPatch(Strict):
    """What of an account can change."""

    password: Password | None = Field(None, description="a new one; `new` has the platform make it")
    access: Access | None = None


class ManagedAccountOut(BaseModel):
    """One account, without its password."""

    id: str
    username: str
    database: str | None = Field(description="null where the engine has none")
    access: Access
    state: ManagedAccountState = Field(description="`waiting`: the database does not have it, or not all of it, yet")
    reasons: list[Reason] = Field(description="why it waits, in plain words")
    connections: list[str] = Field(description="names of the applications that use it")
    created_at: datetime
    created_by: str


class ManagedAccountAccess(BaseModel):
    """How to get in with an account, from the tenant's services."""

    host: str
    port: int
    username: str
    password: str
    database: str | None
    uri: str

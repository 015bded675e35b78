"""The tables of accounts and of what they log in with."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Enum, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from slipway.access import Role, Scope
from slipway.db import ID_LENGTH, Base, new_id, utcnow
from slipway.users.origin import Origin


def _values(members: type[StrEnum]) -> list[str]:
    return [member.value for member in members]


class User(Base):
    """An account. ``tenant_id`` is set exactly for tenant roles."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("origin", "subject"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=32, values_callable=_values))
    tenant_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    password_hash: Mapped[str]
    disabled: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[Origin] = mapped_column(
        Enum(Origin, native_enum=False, length=16, values_callable=_values), default=Origin.LOCAL
    )
    subject: Mapped[str | None] = mapped_column(String(512))
    """Who it is where the account comes from; None for the platform's own."""
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    last_login_at: Mapped[datetime | None]


class PastPassword(Base):
    """What an account's password was before."""

    __tablename__ = "past_passwords"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    password_hash: Mapped[str]
    replaced_at: Mapped[datetime] = mapped_column(default=utcnow)


class BrowserSession(Base):
    """A login of a browser, known only by the hash of its cookie."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    last_used_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(200), default="")


class ApiToken(Base):
    """A token of a program, known only by its hash."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scope: Mapped[Scope] = mapped_column(
        Enum(Scope, native_enum=False, length=16, values_callable=_values), default=Scope.ALL
    )
    applications: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Ids of the only applications that it is for. They outlive no object: where one is deleted, the token loses it."""
    prefix: Mapped[str] = mapped_column(String(16), default="")
    """The secret's first characters, by which its owner recognises it."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class LoginFailures(Base):
    """Failed logins of an account from an address; ``""`` is every account or every address.

    Accounts are known by a hash of the typed name, whether they exist or not. ``locks`` counts how many times in a row
    the limit was reached.
    """

    __tablename__ = "login_failures"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime]
    locks: Mapped[int]
    locked_until: Mapped[datetime | None]

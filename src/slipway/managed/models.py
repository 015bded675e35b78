"""The tables of managed services: what administrators offer, what tenants opened, its accounts and who is connected.

What runs of a managed service is an application of the tenant (``applications.keeping``); rows here go with it. Whether
it runs is never stored.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, Obj, SealedJson, new_id, utcnow

NAME_LENGTH = 40
ENGINE_LENGTH = 20
VERSION_LENGTH = 40
IMAGE_LENGTH = 512
ACTOR_LENGTH = 100


class ManagedOffering(Base):
    """What administrators offer to all tenants: a database of one engine, in plans of different sizes."""

    __tablename__ = "managed_offerings"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    engine: Mapped[str] = mapped_column(String(ENGINE_LENGTH))
    version: Mapped[str] = mapped_column(String(VERSION_LENGTH))
    """For people: what runs is said by ``image``."""
    image: Mapped[str] = mapped_column(String(IMAGE_LENGTH))
    description: Mapped[str] = mapped_column(Text, default="")
    enabled: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether more of it may be opened; what there is goes on."""
    plans: Mapped[list[Obj]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class ManagedService(Base):
    """What a tenant opened. Its name is that of its application and of that one's only service: its host name."""

    __tablename__ = "managed_services"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    offering_id: Mapped[str] = mapped_column(ForeignKey("managed_offerings.id"), index=True)
    engine: Mapped[str] = mapped_column(String(ENGINE_LENGTH))
    version: Mapped[str] = mapped_column(String(VERSION_LENGTH), default="", server_default=text("''"))
    """As the offering called it when this took its image; which that is says the service's configuration."""
    plan: Mapped[Obj]
    """As the offering had it when it was chosen: a later change there does not reach what was opened before."""
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(ACTOR_LENGTH))
    deleted_at: Mapped[datetime | None]


class ManagedAccount(Base):
    """An account within a managed service, as it should be; ``applied_revision`` is what the database has of it."""

    __tablename__ = "managed_accounts"
    __table_args__ = (UniqueConstraint("managed_id", "username"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    managed_id: Mapped[str] = mapped_column(ForeignKey("managed_services.id", ondelete="CASCADE"), index=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    username: Mapped[str] = mapped_column(String(32))
    secret: Mapped[Obj] = mapped_column(SealedJson)
    """``{"password": …}``."""
    database: Mapped[str | None] = mapped_column(String(64))
    access: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int] = mapped_column(default=1)
    applied_revision: Mapped[int | None]
    applied_at: Mapped[datetime | None]
    problem: Mapped[Obj | None] = mapped_column(JSON(none_as_null=True))
    """Why the last attempt to apply it failed: ``{"code", "params"}``."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(ACTOR_LENGTH))
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    deleted_at: Mapped[datetime | None]


class ManagedConnection(Base):
    """An application that is connected: the account that it uses, and the set of its configuration that says so."""

    __tablename__ = "managed_connections"
    __table_args__ = (UniqueConstraint("managed_id", "application_id"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    managed_id: Mapped[str] = mapped_column(ForeignKey("managed_services.id", ondelete="CASCADE"), index=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("managed_accounts.id", ondelete="CASCADE"), index=True)
    set_id: Mapped[str] = mapped_column(ForeignKey("configuration_sets.id", ondelete="CASCADE"), index=True)
    """Whoever deletes the set ends the connection."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(ACTOR_LENGTH))

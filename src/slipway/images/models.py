"""The table of registries from which images are pulled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, SealedJson, new_id, utcnow

ADDRESS_LENGTH, USERNAME_LENGTH, BY_LENGTH = 259, 255, 100


class Registry(Base):
    """A registry of a tenant, or of the platform: then it is ``shared``, and all tenants pull from it.

    ``owner`` repeats the tenant's id and is empty for the platform: with a null the database could not keep addresses
    of the platform unique.
    """

    __tablename__ = "registries"
    __table_args__ = (UniqueConstraint("owner", "address"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    tenant_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    owner: Mapped[str] = mapped_column(String(ID_LENGTH))
    shared: Mapped[bool]
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    insecure: Mapped[bool]
    username: Mapped[str] = mapped_column(String(USERNAME_LENGTH))
    credentials: Mapped[Any] = mapped_column(SealedJson)
    """``{"password"}``; empty with no ``username``: everybody may pull."""
    created_by: Mapped[str] = mapped_column(String(BY_LENGTH))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)

"""The tables of image storage: which registries are metered, what was found in them last, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, Obj, new_id, utcnow
from slipway.images.models import ADDRESS_LENGTH
from slipway.images.storage.owners import PATTERN_LENGTH

TENANT_LENGTH = 64
NAME_LENGTH = 255
"""The longest name that registries take."""


class RegistryMetering(Base):
    """A registry that is metered by tenant, and how that goes; one without such a row is not.

    ``problem`` is ``{"code", "params"}`` of why the last measurement failed, which was the ``failures``th in a row.
    ``unowned`` repositories belong to no tenant.
    """

    __tablename__ = "registry_metering"

    registry_id: Mapped[str] = mapped_column(ForeignKey("registries.id", ondelete="CASCADE"), primary_key=True)
    repositories: Mapped[str] = mapped_column(String(PATTERN_LENGTH))
    measured_at: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    failures: Mapped[int] = mapped_column(default=0)
    problem: Mapped[Obj | None]
    unowned: Mapped[int] = mapped_column(default=0)


class StorageSpan(Base):
    """From when until when (None: it still does) a tenant's images took so many bytes of a registry.

    Times are whole seconds since 1970 (UTC). Names are kept as they were, because a span outlives what it tells of:
    metering reads ended ones, too, until it has seen them. ``noted`` is when the end was written down, which may be
    long after it.
    """

    __tablename__ = "image_storage_spans"
    __table_args__ = (
        Index(
            "ix_image_storage_spans_open",
            "registry_id",
            "tenant_id",
            unique=True,
            sqlite_where=text("ended IS NULL"),
            postgresql_where=text("ended IS NULL"),
        ),
        Index("ix_image_storage_spans_noted", "noted"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    registry_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    registry_address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    tenant_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    tenant: Mapped[str] = mapped_column(String(TENANT_LENGTH))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    started: Mapped[int] = mapped_column(BigInteger)
    ended: Mapped[int | None] = mapped_column(BigInteger)
    noted: Mapped[int | None] = mapped_column(BigInteger)


class StoredRepository(Base):
    """What the last measurement found in one repository.

    ``own_bytes`` of its ``size_bytes`` are in no other repository of the tenant.
    """

    __tablename__ = "image_repositories"
    __table_args__ = (UniqueConstraint("registry_id", "name"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    registry_id: Mapped[str] = mapped_column(ForeignKey("registries.id", ondelete="CASCADE"))
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    tags: Mapped[int]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    own_bytes: Mapped[int] = mapped_column(BigInteger)

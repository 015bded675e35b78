"""The tables of metering. Times are whole seconds since 1970 (UTC), because that is what usage is counted in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, new_id, utcnow

SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
SECONDS = BigInteger()
KEY_LENGTH = 128
RESOURCE_LENGTH = 32
NAME_LENGTH = 64
REGISTRY_LENGTH = 259


class MeteringSubject(Base):
    """What is metered: a resource of one size, of one service (or of a tenant alone: ids are empty then).

    Names are kept as they were: the report outlives what it tells of.
    """

    __tablename__ = "metering_subjects"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "service_id", "application_id", "resource", "cpu_milli", "size_bytes", "registry_id"
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    tenant_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    tenant: Mapped[str] = mapped_column(String(NAME_LENGTH))
    application_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    application: Mapped[str] = mapped_column(String(NAME_LENGTH))
    service_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    service: Mapped[str] = mapped_column(String(NAME_LENGTH))
    resource: Mapped[str] = mapped_column(String(RESOURCE_LENGTH))
    cpu_milli: Mapped[int] = mapped_column(BigInteger)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    registry_id: Mapped[str] = mapped_column(String(ID_LENGTH), server_default=text("''"))
    """Of image storage; empty for everything else."""
    registry_address: Mapped[str] = mapped_column(String(REGISTRY_LENGTH), server_default=text("''"))


class MeteringInterval(Base):
    """From when until when one thing (``key``: a container, a volume, a domain, …) of a subject was in use.

    ``ended`` is None while it is. No interval goes over midnight (UTC): what runs longer has one for each day, of which
    only the earliest is ``first``. So what overlaps a period is found by when it started.
    """

    __tablename__ = "metering_intervals"
    __table_args__ = (
        Index("ix_metering_intervals_subject", "subject_id", "started", "ended", "first"),
        Index(
            "ix_metering_intervals_open",
            "ended",
            "subject_id",
            "started",
            "first",
            sqlite_where=text("ended IS NULL"),
            postgresql_where=text("ended IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(SEQUENCE, primary_key=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("metering_subjects.id"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    first: Mapped[bool]
    started: Mapped[int] = mapped_column(SECONDS)
    ended: Mapped[int | None] = mapped_column(SECONDS)


class MeteringMark(Base):
    """Until when a kind of resource is known: the time of the last look, and who looked.

    Only ``writer`` writes intervals of the resource; a new leader puts itself there, and who led before finds out.
    """

    __tablename__ = "metering_marks"

    resource: Mapped[str] = mapped_column(String(RESOURCE_LENGTH), primary_key=True)
    seen: Mapped[int] = mapped_column(SECONDS)
    writer: Mapped[str] = mapped_column(String(ID_LENGTH))


class MeteringPrice(Base):
    """What a resource costs. Amounts are decimal numbers in writing, because SQLite has no exact ones."""

    __tablename__ = "metering_prices"

    resource: Mapped[str] = mapped_column(String(RESOURCE_LENGTH), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    per_hour: Mapped[str] = mapped_column(String(32))
    per_core_hour: Mapped[str] = mapped_column(String(32))
    per_gib_hour: Mapped[str] = mapped_column(String(32))
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)

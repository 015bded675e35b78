"""The tables of configuration sets and their versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, Obj, SealedJson, new_id, utcnow

NAME_LENGTH = 40
NOTE_LENGTH = 500


class ConfigurationSet(Base):
    """A set of an application; ``version`` is the number of the current one."""

    __tablename__ = "configuration_sets"
    __table_args__ = (UniqueConstraint("application_id", "name"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"))
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    kind: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class ConfigurationVersion(Base):
    """An immutable version of a set. All entries are sealed: files of plain sets hold secrets as well, in practice."""

    __tablename__ = "configuration_versions"
    __table_args__ = (UniqueConstraint("set_id", "number"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    set_id: Mapped[str] = mapped_column(ForeignKey("configuration_sets.id", ondelete="CASCADE"))
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    number: Mapped[int]
    keys: Mapped[Obj]
    """Size and kind of each value (``entries.outline``), so that lists open nothing."""
    entries: Mapped[Obj] = mapped_column(SealedJson)
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    restored_from: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(100))

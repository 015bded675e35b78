"""The operation log's table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, Obj, new_id, utcnow


class Operation(Base):
    """Who did what to which object, and how it ended. No foreign keys: the log outlives what it tells of."""

    __tablename__ = "operations"
    __table_args__ = (
        Index("ix_operations_tenant_time", "tenant_id", "time"),
        Index("ix_operations_object", "object_kind", "object_id"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    time: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    actor_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    actor_name: Mapped[str] = mapped_column(String(100))
    tenant_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    action: Mapped[str] = mapped_column(String(64), index=True)
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    object_name: Mapped[str] = mapped_column(String(255))
    before: Mapped[Obj | None]
    after: Mapped[Obj | None]
    outcome: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(Text, default="")
    request_id: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(64))

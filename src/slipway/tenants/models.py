"""The tenants' table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, new_id, utcnow


class Tenant(Base):
    """Who is served: one namespace, one quota.

    ``deleted_at`` marks a tombstone: nobody sees the tenant any more, and the row goes once its namespace is gone.
    """

    __tablename__ = "tenants"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(200), default="")
    namespace: Mapped[str] = mapped_column(String(63), unique=True)
    quota_cpu: Mapped[str] = mapped_column(String(20))
    quota_memory: Mapped[str] = mapped_column(String(20))
    quota_pods: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    deleted_at: Mapped[datetime | None]

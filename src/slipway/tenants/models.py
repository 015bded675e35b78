"""The tables of tenants and of quota presets."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, Obj, new_id, utcnow


class QuotaColumns:
    """Upper bounds, named as in ``quota.Amounts``; CPU, memory and storage are Kubernetes quantities."""

    quota_cpu: Mapped[str] = mapped_column(String(20))
    quota_memory: Mapped[str] = mapped_column(String(20))
    quota_pods: Mapped[int]
    quota_volumes: Mapped[int] = mapped_column(default=20)
    quota_storage: Mapped[str] = mapped_column(String(20), default="100Gi")
    quota_services: Mapped[int] = mapped_column(default=100)
    quota_domains: Mapped[int] = mapped_column(default=20)


class QuotaPreset(QuotaColumns, Base):
    """A quota with a name; tenants that use it have its amounts and follow its changes."""

    __tablename__ = "quota_presets"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    built_in: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class Tenant(QuotaColumns, Base):
    """Who is served: one namespace, one quota.

    The quota's amounts stand here also when they come from a preset (``preset_id``), so that they are read and held
    with one row. ``container_defaults`` is a ``schemas.ContainerDefaults``. ``deleted_at`` marks a tombstone: nobody
    sees the tenant any more, and the row goes once its namespace is gone; ``deletion`` is what was there to lose.
    """

    __tablename__ = "tenants"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(200), default="")
    namespace: Mapped[str] = mapped_column(String(63), unique=True)
    preset_id: Mapped[str | None] = mapped_column(ForeignKey("quota_presets.id"))
    container_defaults: Mapped[Obj] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    disabled_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deletion: Mapped[Obj | None]

"""The table of drains: what is wanted of a host, and how far it has come, so that a restart goes on where it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, Obj, new_id, utcnow

NAME_LENGTH = 253


class HostDrain(Base):
    """One drain of a host; at most one of a host is under way.

    ``pods`` are ``drain.progress.DrainPod`` by the pod's uid; ``problem`` is why nothing goes on at the moment, or why
    the drain failed: ``{"code", "params"}``.
    """

    __tablename__ = "host_drains"
    __table_args__ = (
        Index(
            "ix_host_drains_active",
            "host",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    host: Mapped[str] = mapped_column(String(NAME_LENGTH), index=True)
    host_uid: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    force: Mapped[bool]
    delete_local_data: Mapped[bool]
    grace_seconds: Mapped[int | None]
    started_by: Mapped[str] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_at: Mapped[datetime | None]
    pods: Mapped[Obj] = mapped_column(default=dict)
    problem: Mapped[Obj | None]

"""The table of openings: what a tenant offers to another one, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from slipway.applications.models import NAME_LENGTH
from slipway.db import ID_LENGTH, Base, new_id, utcnow

STATE_LENGTH = 20
BY_LENGTH = 100


class OpeningState(StrEnum):
    """``offered`` and ``accepted`` are open; the others are ends, from which nothing leads back."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """By the receiver, before or after it was accepted."""
    WITHDRAWN = "withdrawn"
    """By the tenant that gave it, before or after it was accepted; or its service went."""


def _values(members: type[StrEnum]) -> list[str]:
    return [member.value for member in members]


OPEN = (OpeningState.OFFERED, OpeningState.ACCEPTED)


class OpenPort(TypedDict):
    """A port of a service, as it is kept."""

    port: int
    protocol: str


class Opening(Base):
    """A service that a tenant opens to another one.

    ``receiver_name`` is what was written; ``receiver_id`` is the tenant that had this name then, if there was one, and
    no other one ever. Whoever gave the opening is told of the name only, so that they learn nothing of who exists.
    Names are kept for the time after the service; ``ports`` are those that were offered, whatever the service gets
    later.
    """

    __tablename__ = "openings"
    __table_args__ = (
        Index(
            "ix_openings_open",
            "service_id",
            "receiver_name",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), index=True)
    service_id: Mapped[str | None] = mapped_column(ForeignKey("services.id", ondelete="SET NULL"), index=True)
    application_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    service_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    ports: Mapped[list[OpenPort]] = mapped_column(JSON)
    receiver_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    receiver_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id", ondelete="SET NULL"), index=True)
    state: Mapped[OpeningState] = mapped_column(
        Enum(OpeningState, native_enum=False, length=STATE_LENGTH, values_callable=_values)
    )
    offered_at: Mapped[datetime] = mapped_column(default=utcnow)
    offered_by: Mapped[str] = mapped_column(String(BY_LENGTH))
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None] = mapped_column(String(BY_LENGTH))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(BY_LENGTH))

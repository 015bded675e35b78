"""The table of own domains. Any number of tenants may claim a host; one of them at most has it verified."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, new_id, utcnow

HOST_LENGTH = 253
TOKEN_LENGTH = 64
PROBLEM_LENGTH = 40
BY_LENGTH = 100


def new_token() -> str:
    """Return what a tenant puts into DNS; nobody can guess another tenant's."""
    return secrets.token_hex(16)


class OwnDomain(Base):
    """A host name of a tenant's own. ``problem`` is a code of ``verdict.Problem``, of the last look into DNS."""

    __tablename__ = "own_domains"
    __table_args__ = (
        UniqueConstraint("tenant_id", "host"),
        Index(
            "ix_own_domains_verified",
            "host",
            unique=True,
            sqlite_where=text("verified_at IS NOT NULL"),
            postgresql_where=text("verified_at IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), index=True)
    service_id: Mapped[str | None] = mapped_column(ForeignKey("services.id", ondelete="SET NULL"), index=True)
    host: Mapped[str] = mapped_column(String(HOST_LENGTH))
    token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), default=new_token)
    verified_at: Mapped[datetime | None]
    redirect: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Lead visitors from http to https, while there is a certificate that is served."""
    problem: Mapped[str | None] = mapped_column(String(PROBLEM_LENGTH))
    points_here: Mapped[bool | None]
    looks: Mapped[int] = mapped_column(default=0)
    """How often it was looked at since it last changed: the more, the later the next time."""
    checked_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(BY_LENGTH))

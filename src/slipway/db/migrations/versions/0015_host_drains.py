"""Drains of hosts: what is wanted, and how far each has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0015_host_drains"
down_revision = "0014_single_sign_on"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "host_drains",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("host_uid", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("force", sa.Boolean, nullable=False),
        sa.Column("delete_local_data", sa.Boolean, nullable=False),
        sa.Column("grace_seconds", sa.Integer),
        sa.Column("started_by", sa.String(200), nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("pods", sa.JSON, nullable=False),
        sa.Column("problem", sa.JSON),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_drains")),
    )
    op.create_index(op.f("ix_host_drains_host"), "host_drains", ["host"])
    still = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_host_drains_active", "host_drains", ["host"], unique=True, sqlite_where=still, postgresql_where=still
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("host_drains")

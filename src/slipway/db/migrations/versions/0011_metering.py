"""Metering: who used what from when until when, until when that is known, and what it costs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0011_metering"
down_revision = "0010_operation_chain"

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "metering_subjects",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("application_id", sa.String(26), nullable=False),
        sa.Column("application", sa.String(64), nullable=False),
        sa.Column("service_id", sa.String(26), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("resource", sa.String(32), nullable=False),
        sa.Column("cpu_milli", sa.BigInteger, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metering_subjects")),
        sa.UniqueConstraint(
            "tenant_id",
            "service_id",
            "application_id",
            "resource",
            "cpu_milli",
            "size_bytes",
            name=op.f("uq_metering_subjects_tenant_id"),
        ),
    )
    op.create_table(
        "metering_intervals",
        sa.Column("id", _SEQUENCE, nullable=False),
        sa.Column("subject_id", sa.String(26), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("first", sa.Boolean, nullable=False),
        sa.Column("started", sa.BigInteger, nullable=False),
        sa.Column("ended", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metering_intervals")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["metering_subjects.id"], name=op.f("fk_metering_intervals_subject_id_metering_subjects")
        ),
    )
    columns = ["subject_id", "started", "ended", "first"]
    op.create_index("ix_metering_intervals_subject", "metering_intervals", columns)
    still = sa.text("ended IS NULL")
    columns = ["ended", "subject_id", "started", "first"]
    op.create_index(
        "ix_metering_intervals_open", "metering_intervals", columns, sqlite_where=still, postgresql_where=still
    )
    op.create_table(
        "metering_marks",
        sa.Column("resource", sa.String(32), nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("writer", sa.String(26), nullable=False),
        sa.PrimaryKeyConstraint("resource", name=op.f("pk_metering_marks")),
    )
    op.create_table(
        "metering_prices",
        sa.Column("resource", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("per_hour", sa.String(32), nullable=False),
        sa.Column("per_core_hour", sa.String(32), nullable=False),
        sa.Column("per_gib_hour", sa.String(32), nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("resource", name=op.f("pk_metering_prices")),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("metering_prices", "metering_marks", "metering_intervals", "metering_subjects"):
        op.drop_table(table)

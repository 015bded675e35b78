"""Accounts at cloud providers, and the machines that are ordered with them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0023_cloud"
down_revision = "0022_openings"


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "cloud_accounts",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("provider", sa.String(16), nullable=False),
        sa.Column("region", sa.String(64), nullable=False),
        sa.Column("endpoint", sa.String(255), nullable=False),
        sa.Column("credentials", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cloud_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_cloud_accounts_name")),
    )
    op.create_table("cloud_machines", *_machine_columns(), *_machine_constraints())
    op.create_index(op.f("ix_cloud_machines_account_id"), "cloud_machines", ["account_id"])
    op.create_index(op.f("ix_cloud_machines_partition_id"), "cloud_machines", ["partition_id"])


def _machine_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("account_id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("size", sa.String(255), nullable=False),
        sa.Column("image", sa.String(255), nullable=False),
        sa.Column("subnet", sa.String(255), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("key_pair", sa.String(255), nullable=False),
        sa.Column("security_groups", sa.JSON(), nullable=False),
        sa.Column("public_ip", sa.Boolean(), nullable=False),
        sa.Column("partition_id", sa.String(26), nullable=True),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("prepare", sa.Text(), nullable=False),
        sa.Column("join_minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("ordered_at", UtcDateTime, nullable=True),
        sa.Column("join_until", UtcDateTime, nullable=True),
        sa.Column("vm_id", sa.String(255), nullable=True),
        sa.Column("vm_state", sa.String(16), nullable=False),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.Column("node", sa.String(253), nullable=True),
        sa.Column("node_uid", sa.String(64), nullable=True),
        sa.Column("seen_at", UtcDateTime, nullable=True),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
    ]


def _machine_constraints() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cloud_machines")),
        sa.UniqueConstraint("name", name=op.f("uq_cloud_machines_name")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["cloud_accounts.id"], name=op.f("fk_cloud_machines_account_id_cloud_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["partition_id"],
            ["partitions.id"],
            name=op.f("fk_cloud_machines_partition_id_partitions"),
            ondelete="SET NULL",
        ),
    ]


def downgrade() -> None:
    """Drop them; the machines stay at their providers."""
    op.drop_table("cloud_machines")
    op.drop_table("cloud_accounts")

"""Partitions: named groups of hosts, and the tenants that may use them."""

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0016_partitions"
down_revision = "0015_host_drains"


def upgrade() -> None:
    """Make the tables; no host is in a partition yet."""
    op.create_table(
        "partitions",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partitions")),
        sa.UniqueConstraint("name", name=op.f("uq_partitions_name")),
    )
    op.create_table(
        "partition_hosts",
        sa.Column("node", sa.String(253), nullable=False),
        sa.Column("partition_id", sa.String(26)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_partition_hosts")),
        sa.ForeignKeyConstraint(
            ["partition_id"], ["partitions.id"], name=op.f("fk_partition_hosts_partition_id_partitions")
        ),
    )
    op.create_index(op.f("ix_partition_hosts_partition_id"), "partition_hosts", ["partition_id"])
    op.create_table(
        "partition_grants",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("partition_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partition_grants")),
        sa.ForeignKeyConstraint(
            ["partition_id"], ["partitions.id"], name=op.f("fk_partition_grants_partition_id_partitions")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_partition_grants_tenant_id_tenants"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("partition_id", "tenant_id", name=op.f("uq_partition_grants_partition_id")),
    )
    op.create_index(op.f("ix_partition_grants_tenant_id"), "partition_grants", ["tenant_id"])


def downgrade() -> None:
    """Forget them; marks stay on the nodes."""
    op.drop_table("partition_grants")
    op.drop_table("partition_hosts")
    op.drop_table("partitions")

"""Services that run on the hosts of a partition only."""

import sqlalchemy as sa
from alembic import op

revision = "0017_pinned_services"
down_revision = "0016_partitions"


def upgrade() -> None:
    """Add the column; no service is pinned yet."""
    with op.batch_alter_table("services") as services:
        services.add_column(sa.Column("partition_id", sa.String(26)))
        services.create_foreign_key(op.f("fk_services_partition_id_partitions"), "partitions", ["partition_id"], ["id"])
    op.create_index(op.f("ix_services_partition_id"), "services", ["partition_id"])


def downgrade() -> None:
    """Forget where services are pinned to."""
    op.drop_index(op.f("ix_services_partition_id"), "services")
    with op.batch_alter_table("services") as services:
        services.drop_constraint(op.f("fk_services_partition_id_partitions"), type_="foreignkey")
        services.drop_column("partition_id")

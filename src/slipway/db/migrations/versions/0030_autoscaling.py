"""By which rules the number of a service's replicas is set."""

import sqlalchemy as sa
from alembic import op

revision = "0030_autoscaling"
down_revision = "0029_domains"


def upgrade() -> None:
    """Add the column; every number stays as it was set by hand."""
    op.add_column("services", sa.Column("autoscaling", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop it; services have the number of before again."""
    with op.batch_alter_table("services") as batch:
        batch.drop_column("autoscaling")

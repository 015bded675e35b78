"""Whether the rolling updates of a service stand still."""

import sqlalchemy as sa
from alembic import op

revision = "0027_paused_rollouts"
down_revision = "0026_volumes"


def upgrade() -> None:
    """Add the column; nothing stands still."""
    op.add_column("services", sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop it; what stood still goes on."""
    with op.batch_alter_table("services") as batch:
        batch.drop_column("paused")

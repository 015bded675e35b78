"""Restarts of whole applications, wave by wave."""

import sqlalchemy as sa
from alembic import op

revision = "0037_restarts_in_turn"
down_revision = "0036_automatic_certificates"


def upgrade() -> None:
    """Add the column; restarts of before were of single services."""
    op.add_column("services", sa.Column("restarts_in_turn", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop it; services that still wait for their turn restart at once."""
    with op.batch_alter_table("services") as batch:
        batch.drop_column("restarts_in_turn")

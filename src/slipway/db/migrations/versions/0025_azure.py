"""Where accounts at Azure are: their subscription, and the resource group in which their machines stand."""

import sqlalchemy as sa
from alembic import op

revision = "0025_azure"
down_revision = "0024_configuration"


def upgrade() -> None:
    """Add both columns; accounts of other kinds have neither."""
    with op.batch_alter_table("cloud_accounts") as batch:
        batch.add_column(sa.Column("subscription_id", sa.String(64), nullable=False, server_default=""))
        batch.add_column(sa.Column("resource_group", sa.String(90), nullable=False, server_default=""))
    with op.batch_alter_table("cloud_accounts") as batch:
        batch.alter_column("subscription_id", server_default=None)
        batch.alter_column("resource_group", server_default=None)


def downgrade() -> None:
    """Drop them; accounts at Azure are of no use any more."""
    with op.batch_alter_table("cloud_accounts") as batch:
        batch.drop_column("resource_group")
        batch.drop_column("subscription_id")

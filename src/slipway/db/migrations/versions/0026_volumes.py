"""Whether volumes go with a service or an application that is deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0026_volumes"
down_revision = "0025_azure"

TABLES = ("applications", "services")


def upgrade() -> None:
    """Add the columns; what is being deleted now keeps its volumes."""
    for table in TABLES:
        op.add_column(table, sa.Column("delete_volumes", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Drop them; what is being deleted then keeps its volumes."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("delete_volumes")

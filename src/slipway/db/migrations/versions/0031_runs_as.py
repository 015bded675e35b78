"""Which earlier revision's pods a revision has: those that are there already stay."""

import sqlalchemy as sa
from alembic import op

revision = "0031_runs_as"
down_revision = "0030_autoscaling"


def upgrade() -> None:
    """Add the column; revisions of before have pods of their own, which keep their number."""
    op.add_column("revisions", sa.Column("runs_as", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop it; services that were returned to an earlier revision get their pods replaced once."""
    with op.batch_alter_table("revisions") as batch:
        batch.drop_column("runs_as")

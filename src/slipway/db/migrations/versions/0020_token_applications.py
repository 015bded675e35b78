"""API tokens that are for certain applications only."""

import sqlalchemy as sa
from alembic import op

revision = "0020_token_applications"
down_revision = "0019_past_passwords"


def upgrade() -> None:
    """Add the list; tokens of before are for all applications."""
    op.add_column("api_tokens", sa.Column("applications", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Remove it, and the tokens that have one: they would be good for everything."""
    op.execute(sa.text("DELETE FROM api_tokens WHERE applications IS NOT NULL"))
    with op.batch_alter_table("api_tokens") as table:
        table.drop_column("applications")

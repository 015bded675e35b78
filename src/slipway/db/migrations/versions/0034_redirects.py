"""Own domains whose visitors are led from http to https."""

import sqlalchemy as sa
from alembic import op

revision = "0034_redirects"
down_revision = "0033_canaries"


def upgrade() -> None:
    """Add the column; no domain of before leads its visitors elsewhere."""
    op.add_column("own_domains", sa.Column("redirect", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop it; all domains are served by http as well."""
    with op.batch_alter_table("own_domains") as batch:
        batch.drop_column("redirect")

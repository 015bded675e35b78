"""Which keys sealed something in this database.

What older versions stored in plain is sealed at the start, by the keys, which migrations do not have.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021_encryption_keys"
down_revision = "0020_token_applications"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "encryption_keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_encryption_keys"),
    )


def downgrade() -> None:
    """Remove it; what is sealed stays so, and an older version cannot read it."""
    op.drop_table("encryption_keys")

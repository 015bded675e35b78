"""What accounts' passwords were before, as hashes, so that none is chosen again too soon."""

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0019_past_passwords"
down_revision = "0018_sso_attempt_sources"


def upgrade() -> None:
    """Add the table; of passwords before today nothing is known."""
    op.create_table(
        "past_passwords",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("user_id", sa.String(26), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("replaced_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_passwords")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_past_passwords_user_id_users"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_past_passwords_user_id"), "past_passwords", ["user_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("past_passwords")

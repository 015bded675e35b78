"""Accounts that are kept outside of the platform, and logins that are on their way to an OpenID provider."""

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0014_single_sign_on"
down_revision = "0013_accounts"


def upgrade() -> None:
    """Add the columns; the accounts that are there are the platform's own."""
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("origin", sa.String(16), nullable=False, server_default="local"))
        users.add_column(sa.Column("subject", sa.String(512)))
        users.create_unique_constraint(op.f("uq_users_origin"), ["origin", "subject"])
    with op.batch_alter_table("users") as users:
        users.alter_column("origin", server_default=None, existing_type=sa.String(16))
    op.create_table(
        "sso_attempts",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("target", sa.String(2000), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_sso_attempts")),
    )
    op.create_index(op.f("ix_sso_attempts_expires_at"), "sso_attempts", ["expires_at"])


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("sso_attempts")
    with op.batch_alter_table("users") as users:
        users.drop_constraint(op.f("uq_users_origin"), type_="unique")
        users.drop_column("subject")
        users.drop_column("origin")

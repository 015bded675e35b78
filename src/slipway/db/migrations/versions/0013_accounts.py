"""Passwords that must be changed, failed logins that survive a restart, sessions' browsers, tokens' scopes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0013_accounts"
down_revision = "0012_tenants"


def upgrade() -> None:
    """Add the columns, whose defaults are for the rows that are there, and the table."""
    for table, columns in _added().items():
        with op.batch_alter_table(table) as altered:
            for column in columns:
                altered.add_column(column)
        with op.batch_alter_table(table) as altered:
            for column in columns:
                altered.alter_column(column.name, server_default=None, existing_type=column.type)
    op.create_table(
        "login_failures",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("locks", sa.Integer, nullable=False),
        sa.Column("locked_until", UtcDateTime),
        sa.PrimaryKeyConstraint("account", "source", name=op.f("pk_login_failures")),
    )


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("login_failures")
    for table, columns in _added().items():
        with op.batch_alter_table(table) as altered:
            for column in columns:
                altered.drop_column(column.name)


def _added() -> dict[str, list[sa.Column[Any]]]:
    return {
        "users": [sa.Column("must_change_password", sa.Boolean, nullable=False, server_default=sa.false())],
        "sessions": [sa.Column("user_agent", sa.String(200), nullable=False, server_default="")],
        "api_tokens": [
            sa.Column("scope", sa.String(16), nullable=False, server_default="all"),
            sa.Column("prefix", sa.String(16), nullable=False, server_default=""),
        ],
    }

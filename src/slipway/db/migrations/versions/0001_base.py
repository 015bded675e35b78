"""Tenants, users, what users log in with, and the operation log."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0001_base"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _tenants()
    _users()
    _operations()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("operations", "api_tokens", "sessions", "users", "tenants"):
        op.drop_table(table)


def _tenants() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("namespace", sa.String(63), nullable=False),
        sa.Column("quota_cpu", sa.String(20), nullable=False),
        sa.Column("quota_memory", sa.String(20), nullable=False),
        sa.Column("quota_pods", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("deleted_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("name", name=op.f("uq_tenants_name")),
        sa.UniqueConstraint("namespace", name=op.f("uq_tenants_namespace")),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("tenant_id", sa.String(26)),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_login_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_users_tenant_id_tenants")),
    )
    op.create_index(op.f("ix_users_tenant_id"), "users", ["tenant_id"])
    for table in ("sessions", "api_tokens"):
        op.create_table(
            table,
            sa.Column("id", sa.String(26), nullable=False),
            sa.Column("user_id", sa.String(26), nullable=False),
            sa.Column("secret_hash", sa.String(64), nullable=False),
            sa.Column("created_at", UtcDateTime, nullable=False),
            sa.Column("expires_at", UtcDateTime, nullable=False),
            *_own_columns(table),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint("secret_hash", name=op.f(f"uq_{table}_secret_hash")),
            sa.ForeignKeyConstraint(
                ["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users"), ondelete="CASCADE"
            ),
        )
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])


def _own_columns(table: str) -> list[sa.Column[Any]]:
    if table == "sessions":
        return [
            sa.Column("last_used_at", UtcDateTime, nullable=False),
            sa.Column("source", sa.String(64), nullable=False),
        ]
    return [sa.Column("name", sa.String(100), nullable=False), sa.Column("last_used_at", UtcDateTime)]


def _operations() -> None:
    op.create_table(
        "operations",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("time", UtcDateTime, nullable=False),
        sa.Column("actor_id", sa.String(26), nullable=False),
        sa.Column("actor_name", sa.String(100), nullable=False),
        sa.Column("tenant_id", sa.String(26)),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("object_kind", sa.String(32), nullable=False),
        sa.Column("object_id", sa.String(64), nullable=False),
        sa.Column("object_name", sa.String(255), nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
    )
    op.create_index(op.f("ix_operations_time"), "operations", ["time"])
    op.create_index(op.f("ix_operations_action"), "operations", ["action"])
    op.create_index("ix_operations_tenant_time", "operations", ["tenant_id", "time"])
    op.create_index("ix_operations_object", "operations", ["object_kind", "object_id"])

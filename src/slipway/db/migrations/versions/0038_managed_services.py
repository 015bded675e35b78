"""Managed services: offerings, what was opened of them, accounts, connections."""

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0038_managed_services"
down_revision = "0037_restarts_in_turn"


def upgrade() -> None:
    """Make the tables; applications of before are kept by nobody but their tenants."""
    op.add_column("applications", sa.Column("kept_by", sa.String(40)))
    op.add_column("applications", sa.Column("kept_as", sa.String(40)))
    _offerings()
    _services()
    _accounts()
    _connections()


def downgrade() -> None:
    """Forget them; what runs of them stays as applications like any other."""
    for name in ("managed_connections", "managed_accounts", "managed_services", "managed_offerings"):
        op.drop_table(name)
    with op.batch_alter_table("applications") as batch:
        batch.drop_column("kept_as")
        batch.drop_column("kept_by")


def _offerings() -> None:
    name = "managed_offerings"
    op.create_table(
        name,
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("engine", sa.String(20), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("image", sa.String(512), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("plans", sa.JSON, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_managed_offerings")),
        sa.UniqueConstraint("name", name=op.f("uq_managed_offerings_name")),
    )


def _services() -> None:
    name = "managed_services"
    op.create_table(
        name,
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("offering_id", sa.String(26), nullable=False),
        sa.Column("engine", sa.String(20), nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("application_id", sa.String(26), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.Column("deleted_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_managed_services")),
        _reference(name, "tenant_id", "tenants"),
        _reference(name, "offering_id", "managed_offerings"),
        _reference(name, "application_id", "applications", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_managed_services_tenant_id")),
        sa.UniqueConstraint("application_id", name=op.f("uq_managed_services_application_id")),
    )
    op.create_index(op.f("ix_managed_services_offering_id"), name, ["offering_id"])


def _accounts() -> None:
    name = "managed_accounts"
    op.create_table(
        name,
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("managed_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("username", sa.String(32), nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("database", sa.String(64)),
        sa.Column("access", sa.String(20), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("applied_revision", sa.Integer),
        sa.Column("applied_at", UtcDateTime),
        sa.Column("problem", sa.JSON),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("deleted_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_managed_accounts")),
        _reference(name, "managed_id", "managed_services", "CASCADE"),
        _reference(name, "tenant_id", "tenants"),
        sa.UniqueConstraint("managed_id", "username", name=op.f("uq_managed_accounts_managed_id")),
    )
    _indexes(name, "managed_id", "tenant_id")


def _connections() -> None:
    name = "managed_connections"
    op.create_table(
        name,
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("managed_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("application_id", sa.String(26), nullable=False),
        sa.Column("account_id", sa.String(26), nullable=False),
        sa.Column("set_id", sa.String(26), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_managed_connections")),
        _reference(name, "managed_id", "managed_services", "CASCADE"),
        _reference(name, "tenant_id", "tenants"),
        _reference(name, "application_id", "applications", "CASCADE"),
        _reference(name, "account_id", "managed_accounts", "CASCADE"),
        _reference(name, "set_id", "configuration_sets", "CASCADE"),
        sa.UniqueConstraint("managed_id", "application_id", name=op.f("uq_managed_connections_managed_id")),
    )
    _indexes(name, "managed_id", "tenant_id", "application_id", "account_id", "set_id")


def _reference(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])

"""Registries from which images are pulled, of tenants and of the platform."""

import sqlalchemy as sa
from alembic import op

revision = "0028_registries"
down_revision = "0027_paused_rollouts"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "registries",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=True),
        sa.Column("owner", sa.String(26), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(259), nullable=False),
        sa.Column("insecure", sa.Boolean(), nullable=False),
        sa.Column("username", sa.String(255), nullable=False),
        sa.Column("credentials", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_registries"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_registries_tenant_id_tenants"),
        sa.UniqueConstraint("owner", "address", name="uq_registries_owner"),
    )
    op.create_index("ix_registries_tenant_id", "registries", ["tenant_id"])


def downgrade() -> None:
    """Remove it with all credentials."""
    op.drop_table("registries")

"""Configuration sets of applications, and their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0024_configuration"
down_revision = "0023_cloud"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "configuration_sets",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("application_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_configuration_sets"),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name="fk_configuration_sets_application_id_applications",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_configuration_sets_tenant_id_tenants"),
        sa.UniqueConstraint("application_id", "name", name="uq_configuration_sets_application_id"),
    )
    op.create_index("ix_configuration_sets_tenant_id", "configuration_sets", ["tenant_id"])
    op.create_table(
        "configuration_versions",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("set_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_configuration_versions"),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["configuration_sets.id"],
            name="fk_configuration_versions_set_id_configuration_sets",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_configuration_versions_tenant_id_tenants"),
        sa.UniqueConstraint("set_id", "number", name="uq_configuration_versions_set_id"),
    )
    op.create_index("ix_configuration_versions_tenant_id", "configuration_versions", ["tenant_id"])


def downgrade() -> None:
    """Remove them with all configuration."""
    op.drop_table("configuration_versions")
    op.drop_table("configuration_sets")

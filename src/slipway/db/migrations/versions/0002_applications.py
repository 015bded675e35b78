"""Applications, their services, and the services' revisions."""

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0002_applications"
down_revision = "0001_base"


def upgrade() -> None:
    """Make the tables."""
    _applications()
    _services()
    _revisions()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("revisions", "services", "applications"):
        op.drop_table(table)


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("deleted_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_applications_tenant_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_applications_tenant_id_tenants")),
    )


def _services() -> None:
    op.create_table(
        "services",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("application_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("replicas", sa.Integer, nullable=False),
        sa.Column("published", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("domain", sa.String(40)),
        sa.Column("restarted_at", UtcDateTime),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("deleted_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_services_tenant_id")),
        sa.UniqueConstraint("domain", name=op.f("uq_services_domain")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_services_tenant_id_tenants")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_services_application_id_applications"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_services_application_id"), "services", ["application_id"])


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("service_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("config", sa.JSON, nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("service_id", "number", name=op.f("uq_revisions_service_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_revisions_tenant_id_tenants")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_revisions_service_id_services"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_revisions_tenant_id"), "revisions", ["tenant_id"])

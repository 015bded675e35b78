"""Openings: services that tenants open to each other."""

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0022_openings"
down_revision = "0021_encryption_keys"


def upgrade() -> None:
    """Make the table; nothing is open yet."""
    op.create_table(
        "openings",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("service_id", sa.String(26)),
        sa.Column("application_name", sa.String(40), nullable=False),
        sa.Column("service_name", sa.String(40), nullable=False),
        sa.Column("ports", sa.JSON, nullable=False),
        sa.Column("receiver_name", sa.String(40), nullable=False),
        sa.Column("receiver_id", sa.String(26)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("offered_at", UtcDateTime, nullable=False),
        sa.Column("offered_by", sa.String(100), nullable=False),
        sa.Column("accepted_at", UtcDateTime),
        sa.Column("accepted_by", sa.String(100)),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("closed_by", sa.String(100)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_openings_tenant_id_tenants"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_openings_service_id_services"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["tenants.id"], name=op.f("fk_openings_receiver_id_tenants"), ondelete="SET NULL"
        ),
    )
    for column in ("tenant_id", "service_id", "receiver_id"):
        op.create_index(op.f(f"ix_openings_{column}"), "openings", [column])
    op.create_index(
        "ix_openings_open",
        "openings",
        ["service_id", "receiver_name"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    """Forget them; the policies stay in the cluster until somebody removes them."""
    op.drop_table("openings")

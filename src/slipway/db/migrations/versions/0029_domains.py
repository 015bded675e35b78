"""Own domains of tenants."""

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0029_domains"
down_revision = "0028_registries"


def upgrade() -> None:
    """Make the table; nobody has brought a domain yet."""
    op.create_table(
        "own_domains",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("service_id", sa.String(26)),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("verified_at", UtcDateTime),
        sa.Column("problem", sa.String(40)),
        sa.Column("points_here", sa.Boolean),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.Column("checked_at", UtcDateTime),
        sa.Column("next_check_at", UtcDateTime, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_domains")),
        sa.UniqueConstraint("tenant_id", "host", name=op.f("uq_own_domains_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_own_domains_tenant_id_tenants"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_own_domains_service_id_services"), ondelete="SET NULL"
        ),
    )
    for column in ("tenant_id", "service_id", "next_check_at"):
        op.create_index(op.f(f"ix_own_domains_{column}"), "own_domains", [column])
    op.create_index(
        "ix_own_domains_verified",
        "own_domains",
        ["host"],
        unique=True,
        sqlite_where=sa.text("verified_at IS NOT NULL"),
        postgresql_where=sa.text("verified_at IS NOT NULL"),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("own_domains")

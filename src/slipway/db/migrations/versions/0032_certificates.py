"""Certificates of own domains."""

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0032_certificates"
down_revision = "0031_runs_as"


def upgrade() -> None:
    """Make the table; no domain has a certificate yet."""
    op.create_table(
        "domain_certificates",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("domain_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("chain", sa.Text, nullable=False),
        sa.Column("private_key", sa.Text, nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("not_before", UtcDateTime, nullable=False),
        sa.Column("not_after", UtcDateTime, nullable=False),
        sa.Column("problem", sa.String(500)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain_certificates")),
        sa.UniqueConstraint("domain_id", name=op.f("uq_domain_certificates_domain_id")),
        sa.ForeignKeyConstraint(
            ["domain_id"],
            ["own_domains.id"],
            name=op.f("fk_domain_certificates_domain_id_own_domains"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_domain_certificates_tenant_id_tenants"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_domain_certificates_tenant_id"), "domain_certificates", ["tenant_id"])


def downgrade() -> None:
    """Forget them; the domains are served by HTTP only."""
    op.drop_table("domain_certificates")

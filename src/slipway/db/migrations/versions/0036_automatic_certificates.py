"""Certificates that the platform gets by itself."""

import sqlalchemy as sa
from alembic import op

from slipway.db.base import UtcDateTime

revision = "0036_automatic_certificates"
down_revision = "0035_image_storage"


def upgrade() -> None:
    """Make the tables; no certificate of before is renewed."""
    op.create_table(
        "acme_accounts",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("directory", sa.String(500), nullable=False),
        sa.Column("private_key", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acme_accounts")),
        sa.UniqueConstraint("directory", name=op.f("uq_acme_accounts_directory")),
    )
    name = "automatic_certificates"
    op.create_table(
        name,
        sa.Column("domain_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("next_try_at", UtcDateTime, nullable=False),
        sa.Column("tried_at", UtcDateTime),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("problem", sa.String(40)),
        sa.Column("detail", sa.String(500)),
        sa.Column("token", sa.String(200)),
        sa.Column("answer", sa.String(300)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("domain_id", name=op.f("pk_automatic_certificates")),
        sa.ForeignKeyConstraint(
            ["domain_id"],
            ["own_domains.id"],
            name=op.f("fk_automatic_certificates_domain_id_own_domains"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_automatic_certificates_tenant_id_tenants"), ondelete="CASCADE"
        ),
    )
    for column in ("tenant_id", "next_try_at", "token"):
        op.create_index(op.f(f"ix_automatic_certificates_{column}"), name, [column])


def downgrade() -> None:
    """Forget them; certificates stay until they end."""
    op.drop_table("automatic_certificates")
    op.drop_table("acme_accounts")

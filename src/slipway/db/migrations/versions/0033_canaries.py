"""Services that try a configuration for another one, with a share of its requests."""

import sqlalchemy as sa
from alembic import op

revision = "0033_canaries"
down_revision = "0032_certificates"


def upgrade() -> None:
    """Add the columns; no service is a canary."""
    with op.batch_alter_table("services") as batch:
        batch.add_column(sa.Column("canary_of", sa.String(26), nullable=True))
        batch.add_column(sa.Column("canary_weight", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch.add_column(sa.Column("canary_promoted", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_foreign_key(
            batch.f("fk_services_canary_of_services"), "services", ["canary_of"], ["id"], ondelete="CASCADE"
        )
        batch.create_index(batch.f("ix_services_canary_of"), ["canary_of"])


def downgrade() -> None:
    """Drop them; canaries go, as they would be further services otherwise."""
    op.execute(sa.text("DELETE FROM services WHERE canary_of IS NOT NULL"))
    with op.batch_alter_table("services") as batch:
        batch.drop_index(batch.f("ix_services_canary_of"))
        batch.drop_constraint(batch.f("fk_services_canary_of_services"), type_="foreignkey")
        batch.drop_column("canary_promoted")
        batch.drop_column("canary_weight")
        batch.drop_column("canary_of")

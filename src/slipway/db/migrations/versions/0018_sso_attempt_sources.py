"""From which address a login is on its way to an OpenID provider, so that one address cannot begin any number."""

import sqlalchemy as sa
from alembic import op

revision = "0018_sso_attempt_sources"
down_revision = "0017_pinned_services"


def upgrade() -> None:
    """Add the column; logins that are on their way now, for ten minutes at most, count for no address."""
    with op.batch_alter_table("sso_attempts") as attempts:
        attempts.add_column(sa.Column("source", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("sso_attempts") as attempts:
        attempts.alter_column("source", server_default=None, existing_type=sa.String(64))
        attempts.create_index(op.f("ix_sso_attempts_source"), ["source"])


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("sso_attempts") as attempts:
        attempts.drop_index(op.f("ix_sso_attempts_source"))
        attempts.drop_column("source")

"""The version that a managed service was opened with, whatever its offering says by now."""

import sqlalchemy as sa
from alembic import op

revision = "0039_managed_versions"
down_revision = "0038_managed_services"

PRESENT = """
SELECT managed_services.id AS id, revisions.config AS config, managed_offerings.image AS image,
       managed_offerings.version AS version
FROM managed_services
JOIN managed_offerings ON managed_offerings.id = managed_services.offering_id
JOIN services ON services.application_id = managed_services.application_id
JOIN revisions ON revisions.service_id = services.id AND revisions.number = services.revision
"""


def upgrade() -> None:
    """Add the column. Where the offering has another image by now, nobody knows what its version was called."""
    op.add_column("managed_services", sa.Column("version", sa.String(40), nullable=False, server_default=""))
    connection = op.get_bind()
    query = sa.text(PRESENT).columns(id=sa.String, config=sa.JSON, image=sa.String, version=sa.String)
    same = [row for row in connection.execute(query).all() if row.config["image"] == row.image]
    for row in same:
        update = sa.text("UPDATE managed_services SET version = :version WHERE id = :id")
        connection.execute(update, {"version": row.version, "id": row.id})


def downgrade() -> None:
    """Drop it; what is shown is the offering's again."""
    with op.batch_alter_table("managed_services") as batch:
        batch.drop_column("version")

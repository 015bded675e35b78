"""Which registries are metered, how much tenants keep in them, and of which registry a metered subject is."""

import sqlalchemy as sa
from alembic import op

revision = "0035_image_storage"
down_revision = "0034_redirects"

_UNIQUE = "uq_metering_subjects_tenant_id"
_IDENTITY = ["tenant_id", "service_id", "application_id", "resource", "cpu_milli", "size_bytes"]


def upgrade() -> None:
    """Make the tables and columns; what was metered before is of no registry."""
    _make_tables()
    with op.batch_alter_table("metering_subjects") as batch:
        batch.add_column(sa.Column("registry_id", sa.String(26), nullable=False, server_default=""))
        batch.add_column(sa.Column("registry_address", sa.String(259), nullable=False, server_default=""))
        batch.drop_constraint(_UNIQUE, type_="unique")
        batch.create_unique_constraint(_UNIQUE, [*_IDENTITY, "registry_id"])


def downgrade() -> None:
    """Drop them, with all that was metered of image storage: without its registry it is not told apart."""
    image_storage = "(SELECT id FROM metering_subjects WHERE resource = 'image_storage')"
    op.execute(f"DELETE FROM metering_intervals WHERE subject_id IN {image_storage}")  # noqa: S608 - no one's input
    for table in ("metering_subjects", "metering_marks", "metering_prices"):
        op.execute(f"DELETE FROM {table} WHERE resource = 'image_storage'")  # noqa: S608 - no one's input
    with op.batch_alter_table("metering_subjects") as batch:
        batch.drop_constraint(_UNIQUE, type_="unique")
        batch.create_unique_constraint(_UNIQUE, _IDENTITY)
        batch.drop_column("registry_address")
        batch.drop_column("registry_id")
    for table in ("image_repositories", "image_storage_spans", "registry_metering"):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "registry_metering",
        sa.Column("registry_id", sa.String(26), nullable=False),
        sa.Column("repositories", sa.String(255), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("unowned", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("registry_id", name="pk_registry_metering"),
        sa.ForeignKeyConstraint(
            ["registry_id"], ["registries.id"], ondelete="CASCADE", name="fk_registry_metering_registry_id_registries"
        ),
    )
    op.create_index("ix_registry_metering_next_at", "registry_metering", ["next_at"])
    op.create_table(
        "image_storage_spans",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("registry_id", sa.String(26), nullable=False),
        sa.Column("registry_address", sa.String(259), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("noted", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_image_storage_spans"),
    )
    still = sa.text("ended IS NULL")
    op.create_index(
        "ix_image_storage_spans_open",
        "image_storage_spans",
        ["registry_id", "tenant_id"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )
    op.create_index("ix_image_storage_spans_noted", "image_storage_spans", ["noted"])
    op.create_table(
        "image_repositories",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("registry_id", sa.String(26), nullable=False),
        sa.Column("tenant_id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("tags", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("own_bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_image_repositories"),
        sa.ForeignKeyConstraint(
            ["registry_id"], ["registries.id"], ondelete="CASCADE", name="fk_image_repositories_registry_id_registries"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], ondelete="CASCADE", name="fk_image_repositories_tenant_id_tenants"
        ),
        sa.UniqueConstraint("registry_id", "name", name="uq_image_repositories_registry_id"),
    )
    op.create_index("ix_image_repositories_tenant_id", "image_repositories", ["tenant_id"])

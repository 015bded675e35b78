"""Quotas of everything that is counted, presets of them, and tenants that are disabled or deleted step by step."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from slipway.db.base import UtcDateTime, new_id, utcnow

revision = "0012_tenants"
down_revision = "0011_metering"

_BUILT_IN = (
    ("small", "2", "4Gi", 20, 5, "20Gi", 20, 5),
    ("medium", "8", "16Gi", 100, 20, "200Gi", 100, 20),
    ("large", "32", "64Gi", 400, 100, "1Ti", 400, 100),
)
_AMOUNTS = ("cpu", "memory", "pods", "volumes", "storage", "services", "domains")


def upgrade() -> None:
    """Make the table of presets; tenants that there are keep their quota, with wide bounds for what is new."""
    table = op.create_table(
        "quota_presets",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("built_in", sa.Boolean, nullable=False),
        sa.Column("quota_cpu", sa.String(20), nullable=False),
        sa.Column("quota_memory", sa.String(20), nullable=False),
        sa.Column("quota_pods", sa.Integer, nullable=False),
        sa.Column("quota_volumes", sa.Integer, nullable=False),
        sa.Column("quota_storage", sa.String(20), nullable=False),
        sa.Column("quota_services", sa.Integer, nullable=False),
        sa.Column("quota_domains", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_presets")),
        sa.UniqueConstraint("name", name=op.f("uq_quota_presets_name")),
    )
    op.bulk_insert(table, [_row(name, amounts) for name, *amounts in _BUILT_IN])
    with op.batch_alter_table("tenants") as tenants:
        for name, kind, at_first in _TENANT_COLUMNS:
            tenants.add_column(sa.Column(name, kind, nullable=False, server_default=at_first))
        for name, kind in _OPTIONAL_COLUMNS:
            tenants.add_column(sa.Column(name, kind))
        tenants.create_foreign_key(op.f("fk_tenants_preset_id_quota_presets"), "quota_presets", ["preset_id"], ["id"])
    with op.batch_alter_table("tenants") as tenants:
        for name, kind, _ in _TENANT_COLUMNS:
            tenants.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    """Forget what is new."""
    with op.batch_alter_table("tenants") as tenants:
        tenants.drop_constraint(op.f("fk_tenants_preset_id_quota_presets"), type_="foreignkey")
        for name in (*(name for name, _ in _OPTIONAL_COLUMNS), *(name for name, _, _ in _TENANT_COLUMNS)):
            tenants.drop_column(name)
    op.drop_table("quota_presets")


_TENANT_COLUMNS: tuple[tuple[str, TypeEngine[Any], str], ...] = (
    ("quota_volumes", sa.Integer(), "50"),
    ("quota_storage", sa.String(20), "500Gi"),
    ("quota_services", sa.Integer(), "500"),
    ("quota_domains", sa.Integer(), "100"),
    ("container_defaults", sa.JSON(), "{}"),
)
_OPTIONAL_COLUMNS: tuple[tuple[str, TypeEngine[Any]], ...] = (
    ("preset_id", sa.String(26)),
    ("disabled_at", UtcDateTime()),
    ("deletion", sa.JSON()),
)


def _row(name: str, amounts: list[object]) -> dict[str, object]:
    now = utcnow()
    quota = {f"quota_{what}": amount for what, amount in zip(_AMOUNTS, amounts, strict=True)}
    return {"id": new_id(), "name": name, "built_in": True, "created_at": now, "updated_at": now, **quota}

"""Chain the operation log: a number without gaps and a hash for every row, and indexes that end in the order of lists.

The table is made anew, because its key changes. Rows that are there already are chained as they are found.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from slipway.db.base import UtcDateTime

revision = "0010_operation_chain"
down_revision = "0003_rollbacks"

PIECE = 1000
_SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INDEXES = {
    "ix_operations_time": [],
    "ix_operations_tenant": ["tenant_id"],
    "ix_operations_actor": ["actor_id"],
    "ix_operations_object": ["object_id"],
    "ix_operations_kind": ["object_kind"],
    "ix_operations_action": ["action"],
    "ix_operations_refused": [],
    "ix_operations_request": ["request_id"],
}
_FIELDS = (
    "seq", "id", "time", "actor_id", "actor_name", "tenant_id", "action", "object_kind", "object_id", "object_name",
    "before", "after", "outcome", "detail", "duration_ms", "request_id", "source",
)  # fmt: skip


def upgrade() -> None:
    """Make the new table, chain all rows into it, and drop the old one."""
    op.rename_table("operations", "operations_unchained")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE operations_unchained RENAME CONSTRAINT pk_operations TO pk_operations_unchained")
    new = _make_table(chained=True)
    seq, head = _chain_all(new)
    op.drop_table("operations_unchained")
    only_refused = sa.text("outcome <> 'ok'")
    for name, columns in _INDEXES.items():
        where = only_refused if name == "ix_operations_refused" else None
        op.create_index(name, "operations", [*columns, "time", "seq"], sqlite_where=where, postgresql_where=where)
    chain = op.create_table(
        "operation_chain",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seq", _SEQUENCE, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("removed_seq", _SEQUENCE, nullable=False),
        sa.Column("removed_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_chain")),
    )
    op.bulk_insert(chain, [{"id": 1, "seq": seq, "hash": head, "removed_seq": 0, "removed_hash": "0" * 64}])


def downgrade() -> None:
    """Go back to rows without order."""
    op.drop_table("operation_chain")
    for name in _INDEXES:
        op.drop_index(name, "operations")
    op.rename_table("operations", "operations_chained")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE operations_chained RENAME CONSTRAINT pk_operations TO pk_operations_chained")
    old = _make_table(chained=False)
    names = [column.name for column in old.columns]
    chained = sa.table("operations_chained", *(sa.column(name) for name in names))
    op.execute(old.insert().from_select(names, sa.select(*chained.columns)))
    op.drop_table("operations_chained")
    op.create_index(op.f("ix_operations_time"), "operations", ["time"])
    op.create_index(op.f("ix_operations_action"), "operations", ["action"])
    op.create_index("ix_operations_tenant_time", "operations", ["tenant_id", "time"])
    op.create_index("ix_operations_object", "operations", ["object_kind", "object_id"])


def _make_table(*, chained: bool) -> sa.Table:
    key = sa.PrimaryKeyConstraint("seq" if chained else "id", name=op.f("pk_operations"))
    first: list[SchemaItem] = []
    last: list[SchemaItem] = []
    if chained:
        first.append(sa.Column("seq", _SEQUENCE, nullable=False, autoincrement=False))
        last += [sa.Column("duration_ms", sa.Integer), sa.Column("hash", sa.String(64), nullable=False)]
        last.append(sa.UniqueConstraint("id", name=op.f("uq_operations_id")))
    return op.create_table(
        "operations",
        *first,
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("time", UtcDateTime, nullable=False),
        sa.Column("actor_id", sa.String(26), nullable=False),
        sa.Column("actor_name", sa.String(100), nullable=False),
        sa.Column("tenant_id", sa.String(26)),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("object_kind", sa.String(32), nullable=False),
        sa.Column("object_id", sa.String(64), nullable=False),
        sa.Column("object_name", sa.String(255), nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        *last,
        key,
    )


def _chain_all(new: sa.Table) -> tuple[int, str]:
    """Copy the rows in the order of their times; return the last one's number and hash."""
    connection = op.get_bind()
    kept = [column for column in new.columns if column.name not in ("seq", "duration_ms", "hash")]
    old = sa.table("operations_unchained", *(sa.column(column.name, column.type) for column in kept))
    seq, previous = 0, "0" * 64
    last: sa.Row[Any] | None = None
    while True:
        query = sa.select(*old.columns).order_by(old.c.time, old.c.id).limit(PIECE)
        if last is not None:
            query = query.where(sa.tuple_(old.c.time, old.c.id) > (last.time, last.id))
        rows = connection.execute(query).all()
        if not rows:
            return seq, previous
        chained = []
        for row in rows:
            seq += 1
            values = {**row._mapping, "seq": seq, "duration_ms": None}
            previous = _digest(previous, [values[name] for name in _FIELDS])
            chained.append({**values, "hash": previous})
        connection.execute(new.insert(), chained)
        last = rows[-1]


def _digest(previous: str, values: list[Any]) -> str:
    written = [_written(value) for value in values]
    content = json.dumps([previous, *written], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _written(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value

"""The operation log's tables: the rows, and the head of the chain that they form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, Obj, new_id

HASH_LENGTH = 64
SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""On SQLite the primary key is the row's place in the file only when its type is called INTEGER."""


class Operation(Base):
    """Who did what to which object, and how it ended. No foreign keys: the log outlives what it tells of.

    Rows are only ever added (``seal.py``) and, by retention, removed from the old end. ``seq`` counts all operations
    of the platform without gaps; ``hash`` covers the row and the hash of the row before. Every index ends in what lists
    are sorted by, so that a page is read off it without sorting.
    """

    __tablename__ = "operations"
    __table_args__ = (
        Index("ix_operations_time", "time", "seq"),
        Index("ix_operations_tenant", "tenant_id", "time", "seq"),
        Index("ix_operations_actor", "actor_id", "time", "seq"),
        Index("ix_operations_object", "object_id", "time", "seq"),
        Index("ix_operations_kind", "object_kind", "time", "seq"),
        Index("ix_operations_action", "action", "time", "seq"),
        Index(
            "ix_operations_refused",
            "time",
            "seq",
            sqlite_where=text("outcome <> 'ok'"),
            postgresql_where=text("outcome <> 'ok'"),
        ),
        Index("ix_operations_request", "request_id", "time", "seq"),
    )

    seq: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), unique=True, default=new_id)
    time: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    actor_name: Mapped[str] = mapped_column(String(100))
    tenant_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    action: Mapped[str] = mapped_column(String(64))
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    object_name: Mapped[str] = mapped_column(String(255))
    before: Mapped[Obj | None]
    after: Mapped[Obj | None]
    outcome: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(Text, default="")
    duration_ms: Mapped[int | None]
    request_id: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))


class OperationChain(Base):
    """The one row that everybody who adds an operation has to hold: where the chain ends, and where it begins now.

    ``removed_seq`` and ``removed_hash`` are those of the last row that retention removed: what is left starts there.
    """

    __tablename__ = "operation_chain"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(SEQUENCE)
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    removed_seq: Mapped[int] = mapped_column(SEQUENCE)
    removed_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))

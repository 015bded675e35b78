"""The tables of partitions, of the hosts that belong to them, and of the tenants that may use them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, new_id, utcnow

NODE_LENGTH = 253


class Partition(Base):
    """A named group of hosts. The cluster knows it by its id, so that a rename moves nothing."""

    __tablename__ = "partitions"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class PartitionHost(Base):
    """A host in a partition, by the name of its node: at most one partition has it.

    Without a partition, the host was taken out and may still bear the marks; the row goes when they are gone. It also
    remembers that they were ours when the partition itself is forgotten meanwhile.
    """

    __tablename__ = "partition_hosts"

    node: Mapped[str] = mapped_column(String(NODE_LENGTH), primary_key=True)
    partition_id: Mapped[str | None] = mapped_column(ForeignKey("partitions.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class PartitionGrant(Base):
    """A tenant that may pin services to a partition."""

    __tablename__ = "partition_grants"
    __table_args__ = (UniqueConstraint("partition_id", "tenant_id"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    partition_id: Mapped[str] = mapped_column(ForeignKey("partitions.id"))
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

"""The tables of cloud accounts and of the machines that were ordered with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from slipway.db import ID_LENGTH, Base, Obj, SealedJson, new_id, utcnow

NAME_LENGTH = 40
PLACE_LENGTH = 64
GROUP_LENGTH = 90
WORD_LENGTH = 255


class CloudAccount(Base):
    """Where machines can be ordered, and as whom. The credentials are encrypted, and are never told again.

    ``endpoint`` is the address of the API where that is not the provider's own.
    """

    __tablename__ = "cloud_accounts"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    provider: Mapped[str] = mapped_column(String(16))
    region: Mapped[str] = mapped_column(String(PLACE_LENGTH))
    endpoint: Mapped[str] = mapped_column(String(WORD_LENGTH), default="")
    subscription_id: Mapped[str] = mapped_column(String(PLACE_LENGTH), default="")
    """With ``resource_group`` of Azure only: whose machines they are, and among what else they stand."""
    resource_group: Mapped[str] = mapped_column(String(GROUP_LENGTH), default="")
    credentials: Mapped[Any] = mapped_column(SealedJson, deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class CloudMachine(Base):
    """A machine that was ordered: what is wanted of it, and how far it has come.

    The provider knows it by our ``id``, which makes the order one that can be repeated. ``vm_id`` is the provider's
    name for it, ``node`` that of the host that it became. ``problem`` is ``{"code", "params"}``.
    """

    __tablename__ = "cloud_machines"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("cloud_accounts.id"), index=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[str] = mapped_column(String(WORD_LENGTH))
    image: Mapped[str] = mapped_column(String(WORD_LENGTH))
    subnet: Mapped[str] = mapped_column(String(WORD_LENGTH))
    zone: Mapped[str] = mapped_column(String(PLACE_LENGTH))
    key_pair: Mapped[str] = mapped_column(String(WORD_LENGTH))
    security_groups: Mapped[list[str]] = mapped_column(JSON)
    public_ip: Mapped[bool]
    partition_id: Mapped[str | None] = mapped_column(ForeignKey("partitions.id", ondelete="SET NULL"), index=True)
    labels: Mapped[Obj]
    prepare: Mapped[str] = mapped_column(Text)
    join_minutes: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    problem: Mapped[Obj | None]
    start: Mapped[Any] = mapped_column(SealedJson, nullable=True, deferred=True)
    """What the machine is started with (``{"user_data"}``), from before the first order until it has joined or failed:
    it holds a token, and the same order can be placed again only with the same text."""
    ordered_at: Mapped[datetime | None]
    """When the provider was asked for it last: it may exist although nobody has seen it."""
    join_until: Mapped[datetime | None]
    vm_id: Mapped[str | None]
    vm_state: Mapped[str] = mapped_column(String(16), default="")
    addresses: Mapped[list[str]] = mapped_column(JSON, default=list)
    node: Mapped[str | None] = mapped_column(String(253))
    node_uid: Mapped[str | None] = mapped_column(String(64))
    seen_at: Mapped[datetime | None]
    """When the provider told of it last."""
    created_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)

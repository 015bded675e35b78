"""The tables of applications, their services, and the services' revisions.

What is desired only: nothing here tells what runs. ``deleted_at`` marks what nobody sees any more; such a row goes when
the publisher has removed the cluster's objects (``views.forget_service``, ``views.forget_application``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, Text, UniqueConstraint, false, text, type_coerce
from sqlalchemy.orm import Mapped, mapped_column

from slipway.applications.sealed_config import SealedConfig
from slipway.db import ID_LENGTH, Base, Obj, new_id, utcnow

NAME_LENGTH = 40
NOTE_LENGTH = 500


class Application(Base):
    """A set of services that are published together."""

    __tablename__ = "applications"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    deleted_at: Mapped[datetime | None]
    delete_volumes: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its volumes go with it once it is deleted."""
    kept_by: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    """The room of the platform that made it and that alone changes it (``keeping``); None: it is its tenant's own."""
    kept_as: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    """What it is to that room: its objects bear it as a label (``labels.MANAGED``)."""


class Service(Base):
    """One workload. Its name is unique in the tenant, because it names a Kubernetes Service of the tenant's namespace.

    ``revision`` is the number of the current revision; ``domain`` repeats that revision's domain, so that the database
    can keep domains unique on the platform, and ``partition_id`` is its partition, so that this stays while it is used.
    """

    __tablename__ = "services"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    replicas: Mapped[int]
    published: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    domain: Mapped[str | None] = mapped_column(String(NAME_LENGTH), unique=True)
    partition_id: Mapped[str | None] = mapped_column(ForeignKey("partitions.id"), index=True)
    autoscaling: Mapped[Obj | None] = mapped_column(JSON(none_as_null=True))
    """By which rules the cluster sets the number of replicas (``scaling.schemas``); None: ``replicas`` says it."""
    restarted_at: Mapped[datetime | None]
    restarts_in_turn: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether that restart is one of the whole application, in which a wave waits for those before it."""
    paused: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Rolling updates stand still; never of a service that is not published."""
    canary_of: Mapped[str | None] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"), index=True)
    """The service that this one tries a configuration for, with a share of its requests (``canary``)."""
    canary_weight: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How many of a hundred requests a canary gets."""
    canary_promoted: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A canary that is deleted goes on serving until the service itself runs what it tried."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    deleted_at: Mapped[datetime | None]
    delete_volumes: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its volumes go with it once it is deleted."""


class Revision(Base):
    """An immutable snapshot of a service's configuration (``schemas.ServiceConfig``).

    Only the name of a partition in it follows when that is renamed: it is the same partition.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("service_id", "number"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"))
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    number: Mapped[int]
    config: Mapped[Obj] = mapped_column(SealedConfig)
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    rolled_back_to: Mapped[int | None]
    """The number of the revision that this one repeats, when it was made by a rollback."""
    runs_as: Mapped[int | None]
    """The number that its pods bear, where that is an earlier one: they are the same, so those of then may stay."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(100))
    """The actor's name at that time: accounts may go, history stays."""


def declared_volumes() -> ColumnElement[Any]:
    """Return what of a revision's configuration is read of volumes: a list, or nothing in configurations of before."""
    return type_coerce(Revision.config["volumes"], JSON)

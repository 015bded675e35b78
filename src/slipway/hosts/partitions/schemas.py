"""What partitions look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from slipway.hosts.schemas import HostAmounts

PartitionName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]


class Strict(BaseModel):
    """Requests refuse fields that they do not know."""

    model_config = ConfigDict(extra="forbid")


class PartitionCreate(Strict):
    """A new partition; it has no hosts yet, and no tenant may use it."""

    name: PartitionName
    display_name: str = Field("", max_length=200)
    description: str = Field("", max_length=2000)


class PartitionPatch(Strict):
    """What can change. A rename moves nothing: services that are pinned follow it."""

    name: PartitionName | None = None
    display_name: str | None = Field(None, max_length=200)
    description: str | None = Field(None, max_length=2000)


class GrantedTenant(BaseModel):
    """A tenant that may pin services to a partition."""

    id: str
    name: str


class PartitionRoom(BaseModel):
    """What the hosts of a partition have for pods together (``allocatable``), and what pods on them have reserved.

    The percentages are of ``allocatable``. ``missing_hosts`` are those that the cluster does not have at the moment.
    """

    allocatable: HostAmounts
    requested: HostAmounts
    cpu_percent: int | None
    memory_percent: int | None
    pods_percent: int | None
    missing_hosts: list[str]


class PartitionOut(BaseModel):
    """One partition. ``tenants`` and ``services`` (``application/service``) are those that the caller may know of.

    ``room`` is None until the cluster has been seen.
    """

    id: str
    name: str
    display_name: str
    description: str
    hosts: list[str]
    room: PartitionRoom | None
    tenants: list[GrantedTenant]
    services: list[str]
    created_at: datetime

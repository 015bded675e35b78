"""What volumes look like over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from slipway.reasons import Reason
from slipway.volumes.claims import Access
from slipway.volumes.state import VolumeState
from slipway.web import Page

Size = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$", max_length=20)]
"""A Kubernetes quantity of bytes: ``10Gi``."""


class VolumeUse(BaseModel):
    """A service whose configuration has the volume; ``published`` says whether it should run."""

    service_id: str
    service_name: str
    application_id: str
    application_name: str
    mount_path: str
    read_only: bool
    published: bool


class SpaceUsed(BaseModel):
    """What of a volume's file system is in use, in bytes, as the host that has it told last."""

    used: int
    capacity: int
    at: datetime | None


class VolumeRow(BaseModel):
    """One volume of all that the caller may see.

    ``id`` is its address below ``/volumes``: tenant and name. ``volume`` is how its service calls it; application and
    service are those that it was made for, which may be gone. ``size`` is what is asked for, ``capacity`` what it has
    got. ``usage`` is null where nobody tells. ``used``: a service's configuration has it, or a pod.
    """

    id: str
    name: str
    volume: str | None
    tenant_id: str
    tenant_name: str
    application_id: str | None
    application_name: str | None
    service_id: str | None
    service_name: str | None
    state: VolumeState
    reason: Reason | None
    size: str
    size_bytes: int
    capacity: str | None
    capacity_bytes: int | None
    storage_class: str | None
    access: Access
    expandable: bool = Field(description="its storage class lets volumes grow")
    usage: SpaceUsed | None
    used: bool
    used_by: list[VolumeUse]
    pods: list[str] = Field(description="names of the pods that have it, or wait for it")
    created_at: datetime


class VolumePage(Page[VolumeRow]):
    """One page of the list."""


class VolumeMount(BaseModel):
    """Where a container has the volume."""

    container: str
    path: str
    read_only: bool


class VolumePod(BaseModel):
    """A pod that has the volume, or waits for it."""

    pod: str
    host: str | None
    mounts: list[VolumeMount]


class VolumeEvent(BaseModel):
    """What the cluster noted about the volume; ``count`` times, at ``time`` the last."""

    time: datetime
    type: str
    reason: str
    message: str
    count: int


class VolumeDetail(VolumeRow):
    """One volume with everything that the cluster tells of it."""

    persistent_volume: str | None = Field(description="name of what is behind the claim")
    access_modes: list[str]
    mounted_by: list[VolumePod]
    events: list[VolumeEvent]
    events_complete: bool = Field(description="false: the cluster did not answer, only warnings are known")


class StorageClassOut(BaseModel):
    """A class of storage that volumes can be of."""

    name: str
    provisioner: str
    expandable: bool
    default: bool


class VolumeGrow(BaseModel):
    """A new size, larger than the present one."""

    model_config = ConfigDict(extra="forbid")

    size: Size


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which volumes. Each narrows further; what names something unknown, or of another tenant, finds nothing."""

    tenant: Annotated[str, Field(max_length=64, description="a tenant's id or name")] = ""
    application: Annotated[str, Field(max_length=64, description="an application's id or name")] = ""
    service: Annotated[str, Field(max_length=64, description="a service's id or name")] = ""
    state: VolumeState | None = None
    used: Annotated[
        bool | None, Field(description="only those that something uses, or only those that nothing does")
    ] = None

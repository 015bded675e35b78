"""What containers look like over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from slipway.reasons import Reason
from slipway.web import Page

ObjectName = Annotated[str, StringConstraints(min_length=1, max_length=253)]


class ContainerOut(BaseModel):
    """One replica's container as the cluster sees it."""

    pod: str
    container: str
    image: str
    host: str | None
    address: str | None
    state: Literal["waiting", "running", "terminated"]
    reason: str | None
    ready: bool
    restarts: int
    started_at: datetime | None
    revision: int | None


class ContainerUsage(BaseModel):
    """What a container used when it was measured last: ``cpu`` in cores, ``memory`` in bytes."""

    cpu: float
    memory: int
    at: datetime


class ContainerRow(ContainerOut):
    """One container of all that the caller may see, with where it belongs.

    ``id`` is its address below ``/containers``: tenant, pod and container. ``explanation`` says in plain words why it
    is not ready, where that is known; ``started_at`` is when its present run began, ``created_at`` when its pod was
    made. ``requests`` and ``limits`` are amounts as the cluster writes them, by resource; ``usage`` is what it uses
    now, null when that is not known.
    """

    id: str
    tenant_id: str
    tenant_name: str
    application_id: str | None
    application_name: str | None
    service_id: str | None
    service_name: str | None
    explanation: Reason | None
    created_at: datetime
    requests: dict[str, str]
    limits: dict[str, str]
    usage: ContainerUsage | None


class ContainerPage(Page[ContainerRow]):
    """One page of the list; ``usage_problem`` says why nobody knows what containers use, where that is so."""

    usage_problem: Reason | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which containers. Each narrows further; what names something unknown, or of another tenant, finds nothing."""

    tenant: Annotated[str, Field(max_length=64, description="a tenant's id or name")] = ""
    application: Annotated[str, Field(max_length=64, description="an application's id or name")] = ""
    service: Annotated[str, Field(max_length=64, description="a service's id or name")] = ""
    host: Annotated[str, Field(max_length=253, description="a host's name")] = ""


@dataclass(frozen=True, slots=True)
class WantedNow(Wanted):
    """Which containers, also by what they do at this moment."""

    state: Literal["waiting", "running", "terminated"] | None = None
    ready: Annotated[bool | None, Field(description="only those that are ready, or only those that are not")] = None


class ContainerLogQuery(BaseModel):
    """Which part of a log."""

    follow: bool = Field(False, description="go on as lines are written; of a service also by replicas that start")
    tail: Annotated[int, Field(ge=0, le=100_000)] | None = Field(
        None, description="only the last lines of each container"
    )
    since: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}[smhd]$")] | None = Field(
        None, description="only what was written in this time: `30s`, `10m`, `2h`, `1d`"
    )
    previous: bool = Field(False, description="of the container before its last restart; of a service it needs a pod")
    timestamps: bool = Field(False, description="each line begins with the time at which it was written")


class LogQuery(ContainerLogQuery):
    """Which part of which logs of a service."""

    pod: ObjectName | None = Field(None, description="of this replica only; without it of all, each line with its pod")
    container: ObjectName | None = Field(None, description="of this container; by default the first")


class CommandQuery(BaseModel):
    """Which command and how. See ``docs/exec-protocol.md``."""

    command: Annotated[list[Annotated[str, Field(max_length=65536)]], Field(min_length=1, max_length=1000)]
    stdin: bool = False
    tty: bool = False


class ExecQuery(CommandQuery):
    """Which command of a service, where and how."""

    pod: ObjectName | None = None
    container: ObjectName | None = None

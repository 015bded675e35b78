"""What the overview looks like over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from slipway.applications import CertificateTrouble, State
from slipway.audit import Brief
from slipway.containers import Reason
from slipway.hosts import HostState
from slipway.tenants import Share


class FailingService(BaseModel):
    """A service that should run and does not, or not with all replicas, by itself or for good."""

    application_id: str
    application: str
    service_id: str
    service: str
    tenant_id: str
    tenant: str
    state: State
    ready: int
    desired: int
    reason: Reason | None
    since: datetime | None = Field(description="when the cluster last saw it go on or off; null: it was never made")


class Failing(BaseModel):
    """What fails, the worst and newest first; ``items`` are the first ten."""

    total: int
    items: list[FailingService]


class Certificates(BaseModel):
    """Certificates of own domains that end within 30 days, have ended or are not served, the gravest first.

    ``items`` are the first ten.
    """

    total: int
    items: list[CertificateTrouble]


class Counts(BaseModel):
    """How many there are of each, as far as the caller may know; null: that is none of their business."""

    tenants: int | None
    users: int | None = Field(default=None, description="as their list counts them: with the platform's own")
    users_of_tenants: int | None = None
    applications: dict[State, int]
    services: int
    services_ready: int = Field(description="that should run, with all replicas ready")
    services_wanted: int = Field(description="that should run")
    services_scaled: int = Field(description="that should run, with more than one replica")


class Address(BaseModel):
    """Where something is served."""

    application_id: str
    application: str
    service_id: str
    service: str
    url: str
    ready: bool
    desired: int


class HostTrouble(BaseModel):
    """A host that is not as it should be; ``pressures`` are Kubernetes' names of conditions."""

    name: str
    state: HostState
    pressures: list[str]
    message: str


class HostsSight(BaseModel):
    """How hosts are; ``troubles`` are the first ten."""

    total: int
    ready: int
    troubles_total: int
    troubles: list[HostTrouble]


class Capacity(BaseModel):
    """How much of what all hosts have is reserved: cores, bytes or pods. ``percent`` is rounded.

    Of storage it is told what volumes have reserved; how much there is, is known to the storage class only.
    """

    what: Literal["cpu", "memory", "pods", "storage"]
    requested: float
    allocatable: float | None
    percent: int | None


class FullTenant(BaseModel):
    """A tenant that has taken 90 % or more of a part of its quota; ``shares`` are those parts."""

    id: str
    name: str
    shares: list[Share]


class FullTenants(BaseModel):
    """The fullest first; ``items`` are the first ten."""

    total: int
    items: list[FullTenant]


class PlatformSight(BaseModel):
    """How well the platform knows its cluster: see ``GET /platform/health``. ``unseen`` are kinds out of sight."""

    status: Literal["ok", "starting", "out_of_sight"]
    unseen: list[str]


class PlatformPart(BaseModel):
    """What only the platform's staff is told; ``hosts`` and ``capacity`` are null until the cluster has been seen."""

    sight: PlatformSight
    hosts: HostsSight | None
    capacity: list[Capacity] | None
    full_tenants: FullTenants


class TenantPart(BaseModel):
    """What a tenant's users are told of it, and the platform's staff that asks of it alone."""

    id: str
    name: str
    quota: list[Share]


class Overview(BaseModel):
    """The first page. ``known``: the cluster has been seen, so that what runs is known."""

    known: bool
    failing: Failing
    certificates: Certificates
    counts: Counts
    addresses: list[Address] = Field(description="of published services, the first ten by name")
    operations: list[Brief] | None = Field(description="the last ten; null: the caller may not see the operation log")
    platform: PlatformPart | None
    tenant: TenantPart | None


class Activity(BaseModel):
    """Something that takes a while, and how far it is.

    It is read off the operation log and what is there now: of each object the last thing that somebody had it do.
    ``state`` is ``running``, ``done``, ``failed`` (``reason`` says why; the platform goes on trying) or ``cancelled``.
    ``ready`` of ``total`` are services of an application, replicas of a service, or pods of a host; null: not told.
    """

    id: str = Field(description="of the operation")
    action: str
    object_kind: str
    object_id: str
    object_name: str
    application_id: str | None
    tenant_id: str | None
    tenant: str | None
    actor_name: str
    mine: bool
    started_at: datetime
    state: Literal["running", "done", "failed", "cancelled"]
    ready: int | None = None
    total: int | None = None
    reason: Reason | None = None


class Activities(BaseModel):
    """Running ones first, one's own before others', the newest first; of the last 24 hours."""

    running: int = Field(description="of all, also of those beyond the limit")
    items: list[Activity]

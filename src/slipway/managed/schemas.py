"""What offerings and managed services look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from slipway.applications import Image, Name, Quantity, Reason, Strict
from slipway.managed.models import VERSION_LENGTH
from slipway.volumes import Size

MOST_PLANS = 20
DESCRIPTION_LENGTH = 2000

Description = Annotated[str, StringConstraints(max_length=DESCRIPTION_LENGTH)]
Version = Annotated[str, StringConstraints(strip_whitespace=True, max_length=VERSION_LENGTH)]


class EngineKind(StrEnum):
    """The databases that there can be."""

    REDIS = "redis"
    MYSQL = "mysql"


class Plan(Strict):
    """A size: what it gets of processor and memory, and how much it can keep."""

    name: Name
    cpu: Quantity
    memory: Quantity
    storage: Size


Plans = Annotated[list[Plan], Field(min_length=1, max_length=MOST_PLANS)]


class EngineOut(BaseModel):
    """One kind of database."""

    engine: EngineKind
    name: str
    default_image: str
    port: int
    accounts: bool = Field(description="whether it has accounts of its own beside the administrator's")
    databases: bool = Field(description="whether accounts belong to databases within it")


class OfferingCreate(Strict):
    """A new offering. Without an image it is the engine's usual one."""

    name: Name
    engine: EngineKind
    version: Version = ""
    image: Image | None = None
    description: Description = ""
    enabled: bool = True
    plans: Plans


class OfferingPatch(Strict):
    """What of an offering can change. What was opened before stays as it is."""

    name: Name | None = None
    version: Version | None = None
    image: Image | None = None
    description: Description | None = None
    enabled: bool | None = None
    plans: Plans | None = None


class OfferingOut(BaseModel):
    """One offering."""

    id: str
    name: str
    engine: EngineKind
    version: str
    image: str
    description: str
    enabled: bool = Field(description="whether more of it may be opened")
    plans: list[Plan]
    instances: int = Field(
        description="how many managed services there are of it, as far as the asker may know of them"
    )
    created_at: datetime
    updated_at: datetime


class ManagedState(StrEnum):
    """Derived from what the cluster shows, never stored."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    DEGRADED = "degraded"
    STOPPING = "stopping"


class ManagedCreate(Strict):
    """Open a managed service. ``tenant_id`` is needed from administrators."""

    tenant_id: str | None = None
    name: Name = Field(description="its host name for the tenant's services")
    offering_id: str
    plan: Name
    description: Description = ""


class ManagedPatch(Strict):
    """What of a managed service can change: its words, its plan, to another one of its offering, and its version."""

    description: Description | None = None
    plan: Name | None = None
    update: bool = Field(default=False, description="take the version and the image that its offering has now")


class ConnectedApplication(BaseModel):
    """An application that is connected, and the set of its configuration that says how."""

    application_id: str
    application_name: str
    set: str


class OfferedVersion(BaseModel):
    """What an offering has now."""

    version: str
    image: str


class ManagedServiceOut(BaseModel):
    """One managed service."""

    id: str
    tenant_id: str
    tenant_name: str
    name: str
    engine: EngineKind
    version: str = Field(description="of what runs, as its offering called it then; empty when nobody knows")
    image: str = Field(description="of what runs")
    offered: OfferedVersion | None = Field(description="what its offering has now, where that is something else")
    offering_id: str
    offering_name: str
    plan: Plan
    application_id: str = Field(description="the application that stands behind it")
    service_id: str
    host: str
    port: int
    state: ManagedState
    ready: int
    replicas: int
    reasons: list[Reason] = Field(description="why it is not running, in plain words")
    description: str
    connections: list[ConnectedApplication]
    created_at: datetime
    created_by: str


class PlanChange(BaseModel):
    """One difference."""

    field: str
    before: str
    after: str


class ManagedChanged(BaseModel):
    """What a change did, or with ``dry_run`` would do. Nothing happens when ``changes`` is empty."""

    service: ManagedServiceOut
    changes: list[PlanChange]
    restarts: bool = Field(description="its container is replaced: it cannot be reached for a moment")


class ManagedAccess(BaseModel):
    """How its administrator gets in, from the tenant's services."""

    host: str
    port: int
    username: str
    password: str
    uri: str

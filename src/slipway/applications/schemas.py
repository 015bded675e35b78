"""What applications and services look like over HTTP: requests, answers, and the declarative application file.

The declarative file (``slipway app apply -f app.yaml``) is ``ApplicationFile``; the same classes validate HTTP bodies,
so that the portal, the CLI and a script meet the same rules and the same field names.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from slipway.applications.configuration.schemas import EnvFrom, Files, SetFile
from slipway.applications.scaling.schemas import MOST_REPLICAS, Autoscaling, ScalingStatus
from slipway.applications.storage.schemas import MOST_VOLUMES, ServiceVolume
from slipway.applications.words import EnvName, Image, Name, Strict
from slipway.containers import Reason

Quantity = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$", max_length=20)]
"""A Kubernetes resource quantity: ``250m``, ``0.5``, ``128Mi``."""

Replicas = Annotated[int, Field(ge=0, le=MOST_REPLICAS)]
PortNumber = Annotated[int, Field(ge=1, le=65535)]


class Port(Strict):
    """A port that the service listens on. Other services reach it as ``<service>:<port>``."""

    port: PortNumber
    name: Name | None = None
    protocol: Literal["TCP", "UDP"] = "TCP"


class Resources(Strict):
    """What each replica gets: ``cpu`` and ``memory`` are reserved, limits are enforced.

    Without ``cpu_limit`` a replica may use processor time that is idle; ``memory_limit`` defaults to ``memory``.
    """

    cpu: Quantity = "100m"
    memory: Quantity = "128Mi"
    cpu_limit: Quantity | None = None
    memory_limit: Quantity | None = None


class Probe(Strict):
    """One check: exactly one of ``http_path``, ``tcp`` and ``command``; ``port`` defaults to the first TCP port."""

    http_path: Annotated[str, StringConstraints(pattern=r"^/", max_length=1024)] | None = None
    tcp: bool = False
    command: list[str] | None = None
    port: PortNumber | None = None
    initial_delay_seconds: Annotated[int, Field(ge=0, le=3600)] = 0
    period_seconds: Annotated[int, Field(ge=1, le=3600)] = 5
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 2
    failure_threshold: Annotated[int, Field(ge=1, le=100)] = 3


class Probes(Strict):
    """``readiness`` gates traffic, ``liveness`` restarts, ``startup`` gives slow starters time."""

    readiness: Probe | None = None
    liveness: Probe | None = None
    startup: Probe | None = None


class ServiceConfig(Strict):
    """What a revision freezes: everything of a service but its name, replicas and published state."""

    image: Image
    command: list[str] | None = None
    args: list[str] | None = None
    env: dict[EnvName, str] = Field(default_factory=dict)
    env_from: list[EnvFrom] = Field(default_factory=list, max_length=50, description="variables out of configuration")
    files: list[Files] = Field(default_factory=list, max_length=50, description="files out of configuration")
    volumes: list[ServiceVolume] = Field(
        default_factory=list, max_length=MOST_VOLUMES, description="storage that outlives containers"
    )
    ports: list[Port] = Field(default_factory=list)
    resources: Resources = Field(default_factory=Resources)
    probes: Probes = Field(default_factory=Probes)
    depends_on: list[Name] = Field(default_factory=list, description="names of services of the same application")
    domain: Name | None = Field(None, description="second-level domain: served at <domain>.<platform domain>")
    partition: Name | None = Field(
        None, description="name of a partition that is granted to the tenant: runs only there"
    )
    stop_grace_seconds: Annotated[int, Field(ge=0, le=3600)] = 30


class ServiceFile(ServiceConfig):
    """A service in the declarative file."""

    name: Name
    replicas: Replicas = 1
    autoscaling: Autoscaling | None = Field(None, description="sets the number of replicas instead of `replicas`")


class ApplicationFile(Strict):
    """The declarative application file. See ``docs/application-file.md``."""

    name: Name
    description: str = Field("", max_length=2000)
    configuration: list[SetFile] = Field(default_factory=list, max_length=100)
    services: list[ServiceFile] = Field(default_factory=list, max_length=200)


class ApplicationCreate(ApplicationFile):
    """``tenant_id`` is needed from administrators and must be absent, or their own, for everybody else."""

    tenant_id: str | None = None


class ApplicationPatch(Strict):
    """What of an application itself can change."""

    description: str | None = Field(None, max_length=2000)


class State(StrEnum):
    """Derived, never stored."""

    DRAFT = "draft"
    PUBLISHING = "publishing"
    RUNNING = "running"
    DEGRADED = "degraded"
    UNPUBLISHING = "unpublishing"


class Rollout(BaseModel):
    """Progress of a rolling update: ``updated`` of ``desired`` replicas run ``revision``; ``old`` are still to go."""

    revision: int
    runs_as: int | None = Field(None, description="the revision that its containers tell: the one it was returned to")
    previous: int | None = Field(None, description="the newest of the earlier revisions that old replicas still run")
    desired: int
    updated: int
    ready: int
    old: int
    done: bool
    paused: bool = Field(False, description="it stands still, and so does every further one, until it is resumed")


class ServiceStatus(BaseModel):
    """Derived status of one service."""

    id: str
    name: str
    state: State
    desired: int
    ready: int
    wave: int = Field(description="0 starts first; a wave starts when all that it depends on is ready")
    reason: Reason | None = None
    rollout: Rollout | None = None
    scaling: ScalingStatus | None = Field(None, description="of a published service that is autoscaled")
    url: str | None = None


class ApplicationStatus(BaseModel):
    """Derived status of an application.

    ``ready``/``total`` count services that should run, without canaries.
    """

    id: str
    name: str
    tenant_id: str
    state: State
    ready: int
    total: int
    urls: list[str] = Field(default_factory=list)
    services: list[ServiceStatus] = Field(default_factory=list)


class ServiceOut(BaseModel):
    """One service."""

    id: str
    application_id: str
    tenant_id: str
    name: str
    replicas: int = Field(description="set by hand; autoscaled services have as many as their status says")
    autoscaling: Autoscaling | None = None
    published: bool
    revision: int
    canary_of: str | None = Field(None, description="id of the service that this one is a canary of")
    config: ServiceConfig
    created_at: datetime
    updated_at: datetime
    status: ServiceStatus


class ApplicationOut(BaseModel):
    """One application; ``services`` only when one application is asked for, not in lists."""

    id: str
    tenant_id: str
    tenant_name: str
    name: str
    description: str
    kept_by: str | None = Field(
        None, description="the part of the platform that keeps it and alone changes it: `managed` for managed services"
    )
    created_at: datetime
    updated_at: datetime
    status: ApplicationStatus
    services: list[ServiceOut] | None = None


class ServiceUpdate(Strict):
    """Replace a service's configuration: a new revision, and a rolling update when it is published."""

    config: ServiceConfig
    replicas: Replicas | None = Field(None, description="as `scale` does; stays without it")
    autoscaling: Autoscaling | None = Field(None, description="null ends it; stays when the field is missing")
    note: str = Field("", max_length=500)
    revision: int | None = Field(None, description="the one that was changed: refused (409) when there is a newer one")


class Scale(Strict):
    """Change the number of replicas; makes no revision."""

    replicas: Replicas


class Upgrade(Strict):
    """Change only the image and/or some variables: a new revision."""

    image: Image | None = None
    env: dict[EnvName, str | None] | None = Field(None, description="merged into the variables; null removes one")
    note: str = Field("", max_length=500)
    revision: int | None = Field(None, description="the one that was changed: refused (409) when there is a newer one")


class Rollback(Strict):
    """Return to the configuration of an earlier revision (as a new revision)."""

    revision: Annotated[int, Field(ge=1)]


class RevisionOut(BaseModel):
    """One immutable snapshot."""

    number: int
    config: ServiceConfig
    note: str
    rolled_back_to: int | None = None
    created_at: datetime
    created_by: str
    current: bool


class Variable(BaseModel):
    """A variable that the service's containers will see because of a dependency."""

    name: str
    value: str
    provided_by: str


class Change(BaseModel):
    """One difference between the stored application and a declarative file."""

    service: str | None
    field: str
    before: str | None
    after: str | None


class ApplyResult(BaseModel):
    """``changes`` is empty when nothing differed; ``application`` is None for a dry run of a new application."""

    created: bool
    changes: list[Change]
    application: ApplicationOut | None

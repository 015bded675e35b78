"""What one container looks like over HTTP when somebody looks at it closely."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from slipway.containers.schemas import ContainerRow

ProbeState = Literal["pending", "passing", "failing"]


class ContainerState(BaseModel):
    """What a container does, or how one of its runs ended."""

    state: Literal["waiting", "running", "terminated"]
    reason: str | None = None
    message: str | None = None
    exit_code: int | None = None
    signal: int | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


class ContainerPast(BaseModel):
    """What a container does now, and how its run before ended."""

    current: ContainerState
    last: ContainerState | None


class InitContainer(ContainerPast):
    """A container that runs before the others, or beside them as a ``sidecar``."""

    name: str
    image: str
    sidecar: bool
    ready: bool
    restarts: int


class ContainerSource(BaseModel):
    """From where something comes: a secret, a config map, a volume claim, a field of the pod."""

    kind: Literal["secret", "config_map", "field", "resource", "claim", "empty_dir", "host_path", "projected", "other"]
    name: str = ""
    key: str = ""


class ContainerVariable(BaseModel):
    """A variable of the environment; ``masked`` ones have a value that is not shown.

    ``PREFIX*`` stands for all that a secret or a config map has. ``value`` is null where only its source is known.
    """

    name: str
    value: str | None = None
    source: ContainerSource | None = None
    masked: bool = False


class ContainerMount(BaseModel):
    """A volume at a path of the container."""

    path: str
    volume: str
    sub_path: str | None
    read_only: bool
    source: ContainerSource


class PodEvent(BaseModel):
    """What the cluster noted about the pod; ``count`` times, at ``time`` the last."""

    time: datetime
    type: str
    reason: str
    message: str
    count: int
    source: str


class ProbeOut(BaseModel):
    """A probe, how it stands, and when it failed last as far as events are kept."""

    kind: Literal["startup", "readiness", "liveness"]
    check: str
    initial_delay_seconds: int
    period_seconds: int
    timeout_seconds: int
    failure_threshold: int
    success_threshold: int
    state: ProbeState
    last_failure: PodEvent | None


class PodCondition(BaseModel):
    """A condition of the pod."""

    type: str
    status: str
    reason: str | None
    message: str | None
    changed_at: datetime | None


class PodController(BaseModel):
    """What made a pod and replaces it: a replica set, a stateful set, a job."""

    kind: str
    name: str


class ContainerDetail(ContainerRow):
    """One container with everything that the cluster tells of it.

    ``events_complete``: the cluster answered; otherwise only the warnings that are known anyway are there.
    """

    command: list[str]
    args: list[str]
    image_id: str | None
    controller: PodController | None
    history: ContainerPast
    init_containers: list[InitContainer]
    environment: list[ContainerVariable]
    mounts: list[ContainerMount]
    probes: list[ProbeOut]
    conditions: list[PodCondition]
    events: list[PodEvent]
    events_complete: bool


class Copied(BaseModel):
    """How large the archive was that was unpacked."""

    bytes: int


class PodRemoval(BaseModel):
    """A pod that was told to end; ``replaced_by`` is what makes another in its place, null when nothing does."""

    tenant_id: str
    pod: str
    replaced_by: PodController | None

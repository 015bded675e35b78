"""What the routes of hosts take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from slipway.hosts.join import Way
from slipway.hosts.observed import HostRole, HostState


class HostAmounts(BaseModel):
    """CPU in cores and memory, both as Kubernetes quantities, and a number of pods."""

    cpu: str
    memory: str
    pods: int


class HostCondition(BaseModel):
    """One thing that a host's kubelet says of it; ``type`` and ``reason`` are Kubernetes' words."""

    type: str
    status: str
    reason: str
    message: str
    since: datetime | None


class HostAddress(BaseModel):
    """One address; ``type`` is ``InternalIP``, ``ExternalIP``, ``Hostname`` …"""

    type: str
    address: str


class HostVersions(BaseModel):
    """What runs on a host; empty where its kubelet does not tell."""

    kubelet: str
    runtime: str
    kernel: str
    os: str
    architecture: str


class Taint(BaseModel):
    """A mark that keeps away the pods that do not tolerate it."""

    key: str
    value: str
    effect: str


class HostOut(BaseModel):
    """A host. ``requested`` is what pods on it have reserved; the percentages are of ``allocatable``."""

    name: str
    role: HostRole
    state: HostState
    schedulable: bool
    conditions: list[HostCondition]
    addresses: list[HostAddress]
    versions: HostVersions
    labels: dict[str, str]
    taints: list[Taint]
    capacity: HostAmounts
    allocatable: HostAmounts
    requested: HostAmounts
    cpu_percent: int | None
    memory_percent: int | None
    pods_percent: int | None
    containers: int
    created_at: datetime | None


class LabelsPatch(BaseModel):
    """Labels to set; null removes one."""

    model_config = ConfigDict(extra="forbid")

    labels: Annotated[dict[str, str | None], Field(min_length=1, max_length=100)]


Effect = Literal["NoSchedule", "PreferNoSchedule", "NoExecute"]


class TaintIn(BaseModel):
    """A taint to set."""

    model_config = ConfigDict(extra="forbid")

    key: str
    value: str = ""
    effect: Effect


class TaintGone(BaseModel):
    """A taint to remove; without ``effect``, all of that key."""

    model_config = ConfigDict(extra="forbid")

    key: str
    effect: Effect | None = None


class TaintsPatch(BaseModel):
    """Taints to set and to remove; one that has the same key and effect is replaced."""

    model_config = ConfigDict(extra="forbid")

    add: Annotated[list[TaintIn], Field(max_length=50)] = []
    remove: Annotated[list[TaintGone], Field(max_length=50)] = []


class NewHost(BaseModel):
    """A host that has appeared."""

    name: str
    state: HostState
    created_at: datetime


class JoinOut(BaseModel):
    """By which program machines join (``none``: the platform cannot tell), and the hosts that have appeared."""

    way: Way
    new_hosts: list[NewHost]


class JoinCommand(BaseModel):
    """What to run on a machine that is to be a host; ``note`` tells how.

    ``token_file`` is where on a server the token lies that the command needs, when it does not hold one itself.
    """

    way: Way
    command: str
    expires_at: datetime | None
    token_file: str
    asked_at: datetime
    note: str
    note_zh: str


class DrainIn(BaseModel):
    """What may be lost when a host is emptied.

    ``force``: pods that nothing makes anew; ``delete_local_data``: what pods keep in ``emptyDir`` volumes.
    ``grace_seconds``: how long pods may take to end, instead of what they ask for themselves.
    """

    model_config = ConfigDict(extra="forbid")

    force: bool = False
    delete_local_data: bool = False
    grace_seconds: Annotated[int | None, Field(ge=0, le=86400)] = None


class DrainReason(BaseModel):
    """Why something does not go on, and what to do."""

    code: str
    message: str
    message_zh: str
    hint: str
    hint_zh: str


class DrainPodOut(BaseModel):
    """One pod's progress: ``waiting``, ``blocked``, ``leaving``, ``gone``, or ``left`` where it is."""

    namespace: str
    name: str
    controller: str
    state: str
    reason: DrainReason | None


class DrainOut(BaseModel):
    """A drain: ``running``, ``blocked``, ``done``, ``cancelled`` or ``failed``.

    It is blocked when all pods that are left wait for people or for budgets; it goes on as soon as they do not.
    ``gone`` of ``to_go`` pods have left; ``problem`` is why nothing goes on at the moment, or why it failed.
    """

    host: str
    state: str
    force: bool
    delete_local_data: bool
    grace_seconds: int | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    to_go: int
    gone: int
    problem: DrainReason | None
    pods: list[DrainPodOut]


class Obstacle(BaseModel):
    """Why something is not done."""

    code: str
    message: str
    message_zh: str


class HostRemoval(BaseModel):
    """What stands against a host's removal (``obstacles``), and what would be lost, as ``namespace/pod``.

    ``pods`` end; of these ``local_data`` lose what they keep in ``emptyDir`` volumes, and ``not_made_anew`` have no
    controller that would make them elsewhere.
    """

    state: HostState
    obstacles: list[Obstacle]
    pods: list[str]
    local_data: list[str]
    not_made_anew: list[str]


class HostEvent(BaseModel):
    """What the cluster noted about a host; ``type`` is ``Normal`` or ``Warning``."""

    type: str
    reason: str
    message: str
    source: str
    count: int
    first_at: datetime | None
    last_at: datetime | None


class HostEvents(BaseModel):
    """A host's events, the latest first."""

    items: list[HostEvent]

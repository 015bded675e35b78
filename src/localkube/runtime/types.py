"""What the kubelet asks of the runtime and what it is told: plain data, free of the Engine's own words."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Role = Literal["sandbox", "container"]
State = Literal["created", "running", "exited"]
Action = Literal["start", "die", "oom", "destroy", "resync"]


@dataclass(frozen=True, slots=True)
class SandboxSpec:
    """The container that holds a pod's network and IPC namespaces for as long as the pod lives.

    ``files_dir`` holds ``hosts`` and ``resolv.conf``; the kubelet writes them and mounts them into every container.
    ``host_network``, ``host_ipc`` and ``host_pid``: the machine's instead of the pod's own. With ``host_network``,
    ``network_namespace`` is the file of the namespace that is the host's network; empty: that of the machine.
    """

    pod_uid: str
    namespace: str
    pod_name: str
    hostname: str
    node: str
    attempt: int
    labels: dict[str, str]
    files_dir: Path
    host_network: bool = False
    network_namespace: str = ""
    host_ipc: bool = False
    host_pid: bool = False
    sysctls: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mount:
    """A bind mount: ``source`` on the machine appears as ``target`` in the container."""

    source: str
    target: str
    read_only: bool = False
    propagation: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a container may use of the machine; None: no limit.

    ``cpu_quota_us`` is the time that may be used in each period of 100 ms.
    """

    cpu_shares: int
    cpu_quota_us: int | None
    memory_bytes: int | None


@dataclass(frozen=True, slots=True)
class ContainerSpec:
    """One container of a pod. ``command`` replaces the image's entry point, ``args`` its command; ``env`` is ``A=b``.

    ``pid_mode``: whose processes it sees, ``host`` or ``container:<id>``; empty for its own. ``seccomp``:
    ``unconfined``, or the JSON of a profile; empty for the Engine's own profile.
    """

    sandbox_id: str
    pod_uid: str
    namespace: str
    pod_name: str
    name: str
    attempt: int
    image_id: str
    command: list[str] | None = None
    args: list[str] | None = None
    working_dir: str | None = None
    env: list[str] = field(default_factory=list)
    mounts: list[Mount] = field(default_factory=list)
    tmpfs: dict[str, str] = field(default_factory=dict)
    limits: Limits = Limits(0, None, None)
    user: str | None = None
    read_only_root: bool = False
    cap_add: list[str] = field(default_factory=list)
    cap_drop: list[str] = field(default_factory=list)
    privileged: bool = False
    no_new_privileges: bool = False
    group_add: list[str] = field(default_factory=list)
    pid_mode: str = ""
    host_ipc: bool = False
    seccomp: str = ""
    unmasked_proc: bool = False
    stop_signal: str = ""
    tty: bool = False
    stdin: bool = False
    stdin_once: bool = False
    oom_score_adj: int = 0
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A sandbox or container as it is now. Times are RFC 3339 with nanoseconds; ``pid`` is 0 when it does not run.

    One whose command could not be run is ``exited`` and tells why in ``error``.
    """

    id: str
    role: Role
    pod_uid: str
    namespace: str
    pod_name: str
    name: str
    attempt: int
    state: State
    exit_code: int | None
    oom_killed: bool
    started_at: str | None
    finished_at: str | None
    image: str
    image_id: str
    pid: int
    error: str
    labels: dict[str, str]
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """An image on this machine. One that was never pulled nor pushed has an empty ``digest_reference``."""

    id: str
    reference: str
    digest_reference: str
    user: str
    command: list[str]
    entrypoint: list[str]
    stop_signal: str
    size: int


@dataclass(frozen=True, slots=True)
class KnownImage:
    """An image in the list of all: its names, those by digest first, and its bytes."""

    names: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Happened:
    """Something happened to a sandbox or container. After ``resync`` events may have been missed: list again.

    ``node``: whose it is, empty when that is not known.
    """

    id: str
    role: Role
    pod_uid: str
    name: str
    action: Action
    exit_code: int | None
    at: float
    node: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine as the Engine sees it. ``engine_root``: where the Engine keeps images and containers."""

    cpus: int
    memory_bytes: int
    docker_version: str
    os_image: str
    kernel: str
    architecture: str
    operating_system: str
    engine_root: str = ""

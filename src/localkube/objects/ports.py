"""The narrow ports between parts of localkube that do not know each other; ``boot`` joins them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from localkube.objects.access import Obj


class PodNetwork(Protocol):
    """Joins a pod's sandbox to the pod network. Implemented by ``network``, used by the kubelet."""

    async def attach(self, pod_uid: str, node: str, sandbox_pid: int) -> str:
        """Give the network namespace of process ``sandbox_pid`` an address and routes; return the address.

        Idempotent: the same pod gets the same address again, also after a restart of localkube.
        """
        ...

    async def detach(self, pod_uid: str) -> None:
        """Free the address and remove what ``attach`` made. No error when there is nothing."""
        ...

    def resolv_conf(self, pod: Obj) -> str:
        """The text of the pod's ``/etc/resolv.conf`` by its ``dnsPolicy`` and ``dnsConfig``."""
        ...


class VolumeNotReady(Exception):  # noqa: N818 - not an error: the pod waits, and this is its reason
    """A pod's persistent volume cannot be used now; the message names it and says why."""


class PodTokens(Protocol):
    """Tokens of pods' service accounts. Implemented by the API server, used by the kubelet."""

    def for_pod(self, pod: Obj, audience: str, seconds: int) -> tuple[str, float]:
        """A token that dies with the pod, and when it expires; ``audience`` empty: the API. Raises NotFound."""
        ...


class PodVolumes(Protocol):
    """Persistent volumes of pods. Implemented by ``volumes``, used by the kubelet."""

    async def mount(self, pod: Obj) -> dict[str, Path]:
        """Make the claims of a pod usable: by the names of its volumes, where their files are. Raises VolumeNotReady.

        Idempotent. They are unmounted when no pod of the API uses them any more.
        """
        ...


@dataclass(frozen=True, slots=True)
class LogOptions:
    """Query options of ``pods/log``. ``since`` in seconds; ``tail`` in lines; ``limit`` in bytes."""

    container: str
    follow: bool = False
    previous: bool = False
    timestamps: bool = False
    tail: int | None = None
    since: float | None = None
    since_time: str | None = None
    limit: int | None = None
    stdout: bool = True
    stderr: bool = True


class ExecStream(Protocol):
    """A running exec or attach: bytes in and out until ``exit_code`` is known."""

    def output(self) -> AsyncIterator[tuple[int, bytes]]:
        """Pairs of (channel, data): channel 1 is standard output, 2 standard error."""
        ...

    async def write(self, data: bytes) -> None: ...

    async def close_stdin(self) -> None: ...

    async def resize(self, columns: int, rows: int) -> None: ...

    async def exit_code(self) -> int: ...

    async def close(self) -> None: ...


class PodStreams(Protocol):
    """Logs, exec and attach of running pods. Implemented by the kubelet, used by the API server.

    All raise ``errors.BadRequest`` (container not started, no such container) or ``errors.ServiceUnavailable``.
    """

    def logs(self, pod: Obj, options: LogOptions) -> AsyncGenerator[bytes]: ...

    async def exec(self, pod: Obj, container: str, command: list[str], *, stdin: bool, tty: bool) -> ExecStream: ...

    async def attach(self, pod: Obj, container: str, *, stdin: bool, tty: bool) -> ExecStream: ...

    async def port_forward(self, pod: Obj, port: int) -> tuple[object, object]:
        """An ``asyncio`` (reader, writer) pair connected to ``port`` in the pod's network namespace."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """What a node answers at one of its paths."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class LogFile:
    """An open file of a node's log directory; whoever gets it closes it. ``modified``: seconds since 1970."""

    file: IO[bytes]
    size: int
    modified: float


@dataclass(frozen=True, slots=True)
class LogDirectory:
    """The names in a directory of logs; those of directories end in a slash."""

    names: Sequence[str]


class NodePages(Protocol):
    """What a node itself answers below ``nodes/NAME/proxy``. Implemented by the kubelet, used by the API server."""

    async def page(self, path: str, query: Mapping[str, str]) -> Page | None:
        """The page at ``metrics/cadvisor``, ``stats/summary`` and so on; None when there is none."""
        ...

    def log(self, steps: tuple[str, ...]) -> LogFile | LogDirectory:
        """A file or directory below the log directory, which is opened. Raises ``errors.NotFound``."""
        ...

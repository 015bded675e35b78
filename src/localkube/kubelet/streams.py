"""Logs, exec, attach and port forwarding: finds the container, the runtime does it, answers in Kubernetes' words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager

from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, ServiceUnavailable
from localkube.objects.ports import ExecStream, LogOptions
from localkube.runtime import ContainerMissing, ContainerStopped, Docker, RuntimeFault

Locate = Callable[[Obj, str, bool], str | None]
"""Of a pod, a container's name, and "the previous one?": the id of the newest container, running or not, or None."""

ENDED = ("Succeeded", "Failed")
LISTS = ("containers", "initContainers", "ephemeralContainers")
STATUSES = ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")
# Why a container waits, where Kubernetes says more than the reason.
WORDS = {"ErrImagePull": "image can't be pulled", "ImagePullBackOff": "trying and failing to pull image"}


class Streams:
    """Implements ``objects.ports.PodStreams``."""

    def __init__(self, docker: Docker, locate: Locate) -> None:
        self._docker = docker
        self._locate = locate

    def logs(self, pod: Obj, options: LogOptions) -> AsyncGenerator[bytes]:
        """The log of a container that runs or ran. Refuses at once, before the first byte is asked for."""
        name = options.container
        container_of(pod, name)
        container_id = self._locate(pod, name, options.previous)
        if container_id is None and options.previous:
            raise BadRequest(f'previous terminated container "{name}" in pod "{pod["metadata"]["name"]}" not found')
        if container_id is None:
            raise BadRequest(not_started(pod, name))
        return self._read(container_id, name, options)

    async def _read(self, container_id: str, name: str, options: LogOptions) -> AsyncGenerator[bytes]:
        with _in_kubernetes_words(name):
            async with aclosing(self._docker.logs(container_id, options)) as pieces:
                async for data in pieces:
                    yield data

    async def exec(self, pod: Obj, container: str, command: list[str], *, stdin: bool, tty: bool) -> ExecStream:
        """Run a command in a running container."""
        container_id = self._running(pod, container, "exec into")
        with _in_kubernetes_words(container):
            return _Stream(await self._docker.exec(container_id, command, stdin=stdin, tty=tty), container)

    async def attach(self, pod: Obj, container: str, *, stdin: bool, tty: bool) -> ExecStream:
        """Join a container's own process. Whether it has a terminal and an input was decided when it was made."""
        declared = container_of(pod, container)
        container_id = self._running(pod, container, "attach to")
        has_input = stdin and bool(declared.get("stdin"))
        with _in_kubernetes_words(container):
            attached = await self._docker.attach(container_id, stdin=has_input, tty=bool(declared.get("tty")))
        return _Stream(attached, container)

    async def port_forward(self, pod: Obj, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to a port on the pod's loopback. Raises OSError when nothing listens there."""
        for container in pod["spec"].get("containers", []):
            container_id = self._locate(pod, container["name"], False)
            if container_id is None:
                continue
            try:
                return await self._docker.dial(container_id, port)
            except (ContainerMissing, ContainerStopped):
                continue  # another container of the pod may run; they share the network
            except RuntimeFault as fault:
                raise ServiceUnavailable(fault.message) from fault
        phase = (pod.get("status") or {}).get("phase", "Unknown")
        raise BadRequest(f"unable to forward port because pod is not running. Current status={phase}")

    def _running(self, pod: Obj, name: str, what: str) -> str:
        container_of(pod, name)
        phase = (pod.get("status") or {}).get("phase")
        if phase in ENDED:
            raise BadRequest(f"cannot {what} a container in a completed pod; current phase is {phase}")
        container_id = self._locate(pod, name, False)
        if container_id is None:
            raise BadRequest(f'container not found ("{name}")')
        return container_id


def container_of(pod: Obj, name: str) -> Obj:
    """The container's definition. Raises BadRequest when the pod has none of that name."""
    for field in LISTS:
        for container in pod["spec"].get(field) or []:
            if container["name"] == name:
                found: Obj = container
                return found
    raise BadRequest(f"container {name} is not valid for pod {pod['metadata']['name']}")


def not_started(pod: Obj, name: str) -> str:
    """Why a container has no log yet."""
    subject = f'container "{name}" in pod "{pod["metadata"]["name"]}"'
    for field in STATUSES:
        for status in (pod.get("status") or {}).get(field) or []:
            waiting = status.get("state", {}).get("waiting") if status["name"] == name else None
            if waiting is not None:
                reason = waiting.get("reason", "")
                return f"{subject} is waiting to start: {WORDS.get(reason, reason)}"
    return f"{subject} is not available"


class _Stream:
    """A stream of the runtime whose failures are errors of the API."""

    def __init__(self, stream: ExecStream, container: str) -> None:
        self._stream = stream
        self._container = container

    async def output(self) -> AsyncIterator[tuple[int, bytes]]:
        with _in_kubernetes_words(self._container):
            async for piece in self._stream.output():
                yield piece

    async def write(self, data: bytes) -> None:
        await self._stream.write(data)

    async def close_stdin(self) -> None:
        await self._stream.close_stdin()

    async def resize(self, columns: int, rows: int) -> None:
        with _in_kubernetes_words(self._container):
            await self._stream.resize(columns, rows)

    async def exit_code(self) -> int:
        with _in_kubernetes_words(self._container):
            return await self._stream.exit_code()

    async def close(self) -> None:
        with _in_kubernetes_words(self._container):
            await self._stream.close()


@contextmanager
def _in_kubernetes_words(container: str) -> Iterator[None]:
    try:
        yield
    except (ContainerMissing, ContainerStopped) as fault:
        raise BadRequest(f'container not found ("{container}")') from fault
    except RuntimeFault as fault:
        raise ServiceUnavailable(fault.message) from fault

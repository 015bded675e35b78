"""The runtime as the kubelet sees it: sandboxes, containers, images, logs and streams of one instance of localkube."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, suppress
from pathlib import Path

from localkube.objects.ports import ExecStream, LogOptions
from localkube.runtime import containers, creation, events, images, logs, netns, reading, streams
from localkube.runtime.connection import Connection
from localkube.runtime.containers import inspected, translated
from localkube.runtime.errors import ContainerMissing, ContainerStopped, ImageMissing, RuntimeFault
from localkube.runtime.labels import Identity
from localkube.runtime.oom import least_oom_score_adj
from localkube.runtime.pause import ensure_pause_image
from localkube.runtime.types import ContainerSpec, Found, Happened, Image, KnownImage, Limits, Machine, SandboxSpec

AT_ONCE = 8
"""Calls to the Engine at the same time when there are many alike to make."""


class Docker:
    """The Engine at ``host`` (``unix://…``), narrowed to the containers labelled ``localkube.instance=<instance>``.

    Every call may raise EngineUnavailable, and those on a container ContainerMissing unless they say otherwise.
    """

    def __init__(self, host: str, instance: str) -> None:
        self._connection = Connection(host)
        self._instance = instance
        self._least_oom_score_adj = least_oom_score_adj()

    async def start(self) -> None:
        """Connect, and make the sandboxes' image when it is missing."""
        await self._connection.open()
        try:
            await ensure_pause_image(self._connection)
        except RuntimeFault:
            await self._connection.close()
            raise

    async def stop(self) -> None:
        """Disconnect; containers stay as they are."""
        await self._connection.close()

    async def machine(self) -> Machine:
        """The machine that the Engine runs on."""
        return reading.machine(await self._connection.call("GET", "/info"))

    async def containers(self) -> list[Found]:
        """All sandboxes and containers of this instance, whichever process started them."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def look(container_id: str) -> Found | None:
            async with gate:
                return await self.inspect(container_id)

        ids = await containers.listed(self._connection, self._instance)
        return [found for found in await asyncio.gather(*map(look, ids)) if found is not None]

    async def inspect(self, container_id: str) -> Found | None:
        """A sandbox or container as it is now; None when it is gone."""
        try:
            return reading.found(await inspected(self._connection, container_id))
        except ContainerMissing:
            return None

    def events(self) -> AsyncIterator[Happened]:
        """What happens from this call on, without end; ``resync`` after the Engine was away."""
        return events.events(self._connection, self._instance, time.time())

    async def image(self, reference: str) -> Image | None:
        """The image when it is on the machine."""
        return await images.inspect(self._connection, reference)

    async def list_images(self) -> list[KnownImage]:
        """All images on the machine, whoever brought them."""
        return await images.listed(self._connection)

    async def pull(self, reference: str, auth: Mapping[str, str] | None = None) -> Image:
        """Fetch an image. Raises ImageMissing (not there, or not for us) or PullFailed (network, disk)."""
        return await images.pull(self._connection, reference, auth)

    async def image_layers(self, image_id: str) -> list[Path]:
        """Where the layers of an image are on this machine, the uppermost first. Raises ImageMissing, RuntimeFault."""
        return await images.layers(self._connection, image_id)

    async def remove_image(self, reference: str) -> bool:
        """Remove an image by its name. False when a container uses it; one that is not there is no error."""
        return await images.remove(self._connection, reference)

    async def disk_use(self) -> dict[str, int]:
        """The bytes that each container occupies by what it wrote and by its log. Costly: the Engine has to count."""
        sizes = await containers.sizes(self._connection, self._instance)
        root = Path((await self.machine()).engine_root) / "containers"
        return {key: size + await asyncio.to_thread(logs.occupied, root / key) for key, size in sizes.items()}

    async def start_sandbox(self, spec: SandboxSpec) -> Found:
        """Create and start a pod's sandbox. Raises CreateFailed, StartFailed, RuntimeFault."""
        body = creation.sandbox_body(spec, self._instance)
        name = Identity.of_sandbox(spec).container_name(self._instance)
        try:
            container_id = await containers.create(self._connection, name, body)
        except ImageMissing:  # somebody tidied up the machine's images
            await ensure_pause_image(self._connection)
            container_id = await containers.create(self._connection, name, body)
        found = await containers.start(self._connection, container_id)
        if spec.host_network and spec.network_namespace:
            await netns.entered(found.pid, spec.network_namespace)
        return found

    async def start_container(self, spec: ContainerSpec) -> Found:
        """Create and start a container. Raises ImageMissing, CreateFailed, StartFailed, ContainerStopped (sandbox)."""
        body = creation.container_body(spec, self._instance, least_oom_score_adj=self._least_oom_score_adj)
        name = Identity.of_container(spec).container_name(self._instance)
        return await containers.start(self._connection, await containers.create(self._connection, name, body))

    async def update(self, container_id: str, limits: Limits) -> None:
        """Give a container other limits, running or not. Raises RuntimeFault when the kernel does not let it."""
        with translated():
            await self._connection.call("POST", f"/containers/{container_id}/update", body=creation.resources(limits))

    async def stop_container(self, container_id: str, grace_seconds: float) -> None:
        """Ask it to end, kill it after the grace period; returns when it has ended. No error when there is none."""
        query = {"t": str(math.ceil(grace_seconds))}
        with suppress(ContainerMissing, ContainerStopped), translated():
            await self._connection.call("POST", f"/containers/{container_id}/stop", query)

    async def kill(self, container_id: str, signal: str = "SIGKILL") -> None:
        """Send a signal. No error when it does not run."""
        with suppress(ContainerMissing, ContainerStopped), translated():
            await self._connection.call("POST", f"/containers/{container_id}/kill", {"signal": signal})

    async def remove(self, container_id: str) -> None:
        """End it at once and remove it with its log. No error when there is none."""
        await containers.remove(self._connection, container_id)

    async def logs(self, container_id: str, options: LogOptions) -> AsyncGenerator[bytes]:
        """The log, also of a container that has ended."""
        container = await inspected(self._connection, container_id)
        with translated():
            async with aclosing(logs.read(self._connection, container, options)) as pieces:
                async for data in pieces:
                    yield data

    async def log_end(self, container_id: str, lines: int) -> bytes:
        """The last lines of the log."""
        options = LogOptions("", tail=lines)
        return b"".join([piece async for piece in self.logs(container_id, options)])

    async def exec(self, container_id: str, command: list[str], *, stdin: bool, tty: bool) -> ExecStream:
        """Start a command in a running container. Raises ContainerStopped."""
        with translated():
            return await streams.Command.open(self._connection, container_id, command, stdin=stdin, tty=tty)

    async def attach(self, container_id: str, *, stdin: bool, tty: bool) -> ExecStream:
        """Join a running container's own input and output; ``tty`` as it was created. Raises ContainerStopped."""
        with translated():
            return await streams.Attached.open(self._connection, container_id, stdin=stdin, tty=tty)

    async def run(self, container_id: str, command: list[str], timeout_seconds: float) -> tuple[int, str]:
        """Run a command to its end: exit code and the start of its output. Raises RunTimedOut, ContainerStopped."""
        with translated():
            return await streams.run(self._connection, container_id, command, timeout_seconds)

    async def dial(self, container_id: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to a port on the loopback of the container's network. Raises OSError, ContainerStopped."""
        found = reading.found(await inspected(self._connection, container_id))
        if not found.pid:
            raise ContainerStopped(f"container {container_id} is not running")
        return await netns.connect(found.pid, port)


async def purge(docker_host: str, instance: str) -> None:
    """Remove all containers of an instance; its localkube must not run."""
    connection = Connection(docker_host)
    await connection.open()
    try:
        gate = asyncio.Semaphore(AT_ONCE)

        async def remove(container_id: str) -> None:
            async with gate:
                await containers.remove(connection, container_id)

        await asyncio.gather(*map(remove, await containers.listed(connection, instance)))
    finally:
        await connection.close()

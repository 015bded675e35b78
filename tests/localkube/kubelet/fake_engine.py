"""An engine in memory: containers run until a test says otherwise."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from localkube.objects.access import Obj
from localkube.runtime import (
    ContainerSpec,
    Found,
    Happened,
    Image,
    ImageMissing,
    KnownImage,
    Limits,
    Machine,
    RuntimeFault,
    SandboxSpec,
    StartFailed,
)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class FakeEngine:
    """``images`` are on the machine, ``registry`` can be pulled. ``refusals``: faults of starts by container name.

    ``ends`` makes containers of that name end at once, with the exit code. ``answers`` gives the results of commands.
    """

    def __init__(self) -> None:
        self.images = {"web:1", "web:2", "init:1"}
        self.registry: set[str] = set()
        self.pulls: list[tuple[str, dict[str, str] | None]] = []
        self.refusals: dict[str, RuntimeFault] = {}
        self.ends: dict[str, int] = {}
        self.answers: dict[str, tuple[int, str]] = {}
        self.commands: list[str] = []
        self.logs: dict[str, bytes] = {}
        self.specs: list[ContainerSpec] = []
        self.graces: list[float] = []
        self.in_use: set[str] = set()
        self.sizes: dict[str, int] = {}
        self.update_refused: RuntimeFault | None = None
        self.down: RuntimeFault | None = None
        self.everything: dict[str, Found] = {}
        self.most_starts = 0
        self.lists_of_images = 0
        self._starts = 0
        self._numbers = itertools.count(1)
        self._queues: list[asyncio.Queue[Happened]] = []

    def running(self, role: str = "container") -> list[Found]:
        return [found for found in self.everything.values() if found.state == "running" and found.role == role]

    def one(self, name: str) -> Found:
        """The running container of that name."""
        return next(found for found in self.running() if found.name == name)

    def die(self, container_id: str, code: int = 1, *, oom: bool = False) -> None:
        """A container ends by itself."""
        known = self.everything[container_id]
        if known.state == "running":
            self.everything[container_id] = replace(
                known, state="exited", exit_code=code, oom_killed=oom, finished_at=_now(), pid=0
            )
            self._tell(known, "die")

    async def machine(self) -> Machine:
        if self.down is not None:
            raise self.down
        return Machine(2, 4 * 1024**3, "20.10", "Debian", "6.1", "amd64", "linux")

    async def containers(self) -> list[Found]:
        return list(self.everything.values())

    async def inspect(self, container_id: str) -> Found | None:
        return self.everything.get(container_id)

    async def events(self) -> AsyncIterator[Happened]:
        queue: asyncio.Queue[Happened] = asyncio.Queue()
        self._queues.append(queue)
        while True:
            yield await queue.get()

    async def image(self, reference: str) -> Image | None:
        return _image(reference) if reference in self.images else None

    async def pull(self, reference: str, auth: dict[str, str] | None = None) -> Image:
        self.pulls.append((reference, auth))
        await asyncio.sleep(0)
        if reference not in self.registry:
            raise ImageMissing("manifest unknown")
        self.images.add(reference)
        return _image(reference)

    async def image_layers(self, image_id: str) -> list[Path]:
        return []

    async def list_images(self) -> list[KnownImage]:
        self.lists_of_images += 1
        if self.down is not None:
            raise self.down
        return [KnownImage((name,), _image(name).size) for name in self.images]

    async def remove_image(self, reference: str) -> bool:
        if reference in self.in_use:
            return False
        self.images.discard(reference)
        return True

    async def disk_use(self) -> dict[str, int]:
        return {key: self.sizes.get(found.name, 0) for key, found in self.everything.items()}

    async def start_sandbox(self, spec: SandboxSpec) -> Found:
        return await self._start("sandbox", "sandbox", spec, spec.labels)

    async def start_container(self, spec: ContainerSpec) -> Found:
        self.specs.append(spec)
        made = await self._start("container", spec.name, spec, spec.labels)
        if spec.name in self.ends:
            self.die(made.id, self.ends[spec.name])
        return made

    async def update(self, container_id: str, limits: Limits) -> None:
        if self.update_refused is not None:
            raise self.update_refused
        self.everything[container_id] = replace(self.everything[container_id], limits=limits)

    async def stop_container(self, container_id: str, grace_seconds: float) -> None:
        self.graces.append(grace_seconds)
        self.die(container_id, 143)

    async def kill(self, container_id: str, signal: str = "SIGKILL") -> None:
        self.die(container_id, 137)

    async def remove(self, container_id: str) -> None:
        known = self.everything.pop(container_id, None)
        if known is not None:
            self._tell(known, "destroy")

    async def log_end(self, container_id: str, lines: int) -> bytes:
        return self.logs.get(self.everything[container_id].name, b"")

    async def run(self, container_id: str, command: list[str], timeout_seconds: float) -> tuple[int, str]:
        self.commands.append(" ".join(command))
        return self.answers.get(" ".join(command), (0, ""))

    async def _start(self, role: str, name: str, spec: SandboxSpec | ContainerSpec, labels: dict[str, str]) -> Found:
        self._starts += 1
        self.most_starts = max(self.most_starts, self._starts)
        await asyncio.sleep(0)
        self._starts -= 1
        made = Found(
            id=f"{name}-{next(self._numbers)}",
            role="sandbox" if role == "sandbox" else "container",
            pod_uid=spec.pod_uid,
            namespace=spec.namespace,
            pod_name=spec.pod_name,
            name=name,
            attempt=spec.attempt,
            state="running",
            exit_code=None,
            oom_killed=False,
            started_at=_now(),
            finished_at=None,
            image="",
            image_id="sha256:1",
            pid=next(self._numbers),
            error="",
            labels=labels,
            limits=spec.limits if isinstance(spec, ContainerSpec) else None,
        )
        if name in self.refusals:
            refusal = self.refusals[name]
            if isinstance(refusal, StartFailed):
                dead = replace(
                    made,
                    state="exited",
                    exit_code=refusal.exit_code,
                    error=refusal.message,
                    started_at=None,
                    finished_at=_now(),
                )
                self.everything[made.id] = dead
                raise StartFailed(refusal.message, refusal.exit_code, made.id)
            raise refusal
        self.everything[made.id] = made
        return made

    def _tell(self, found: Found, action: str) -> None:
        happened = Happened(found.id, found.role, found.pod_uid, found.name, action, found.exit_code, 0.0)  # type: ignore[arg-type]
        for queue in self._queues:
            queue.put_nowait(happened)


class FakeNetwork:
    """Gives every pod an address of the loopback network."""

    def __init__(self) -> None:
        self.attached: dict[str, str] = {}
        self.failures = 0

    async def attach(self, pod_uid: str, node: str, sandbox_pid: int) -> str:
        if self.failures:
            self.failures -= 1
            raise OSError("no address left")
        return self.attached.setdefault(pod_uid, "127.0.0.1")

    async def detach(self, pod_uid: str) -> None:
        self.attached.pop(pod_uid, None)

    def resolv_conf(self, pod: Obj) -> str:
        return "nameserver 10.43.0.10\n"


def _image(reference: str) -> Image:
    return Image(f"sha256:{reference}", reference, "", "", [], [], "", 1000)

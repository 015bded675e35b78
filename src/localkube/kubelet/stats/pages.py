"""The pages that a kubelet answers under ``nodes/NAME/proxy``, and its log directory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from localkube.kubelet import machine as machine_state
from localkube.kubelet.engine import Engine
from localkube.kubelet.inventory import Inventory
from localkube.kubelet.podspec import uid_of
from localkube.kubelet.settings import Settings
from localkube.kubelet.stats import block_devices, cadvisor, interfaces, log_files, machine, resource
from localkube.kubelet.stats.disk import DiskUse, space_of
from localkube.kubelet.stats.exposition import CONTENT_TYPE
from localkube.kubelet.stats.sampler import Sampler
from localkube.kubelet.stats.snapshot import NodeState, PodState
from localkube.kubelet.stats.summary import summary
from localkube.objects.access import Access, Obj
from localkube.objects.errors import ServiceUnavailable
from localkube.objects.ports import LogDirectory, LogFile, Page
from localkube.runtime import Machine, RuntimeFault

_JSON, _TEXT = "application/json", "text/plain; charset=utf-8"


class Pages:
    """Implements ``objects.ports.NodePages``."""

    def __init__(
        self, access: Access, engine: Engine, settings: Settings, inventory: Inventory, sampler: Sampler
    ) -> None:
        self._access = access
        self._engine = engine
        self._settings = settings
        self._inventory = inventory
        self._sampler = sampler
        self._disk = DiskUse(engine, settings.root)
        self._proc = Path("/proc")

    async def page(self, path: str, query: Mapping[str, str]) -> Page | None:
        """See ``NodePages``."""
        match path:
            case "healthz":
                return Page(b"ok", _TEXT)
            case "pods":
                listed = {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": self._pods()}
                return Page(msgspec.json.encode(listed), _JSON)
            case "metrics":
                return await _written(resource.kubelet_page, await self._state())
            case "metrics/cadvisor":
                return await _written(cadvisor.page, await self._state())
            case "metrics/resource":
                return await _written(resource.page, await self._state(disks=False))
            case "stats/summary":
                brief = query.get("only_cpu_and_memory") in ("true", "1")
                told = summary(await self._state(disks=not brief), time.time(), only_cpu_and_memory=brief)
                return Page(msgspec.json.encode(told), _JSON)
        return None

    async def close(self) -> None:
        """Stop what goes on for pages."""
        await self._disk.close()

    def log(self, steps: tuple[str, ...]) -> LogFile | LogDirectory:
        """See ``NodePages``."""
        return log_files.open_below(self._settings.log_dir, steps)

    def _pods(self) -> list[Obj]:
        return self._access.list("pods", fields=f"spec.nodeName={self._settings.node_name}")

    async def _state(self, *, disks: bool = True) -> NodeState:
        pods = self._pods()
        running = [pod for pod in pods if self._inventory.of(uid_of(pod)).sandbox is not None]
        if disks:
            await self._disk.count(running)
        try:
            engine = await self._engine.machine()
        except RuntimeFault as fault:
            raise ServiceUnavailable(f"the container runtime is down: {fault.message}") from fault
        return await asyncio.to_thread(self._read, running, engine)

    def _read(self, pods: list[Obj], engine: Machine) -> NodeState:
        root = self._settings.root
        images = Path(engine.engine_root)
        now = machine_state.read(root)
        return NodeState(
            name=self._settings.node_name,
            started_at=machine.booted_at(self._proc),
            cpus=max(1, (self._settings.cpus or engine.cpus) // self._settings.shares),
            memory=(self._settings.memory_bytes or engine.memory_bytes) // self._settings.shares,
            machine=self._sampler.machine if self._settings.whole_machine else self._sampler.together(),
            interfaces=interfaces.of_machine(self._proc) if self._settings.whole_machine else (),
            space=space_of(root),
            image_space=space_of(images if engine.engine_root and images.exists() else root),
            pids=(now.pids, now.pids_max),
            pods=[self._pod(pod) for pod in pods],
            disks=block_devices.of_machine(self._proc) if self._settings.whole_machine else (),
        )

    def _pod(self, pod: Obj) -> PodState:
        observed = self._inventory.of(uid_of(pod))
        sandbox, known = observed.sandbox, self._sampler.containers
        measured = [known[one.id] for one in observed.running() if one.id in known]
        own = sandbox is not None and interfaces.own_network(sandbox.pid, self._proc)
        disks = {one.found.name: self._disk.container(one.found.id) for one in measured}
        return PodState(
            pod=pod,
            containers=measured,
            sandbox=sandbox,
            interfaces=interfaces.of_process(sandbox.pid, self._proc) if sandbox and own else (),
            disks={name: disk for name, disk in disks.items() if disk is not None},
            volumes=self._disk.volumes(uid_of(pod)),
        )


async def _written(write: Callable[[NodeState], bytes], state: NodeState) -> Page:
    """In a thread: pages of many pods are long."""
    return Page(await asyncio.to_thread(write, state), CONTENT_TYPE)

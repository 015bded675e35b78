"""What the machine has, what of it pods may use, and whether it is short of something. Pure but for ``read``."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from localkube.kubelet.settings import Settings
from localkube.objects.quantity import canonical, sub
from localkube.runtime import Machine

_LEAST_MEMORY = 100 * 1024 * 1024
_MOST_PIDS_PART = 0.95
_VERSION = "v1.36.0"

Condition = tuple[str, str, str, str]
"""Type, status, reason, message."""

_PRESSED: dict[str, Condition] = {
    "MemoryPressure": (
        "MemoryPressure",
        "True",
        "KubeletHasInsufficientMemory",
        "kubelet has insufficient memory available",
    ),
    "DiskPressure": ("DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure"),
    "PIDPressure": ("PIDPressure", "True", "KubeletHasInsufficientPID", "kubelet has insufficient PID available"),
}
_RELAXED: dict[str, Condition] = {
    "MemoryPressure": (
        "MemoryPressure",
        "False",
        "KubeletHasSufficientMemory",
        "kubelet has sufficient memory available",
    ),
    "DiskPressure": ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
}


@dataclass(frozen=True, slots=True)
class Readings:
    """The machine's state at a moment. ``disk_pressure`` is what the evictor says."""

    memory_available: int
    disk_total: int
    disk_free: int
    pids: int
    pids_max: int
    disk_pressure: bool = False
    machine_id: str = ""
    boot_id: str = ""


def read(root: Path) -> Readings:
    """Read the state; ``root`` is on the disk that pods fill."""
    root.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(root)
    return Readings(
        memory_available=_available_memory(),
        disk_total=disk.total,
        disk_free=disk.free,
        pids=int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2]),
        pids_max=int(Path("/proc/sys/kernel/pid_max").read_text()),
        machine_id=_text(Path("/etc/machine-id")),
        boot_id=_text(Path("/proc/sys/kernel/random/boot_id")),
    )


def amounts(machine: Machine, readings: Readings, settings: Settings) -> dict[str, str]:
    """The node's capacity."""
    memory, shares = settings.memory_bytes or machine.memory_bytes, settings.shares
    return {
        "cpu": canonical(f"{(settings.cpus or machine.cpus) * 1000 // shares}m"),
        "memory": f"{memory // shares // 1024}Ki",
        "ephemeral-storage": f"{readings.disk_total // shares // 1024}Ki",
        "pods": str(settings.max_pods),
    }


def allocatable(capacity: dict[str, str], reserved: dict[str, str]) -> dict[str, str]:
    """The capacity without what is reserved."""
    return {name: sub(amount, reserved[name]) if name in reserved else amount for name, amount in capacity.items()}


def node_info(machine: Machine, readings: Readings) -> dict[str, str]:
    """``status.nodeInfo``."""
    return {
        "architecture": machine.architecture,
        "bootID": readings.boot_id,
        "containerRuntimeVersion": f"docker://{machine.docker_version}",
        "kernelVersion": machine.kernel,
        "kubeProxyVersion": _VERSION,
        "kubeletVersion": _VERSION,
        "machineID": readings.machine_id,
        "operatingSystem": machine.operating_system,
        "osImage": machine.os_image,
        "systemUUID": readings.machine_id,
    }


def conditions(readings: Readings, fault: str, lately: Collection[str] = ()) -> list[Condition]:
    """``fault``: why the engine does not answer; empty when it does. ``lately``: pressures that ended only just now."""
    found = {
        "MemoryPressure": readings.memory_available < _LEAST_MEMORY,
        "DiskPressure": readings.disk_pressure,
        "PIDPressure": readings.pids > readings.pids_max * _MOST_PIDS_PART,
    }
    ready = ("Ready", "True", "KubeletReady", "kubelet is posting ready status")
    down = ("Ready", "False", "KubeletNotReady", f"container runtime is down: {fault}")
    return [
        *(_PRESSED[kind] if pressed or kind in lately else _RELAXED[kind] for kind, pressed in found.items()),
        down if fault else ready,
    ]


def _available_memory() -> int:
    for line in Path("/proc/meminfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024
    return 0


def _text(path: Path) -> str:
    return path.read_text().strip() if path.exists() else ""

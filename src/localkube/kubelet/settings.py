"""What one kubelet is told at its start."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """``root`` holds the files of pods. ``cpus`` and ``memory_bytes`` None: what the machine has.

    ``reserved`` (quantities by resource name) is taken from the capacity and not given to pods. ``service_env`` says
    whether containers get variables of services at all; pods may still refuse them.
    """

    node_name: str
    internal_ip: str
    root: Path
    pod_cidr: str
    cpus: int | None = None
    memory_bytes: int | None = None
    reserved: dict[str, str] = field(default_factory=dict)
    max_pods: int = 500
    service_env: bool = True
    cluster_domain: str = "cluster.local"
    starts_at_once: int = 4

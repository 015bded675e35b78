"""What one kubelet is told at its start."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """``root`` holds the files of pods. ``cpus`` and ``memory_bytes`` None: what the machine has.

    Several nodes may be one machine: each tells one of ``shares`` equal parts of what the machine has. Pods with
    ``hostNetwork`` are in the network namespace of the file ``network_namespace`` (empty: on the machine's network).
    ``annotations`` are told in the node's object.

    ``reserved`` (quantities by resource name) is taken from the capacity and not given to pods. ``service_env`` says
    whether containers get variables of services at all; pods may still refuse them.

    With less than the part ``least_free_disk`` of a disk free the node is under disk pressure, and stays so for
    ``pressure_seconds`` after. Images that nobody uses are removed when more than ``image_gc_high`` of it is used.

    The node uses what the machine uses when it is the ``whole_machine``, else what its containers use together, and an
    equal share of what the machine uses beside the containers of its nodes.
    What containers use is measured every ``sample_seconds``. Files below ``log_dir`` are the node's logs.
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
    least_free_disk: float = 0.05
    disk_check_seconds: float = 10.0
    pressure_seconds: float = 300.0
    image_gc_high: float = 0.85
    image_gc_low: float = 0.80
    image_gc_seconds: float = 300.0
    shares: int = 1
    network_namespace: str = ""
    control_plane: bool = True
    annotations: dict[str, str] = field(default_factory=dict)
    whole_machine: bool = True
    sample_seconds: float = 15.0
    log_dir: Path = Path("/var/log")

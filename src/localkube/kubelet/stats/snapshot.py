"""All that is known of the node and its pods at a moment: what pages for monitoring are written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from localkube.kubelet.stats.block_devices import BlockDevice
from localkube.kubelet.stats.disk import ContainerDisk, Space, VolumeUse
from localkube.kubelet.stats.interfaces import Interface
from localkube.kubelet.stats.machine import MachineCounters
from localkube.kubelet.stats.sampler import Measured, Series
from localkube.objects.access import Obj
from localkube.runtime import Found


@dataclass(frozen=True, slots=True)
class PodState:
    """One pod that runs. ``interfaces`` is empty for pods in the machine's own network."""

    pod: Obj
    containers: Sequence[Measured] = ()
    sandbox: Found | None = None
    interfaces: Sequence[Interface] = ()
    disks: dict[str, ContainerDisk] = field(default_factory=dict)
    """By the containers' names."""
    volumes: Sequence[VolumeUse] = ()

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.pod["metadata"]["name"])

    @property
    def namespace(self) -> str:
        """Its namespace."""
        return str(self.pod["metadata"]["namespace"])


@dataclass(frozen=True, slots=True)
class NodeState:
    """The node. ``memory`` is what pods may use of the machine's, ``cpus`` how many processors."""

    name: str
    started_at: float
    cpus: int
    memory: int
    machine: Series[MachineCounters] | None
    interfaces: Sequence[Interface]
    space: Space
    image_space: Space
    pids: tuple[int, int]
    """How many there are, and how many there can be."""
    pods: Sequence[PodState]
    disks: Sequence[BlockDevice] = ()
    """Of a whole machine only, as the interfaces."""

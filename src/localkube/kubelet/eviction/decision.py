"""Who has to go, and in which words it is told. Pure.

Source: "Node-pressure Eviction" and "Local ephemeral storage" in the Kubernetes documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from localkube.kubelet.eviction.usage import Use, disk_volumes
from localkube.objects.access import Obj
from localkube.objects.quantity import whole
from localkube.objects.resources import pod_resources

STORAGE = "ephemeral-storage"
_CRITICAL = 2_000_000_000
"""Pods of this priority and above are never evicted."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system, in bytes. Under pressure when less than ``least`` is free."""

    total: int
    free: int
    least: int

    @property
    def is_short(self) -> bool:
        """There is less free than there must be."""
        return self.free < self.least


def over_limit(pod: Obj, use: Use) -> str | None:
    """The message of the eviction of a pod that uses more of the disk than it may; None: it does not."""
    for volume in disk_volumes(pod):
        limit = (volume["emptyDir"] or {}).get("sizeLimit")
        if limit and whole(limit) > 0 and use.volumes.get(volume["name"], 0) > whole(limit):
            return f'Usage of EmptyDir volume "{volume["name"]}" exceeds the limit "{limit}". '
    total = pod_resources(pod, "limits").get(STORAGE)
    if total and use.total > total:
        return f"Pod ephemeral local storage usage exceeds the total limit of containers {_sum_of_limits(pod)}. "
    for container in pod["spec"]["containers"]:
        limit = _amount(container, "limits")
        if limit is not None and use.containers.get(container["name"], 0) > whole(limit):
            return f'Container {container["name"]} exceeded its local ephemeral storage limit "{limit}". '
    return None


def has_limits(pod: Obj) -> bool:
    """Whether the pod's containers are limited: only then their layers and logs must be measured."""
    return STORAGE in pod_resources(pod, "limits")


def has_volume_limits(pod: Obj) -> bool:
    """Whether a volume of the pod is limited."""
    return any((volume["emptyDir"] or {}).get("sizeLimit") for volume in disk_volumes(pod))


def is_critical(pod: Obj) -> bool:
    """The machine is of no use without it."""
    return int(pod["spec"].get("priority") or 0) >= _CRITICAL


def first_to_go(pods: Mapping[str, tuple[Obj, Use]]) -> str | None:
    """The key of the pod to evict: those over their requests first, then the less important, then the greediest."""

    def rank(key: str) -> tuple[bool, int, int]:
        pod, use = pods[key]
        over = use.total - int(pod_resources(pod, "requests").get(STORAGE, 0))
        return over <= 0, int(pod["spec"].get("priority") or 0), -over

    return min((key for key, (pod, _) in pods.items() if not is_critical(pod)), key=rank, default=None)


def pressure_message(pod: Obj, use: Use, disk: Disk) -> str:
    """Why a pod was chosen."""
    amounts = f"Threshold quantity: {_kib(disk.least)}, available: {_kib(disk.free)}. "
    told = f"The node was low on resource: {STORAGE}. {amounts}"
    for container in pod["spec"]["containers"]:
        used, asked = use.containers.get(container["name"], 0), _amount(container, "requests") or "0"
        if used > whole(asked):
            using = f"was using {_kib(used)}, request is {asked}, has larger consumption of {STORAGE}. "
            told += f"Container {container['name']} {using}"
    return told


def _amount(container: Obj, which: str) -> str | None:
    amount: str | None = ((container.get("resources") or {}).get(which) or {}).get(STORAGE)
    return amount


def _sum_of_limits(pod: Obj) -> str:
    limits = [limit for container in pod["spec"]["containers"] if (limit := _amount(container, "limits"))]
    return limits[0] if len(limits) == 1 else _kib(sum(whole(limit) for limit in limits))


def _kib(amount: int) -> str:
    return f"{amount // 1024}Ki"

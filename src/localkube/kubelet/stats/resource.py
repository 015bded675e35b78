"""The pages ``/metrics/resource`` and ``/metrics``: what the node, its pods, containers and volumes use, in the
kubelet's names.

Sources: "Kubernetes Metrics Reference" (``/metrics/resource``, ``kubelet_volume_stats_*``).
"""

from __future__ import annotations

from collections.abc import Iterator

from localkube.kubelet.observed import moment
from localkube.kubelet.stats.disk import VolumeUse
from localkube.kubelet.stats.exposition import Family, Line, Subject, lines, single, text
from localkube.kubelet.stats.machine import MachineCounters
from localkube.kubelet.stats.sampler import Measured
from localkube.kubelet.stats.snapshot import NodeState, PodState

_NANO = 1e9


def page(node: NodeState) -> bytes:
    """``/metrics/resource``."""
    machine = [Subject(node.machine.last.counters, {}, node.machine.last.at)] if node.machine else []
    containers = [
        Subject(one, {**_labels(pod), "container": one.found.name}, one.series.last.at)
        for pod in node.pods
        for one in pod.containers
    ]
    pods = [
        Subject(pod, _labels(pod), min(one.series.last.at for one in pod.containers))
        for pod in node.pods
        if pod.containers
    ]
    return text(lines(_NODE, machine), lines(_CONTAINER, containers), lines(_POD, pods), _error())


def kubelet_page(node: NodeState) -> bytes:
    """``/metrics``: volumes, and what the kubelet looks after."""
    volumes = [
        Subject(use, {"namespace": pod.namespace, "persistentvolumeclaim": use.claim}, use.at)
        for pod in node.pods
        for use in pod.volumes
        if use.claim
    ]
    seen = {tuple(subject.labels.values()): subject for subject in volumes}  # a claim that two pods use is told once
    return text(lines(_VOLUME, seen.values()), _running(node))


_NODE: tuple[Family[MachineCounters], ...] = (
    Family(
        "node_cpu_usage_seconds_total",
        "counter",
        "Cumulative cpu time consumed by the node in core-seconds",
        lambda used: used.cpu / _NANO,
    ),
    Family(
        "node_memory_working_set_bytes",
        "gauge",
        "Current working set of the node in bytes",
        lambda used: used.working_set,
    ),
)
_CONTAINER: tuple[Family[Measured], ...] = (
    Family(
        "container_cpu_usage_seconds_total",
        "counter",
        "Cumulative cpu time consumed by the container in core-seconds",
        lambda one: one.series.last.counters.cpu / _NANO,
    ),
    Family(
        "container_memory_working_set_bytes",
        "gauge",
        "Current working set of the container in bytes",
        lambda one: one.series.last.counters.working_set,
    ),
    Family(
        "container_swap_usage_bytes",
        "gauge",
        "Current amount of the container swap usage in bytes.",
        lambda one: one.series.last.counters.swap,
    ),
    Family(
        "container_start_time_seconds",
        "gauge",
        "Start time of the container since unix epoch in seconds",
        lambda one: moment(one.found.started_at),
    ),
)
_POD: tuple[Family[PodState], ...] = (
    Family(
        "pod_cpu_usage_seconds_total",
        "counter",
        "Cumulative cpu time consumed by the pod in core-seconds",
        lambda pod: sum(one.series.last.counters.cpu for one in pod.containers) / _NANO,
    ),
    Family(
        "pod_memory_working_set_bytes",
        "gauge",
        "Current working set of the pod in bytes",
        lambda pod: sum(one.series.last.counters.working_set for one in pod.containers),
    ),
    Family(
        "pod_swap_usage_bytes",
        "gauge",
        "Current amount of the pod swap usage in bytes.",
        lambda pod: sum(one.series.last.counters.swap for one in pod.containers),
    ),
)
_VOLUME: tuple[Family[VolumeUse], ...] = (
    Family(
        "kubelet_volume_stats_capacity_bytes",
        "gauge",
        "Capacity in bytes of the volume",
        lambda use: use.space.capacity,
    ),
    Family(
        "kubelet_volume_stats_available_bytes",
        "gauge",
        "Number of available bytes in the volume",
        lambda use: use.space.available,
    ),
    Family(
        "kubelet_volume_stats_used_bytes", "gauge", "Number of used bytes in the volume", lambda use: use.space.used
    ),
    Family(
        "kubelet_volume_stats_inodes", "gauge", "Maximum number of inodes in the volume", lambda use: use.space.inodes
    ),
    Family(
        "kubelet_volume_stats_inodes_free",
        "gauge",
        "Number of free inodes in the volume",
        lambda use: use.space.inodes_free,
    ),
    Family(
        "kubelet_volume_stats_inodes_used",
        "gauge",
        "Number of used inodes in the volume",
        lambda use: use.space.inodes_used,
    ),
)


def _labels(pod: PodState) -> dict[str, str]:
    return {"namespace": pod.namespace, "pod": pod.name}


def _error() -> Iterator[Line]:
    yield single("resource_scrape_error", "1 if there was an error while getting container metrics, 0 otherwise", 0)


def _running(node: NodeState) -> Iterator[Line]:
    pods = sum(pod.sandbox is not None for pod in node.pods)
    containers = sum(len(pod.containers) for pod in node.pods)
    yield single("kubelet_node_name", "The node's name. The count is always 1.", 1, node=node.name)
    yield single("kubelet_running_pods", "Number of pods that have a running pod sandbox", pods)
    yield single(
        "kubelet_running_containers", "Number of containers currently running", containers, container_state="running"
    )

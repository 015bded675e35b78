"""The page ``/metrics/cadvisor``: containers, pods' networks and the machine under cAdvisor's names and labels.

Sources: "Monitoring cAdvisor with Prometheus" in cAdvisor's documentation; the labels are the kubelet's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from localkube.kubelet.observed import IMAGE_LABEL, moment
from localkube.kubelet.stats.block_devices import BlockDevice
from localkube.kubelet.stats.cgroups import Counters
from localkube.kubelet.stats.exposition import Family, Line, Subject, lines, single, text
from localkube.kubelet.stats.interfaces import Interface
from localkube.kubelet.stats.machine import MachineCounters
from localkube.kubelet.stats.sampler import Measured
from localkube.kubelet.stats.snapshot import NodeState, PodState

_NANO, _MICRO = 1e9, 1e6
_ROOT = {"container": "", "id": "/", "image": "", "name": "", "namespace": "", "pod": ""}


def page(node: NodeState) -> bytes:
    """The whole page."""
    return text(
        lines(_ROOT_FAMILIES, _machine(node)),
        lines(_FAMILIES, [_subject(pod, one) for pod in node.pods for one in pod.containers]),
        lines(_DISK_FAMILIES, _disks(node)),
        lines(_TRAFFIC_FAMILIES, (_with_device(pod, one) for pod in node.pods for one in pod.containers)),
        lines(_DEVICE_FAMILIES, (Subject(one, {**_ROOT, "device": f"/dev/{one.name}"}) for one in node.disks)),
        lines(_NETWORK_FAMILIES, _interfaces(node)),
        _of_machine(node),
    )


def _counted(counter: Callable[[Counters], float | int | None]) -> Callable[[Measured], float | int | None]:
    return lambda measured: counter(measured.series.last.counters)


def _family(name: str, type_: str, help_: str, counter: Callable[[Counters], float | int | None]) -> Family[Measured]:
    return Family(f"container_{name}", type_, help_, _counted(counter))


def _faults(kind: str, counter: Callable[[Counters], int]) -> Family[Measured]:
    labels = (("failure_type", kind), ("scope", "hierarchy"))
    name, told = "container_memory_failures_total", "Cumulative count of memory allocation failures."
    return Family(name, "counter", told, _counted(counter), labels)


_FAMILIES: tuple[Family[Measured], ...] = (
    Family(
        "container_cpu_usage_seconds_total",
        "counter",
        "Cumulative cpu time consumed in seconds.",
        _counted(lambda used: used.cpu / _NANO),
        (("cpu", "total"),),
    ),
    _family("cpu_user_seconds_total", "counter", "Cumulative user cpu time.", lambda used: used.cpu_user / _NANO),
    _family("cpu_system_seconds_total", "counter", "Cumulative system cpu time.", lambda used: used.cpu_system / _NANO),
    _family("cpu_cfs_periods_total", "counter", "Number of elapsed enforcement periods.", lambda used: used.periods),
    _family(
        "cpu_cfs_throttled_periods_total",
        "counter",
        "Number of throttled enforcement periods.",
        lambda used: used.throttled_periods,
    ),
    _family(
        "cpu_cfs_throttled_seconds_total",
        "counter",
        "Total time for which the container was throttled.",
        lambda used: used.throttled / _NANO,
    ),
    _family("memory_usage_bytes", "gauge", "Current memory usage, with caches.", lambda used: used.memory),
    _family("memory_working_set_bytes", "gauge", "Current working set.", lambda used: used.working_set),
    _family("memory_max_usage_bytes", "gauge", "Maximum memory usage recorded.", lambda used: used.memory_max),
    _family("memory_rss", "gauge", "Size of anonymous memory.", lambda used: used.rss),
    _family("memory_cache", "gauge", "Size of page cache memory.", lambda used: used.cache),
    _family("memory_mapped_file", "gauge", "Size of memory mapped files.", lambda used: used.mapped_file),
    _family("memory_swap", "gauge", "Swap usage.", lambda used: used.swap),
    _family("memory_failcnt", "counter", "Number of times memory hit its limit.", lambda used: used.memory_failures),
    _faults("pgfault", lambda used: used.page_faults),
    _faults("pgmajfault", lambda used: used.major_page_faults),
    _family("processes", "gauge", "Number of processes and threads.", lambda used: used.processes),
    _family("spec_cpu_period", "gauge", "CPU period of the container, in microseconds.", lambda used: used.period_us),
    _family("spec_cpu_quota", "gauge", "CPU quota of the container, in microseconds.", lambda used: used.quota_us),
    _family("spec_cpu_shares", "gauge", "CPU share of the container.", lambda used: used.shares),
    _family("spec_memory_limit_bytes", "gauge", "Memory limit; 0: none.", lambda used: used.memory_limit or 0),
    Family(
        "container_start_time_seconds",
        "gauge",
        "Start time of the container since unix epoch in seconds.",
        lambda measured: moment(measured.found.started_at),
    ),
    Family(
        "container_last_seen",
        "gauge",
        "Last time that the container was seen.",
        lambda measured: int(measured.series.last.at),
    ),
)

_ROOT_FAMILIES: tuple[Family[MachineCounters], ...] = (
    Family(
        "container_cpu_usage_seconds_total",
        "counter",
        "Cumulative cpu time consumed in seconds.",
        lambda used: used.cpu / _NANO,
        (("cpu", "total"),),
    ),
    Family("container_memory_usage_bytes", "gauge", "Current memory usage, with caches.", lambda used: used.memory),
    Family("container_memory_working_set_bytes", "gauge", "Current working set.", lambda used: used.working_set),
    Family("container_memory_rss", "gauge", "Size of anonymous memory.", lambda used: used.rss),
)

_DISK_FAMILIES: tuple[Family[tuple[int, int]], ...] = (
    Family("container_fs_usage_bytes", "gauge", "Bytes consumed on this filesystem.", lambda one: one[0]),
    Family("container_fs_limit_bytes", "gauge", "Bytes that can be consumed on this filesystem.", lambda one: one[1]),
)

_READ, _WRITTEN = "Cumulative count of bytes read.", "Cumulative count of bytes written."
_TRAFFIC_FAMILIES: tuple[Family[Measured], ...] = (
    _family("fs_reads_bytes_total", "counter", _READ, lambda used: used.disk_read),
    _family("fs_writes_bytes_total", "counter", _WRITTEN, lambda used: used.disk_written),
)
_DEVICE_FAMILIES: tuple[Family[BlockDevice], ...] = (
    Family("container_fs_reads_bytes_total", "counter", _READ, lambda one: one.read),
    Family("container_fs_writes_bytes_total", "counter", _WRITTEN, lambda one: one.written),
)


def _network(name: str, help_: str, value: Callable[[Interface], int]) -> Family[Interface]:
    return Family(f"container_network_{name}_total", "counter", f"Cumulative count of {help_}.", value)


_NETWORK_FAMILIES: tuple[Family[Interface], ...] = (
    _network("receive_bytes", "bytes received", lambda one: one.received_bytes),
    _network("receive_packets", "packets received", lambda one: one.received_packets),
    _network("receive_errors", "errors encountered while receiving", lambda one: one.received_errors),
    _network("receive_packets_dropped", "packets dropped while receiving", lambda one: one.received_dropped),
    _network("transmit_bytes", "bytes transmitted", lambda one: one.sent_bytes),
    _network("transmit_packets", "packets transmitted", lambda one: one.sent_packets),
    _network("transmit_errors", "errors encountered while transmitting", lambda one: one.sent_errors),
    _network("transmit_packets_dropped", "packets dropped while transmitting", lambda one: one.sent_dropped),
)


def _labels(pod: PodState, measured: Measured) -> dict[str, str]:
    return {
        "container": measured.found.name,
        "id": measured.group,
        "image": measured.found.labels.get(IMAGE_LABEL, measured.found.image),
        "name": measured.found.id,
        "namespace": pod.namespace,
        "pod": pod.name,
    }


def _subject(pod: PodState, measured: Measured) -> Subject[Measured]:
    return Subject(measured, _labels(pod, measured), measured.series.last.at)


def _with_device(pod: PodState, measured: Measured) -> Subject[Measured]:
    """All devices together, which is told as none."""
    return Subject(measured, {**_labels(pod, measured), "device": ""}, measured.series.last.at)


def _machine(node: NodeState) -> Iterator[Subject[MachineCounters]]:
    if node.machine is not None:
        yield Subject(node.machine.last.counters, _ROOT, node.machine.last.at)


def _disks(node: NodeState) -> Iterator[Subject[tuple[int, int]]]:
    yield Subject((node.space.used, node.space.capacity), {**_ROOT, "device": ""})
    for pod in node.pods:
        for measured in pod.containers:
            disk = pod.disks.get(measured.found.name)
            if disk is not None:
                labels = {**_labels(pod, measured), "device": ""}
                yield Subject((disk.used, node.image_space.capacity), labels, disk.at)


def _interfaces(node: NodeState) -> Iterator[Subject[Interface]]:
    for interface in node.interfaces:
        yield Subject(interface, {**_ROOT, "interface": interface.name})
    for pod in node.pods:
        if pod.sandbox is None:
            continue
        labels = {
            "container": "",
            "id": f"/{pod.sandbox.id}",
            "image": pod.sandbox.image,
            "name": pod.sandbox.id,
            "namespace": pod.namespace,
            "pod": pod.name,
        }
        for interface in pod.interfaces:
            yield Subject(interface, {**labels, "interface": interface.name})


def _of_machine(node: NodeState) -> Iterator[Line]:
    yield single("machine_cpu_cores", "Number of logical CPU cores.", node.cpus)
    yield single("machine_memory_bytes", "Amount of memory installed on the machine.", node.memory)
    yield single("container_scrape_error", "1 if there was an error while getting container metrics, 0 otherwise", 0)

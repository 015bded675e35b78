"""The page ``/stats/summary``: JSON in the kubelet's form. Source: "Kubelet Stats API" (``v1alpha1 Summary``)."""

from __future__ import annotations

from collections.abc import Iterable

from localkube.kubelet.observed import moment
from localkube.kubelet.stats.cgroups import Counters
from localkube.kubelet.stats.disk import ContainerDisk, Space, VolumeUse
from localkube.kubelet.stats.interfaces import Interface
from localkube.kubelet.stats.machine import MachineCounters
from localkube.kubelet.stats.sampler import Measured, Sample, Series
from localkube.kubelet.stats.snapshot import NodeState, PodState
from localkube.objects.access import Obj
from localkube.objects.meta import render_time


def summary(node: NodeState, now: float, *, only_cpu_and_memory: bool = False) -> Obj:
    """The whole document; ``now`` is when its disks and networks were looked at."""
    told: Obj = {"nodeName": node.name, "startTime": render_time(node.started_at)}
    if node.machine is not None:
        told |= _of_machine(node.machine, node.memory)
    if not only_cpu_and_memory:
        if node.interfaces:
            told["network"] = _network(node.interfaces, now)
        processes, most = node.pids
        told |= {
            "fs": _space(node.space, now),
            "runtime": {"imageFs": _space(node.image_space, now)},
            "rlimit": {"time": render_time(now), "maxpid": most, "curproc": processes},
        }
    return {"node": told, "pods": [_pod(pod, now, only_cpu_and_memory) for pod in node.pods if pod.containers]}


def _pod(pod: PodState, now: float, only_cpu_and_memory: bool) -> Obj:
    metadata = pod.pod["metadata"]
    told: Obj = {
        "podRef": {"name": pod.name, "namespace": pod.namespace, "uid": metadata["uid"]},
        "startTime": (pod.pod.get("status") or {}).get("startTime") or metadata["creationTimestamp"],
        "containers": [_container(pod, one, only_cpu_and_memory) for one in pod.containers],
        **_sum(pod.containers),
    }
    if only_cpu_and_memory:
        return told
    if pod.interfaces:
        told["network"] = _network(pod.interfaces, now)
    if pod.volumes:
        told["volume"] = [_volume(use, pod.namespace) for use in pod.volumes]
    if pod.disks:
        own = sum(use.space.used for use in pod.volumes if not use.claim)
        used = own + sum(disk.used for disk in pod.disks.values())
        told["ephemeral-storage"] = {"time": render_time(now), "usedBytes": used}
    processes = sum(one.series.last.counters.processes for one in pod.containers)
    return {**told, "process_stats": {"process_count": processes}}


def _container(pod: PodState, measured: Measured, only_cpu_and_memory: bool) -> Obj:
    told: Obj = {
        "name": measured.found.name,
        "startTime": render_time(moment(measured.found.started_at)),
        "cpu": _cpu(measured.series.last, measured.series.cores),
        "memory": _memory(measured.series.last, measured.series.last.counters.memory_limit),
        "swap": {
            "time": render_time(measured.series.last.at),
            "swapUsageBytes": measured.series.last.counters.swap,
        },
    }
    disk = pod.disks.get(measured.found.name)
    return told if disk is None or only_cpu_and_memory else {**told, "rootfs": _written(disk)}


def _sum(containers: Iterable[Measured]) -> Obj:
    """Processor and memory of a pod: what its containers have together, as old as the oldest of them."""
    series = [one.series for one in containers]
    at = min(one.last.at for one in series)
    rates = [one.cores for one in series]
    used = [one.last.counters for one in series]
    whole = Counters(
        cpu=sum(one.cpu for one in used),
        memory=sum(one.memory for one in used),
        inactive_file=sum(one.inactive_file for one in used),
        rss=sum(one.rss for one in used),
        page_faults=sum(one.page_faults for one in used),
        major_page_faults=sum(one.major_page_faults for one in used),
    )
    cores = None if any(rate is None for rate in rates) else sum(rate or 0 for rate in rates)
    sample = Sample(at, 0, whole)
    return {"cpu": _cpu(sample, cores), "memory": _memory(sample, None)}


def _of_machine(series: Series[MachineCounters], memory_bytes: int) -> Obj:
    memory = _memory(series.last, memory_bytes)
    return {"cpu": _cpu(series.last, series.cores), "memory": memory}


def _cpu(sample: Sample[Counters] | Sample[MachineCounters], cores: float | None) -> Obj:
    told: Obj = {"time": render_time(sample.at), "usageCoreNanoSeconds": sample.counters.cpu}
    return told if cores is None else {**told, "usageNanoCores": round(cores * 1e9)}


def _memory(sample: Sample[Counters] | Sample[MachineCounters], limit: int | None) -> Obj:
    used = sample.counters
    told: Obj = {
        "time": render_time(sample.at),
        "usageBytes": used.memory,
        "workingSetBytes": used.working_set,
        "rssBytes": used.rss,
        "pageFaults": used.page_faults,
        "majorPageFaults": used.major_page_faults,
    }
    return told if limit is None else {**told, "availableBytes": max(0, limit - used.working_set)}


def _network(interfaces: Iterable[Interface], now: float) -> Obj:
    told = [
        {
            "name": one.name,
            "rxBytes": one.received_bytes,
            "rxErrors": one.received_errors,
            "txBytes": one.sent_bytes,
            "txErrors": one.sent_errors,
        }
        for one in interfaces
    ]
    main = next((one for one in told if one["name"] == "eth0"), told[0])
    return {"time": render_time(now), **main, "interfaces": told}


def _volume(use: VolumeUse, namespace: str) -> Obj:
    told = {**_space(use.space, use.at), "name": use.name}
    return {**told, "pvcRef": {"name": use.claim, "namespace": namespace}} if use.claim else told


def _space(space: Space, at: float) -> Obj:
    return {
        "time": render_time(at),
        "availableBytes": space.available,
        "capacityBytes": space.capacity,
        "usedBytes": space.used,
        "inodesFree": space.inodes_free,
        "inodes": space.inodes,
        "inodesUsed": space.inodes_used,
    }


def _written(disk: ContainerDisk) -> Obj:
    return {"time": render_time(disk.at), "usedBytes": disk.used}

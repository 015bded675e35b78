"""What is asked of Prometheus for each chart. Pure.

The names are cAdvisor's, as every kubelet has them below ``/metrics/cadvisor``. The same container may be there twice,
when two scrape it or while it is restarted: ``max by`` counts it once. Ranges (``[150s]``) are used also for what is no
counter, so that a gap is one here whatever the Prometheus' look-back is, and a long step shows its highest.
"""

from __future__ import annotations

from collections.abc import Mapping

from slipway.cluster import ContainerRef, Span, selector
from slipway.monitoring.schemas import Metric

RATE_SECONDS = 150
"""Two samples are in it also where they are taken once a minute."""
FINE_RATE_SECONDS = 60
"""What an autoscaler would have followed is seen in such a rate, and levelled out in a longer one."""
LEVEL_SECONDS = 120

OUTWARD = (
    'interface!~"lo|veth.*|cali.*|cni.*|lxc.*|docker.*|br-.*|flannel.*|cilium.*|tunl.*|vxlan.*|kube-.*|nodelocal.*"'
)
"""Interfaces of a host that lead out of it: what goes through the others is seen on these, or never leaves."""
DISKS = 'device=~"((/dev/)?(sd|hd|vd|xvd|nvme|mmcblk|md|rbd|dasd).*)?"'
"""Disks, and what tells no device; neither file systems in memory nor what lies upon a disk (``dm-``, ``loop``)."""
VOLUMES = 'device=~"((/dev/)?(sd|hd|vd|xvd|nvme|mmcblk|md|rbd|dasd|dm-|mapper/).*)?"'
"""What has a file system, and what tells no device."""
CONTAINERS = 'container!~"|POD"'

Queries = Mapping[Metric, str]


def container_queries(ref: ContainerRef, span: Span) -> Queries:
    """Ask for one container; the network is that of its pod, because containers of a pod share it."""
    pod = {"namespace": ref.namespace, "pod": ref.pod}
    own = {**pod, "container": str(ref.container)}
    rate, level = _windows(span)

    def sums(metric: str, labels: Mapping[str, str], by: str) -> str:
        return f"sum(max by (id, {by}) (rate({selector(metric, labels)}[{rate}])))"

    memory = selector("container_memory_working_set_bytes", own)
    used = selector("container_fs_usage_bytes", own)
    return {
        Metric.CPU: sums("container_cpu_usage_seconds_total", own, "cpu"),
        Metric.MEMORY: f"max(max_over_time({memory}[{level}]))",
        Metric.NETWORK_RECEIVED: sums("container_network_receive_bytes_total", pod, "interface"),
        Metric.NETWORK_SENT: sums("container_network_transmit_bytes_total", pod, "interface"),
        Metric.DISK_READ: sums("container_fs_reads_bytes_total", own, "device"),
        Metric.DISK_WRITTEN: sums("container_fs_writes_bytes_total", own, "device"),
        Metric.DISK_USED: f"max(sum by (id) (max by (id, device) (max_over_time({used}[{level}]))))",
    }


def host_queries(host: str, span: Span) -> Queries:
    """Ask for one host: cAdvisor's root, which is the whole machine."""
    rate, level = _windows(span)

    def everywhere(function: str, metric: str, window: str, rest: str) -> str:
        """Find the host by the label that the Prometheus Operator gives, or by that of Prometheus' own discovery."""
        found = (selector(metric, {"id": "/", label: host}, rest) for label in ("node", "instance"))
        return " or ".join(f"{function}({each}[{window}])" for each in found)

    def sums(metric: str, by: str, rest: str = "") -> str:
        return f"sum(max by ({by}) ({everywhere('rate', metric, rate, rest)}))"

    memory = everywhere("max_over_time", "container_memory_working_set_bytes", level, "")
    used = everywhere("max_over_time", "container_fs_usage_bytes", level, VOLUMES)
    return {
        Metric.CPU: sums("container_cpu_usage_seconds_total", "cpu"),
        Metric.MEMORY: f"max({memory})",
        Metric.NETWORK_RECEIVED: sums("container_network_receive_bytes_total", "interface", OUTWARD),
        Metric.NETWORK_SENT: sums("container_network_transmit_bytes_total", "interface", OUTWARD),
        Metric.DISK_READ: sums("container_fs_reads_bytes_total", "device", DISKS),
        Metric.DISK_WRITTEN: sums("container_fs_writes_bytes_total", "device", DISKS),
        Metric.DISK_USED: f"sum(max by (device) ({used}))",
    }


def platform_queries(span: Span) -> Queries:
    """Ask for all hosts together: cAdvisor's root of each."""
    rate, level = _windows(span)
    cpu = selector("container_cpu_usage_seconds_total", {"id": "/"})
    memory = selector("container_memory_working_set_bytes", {"id": "/"})
    return {
        Metric.CPU: f"sum(max by (node, instance, cpu) (rate({cpu}[{rate}])))",
        Metric.MEMORY: f"sum(max by (node, instance) (max_over_time({memory}[{level}])))",
    }


def namespace_queries(namespace: str, span: Span) -> Queries:
    """Ask for all containers of a namespace together; neither pods, which hold them, nor the pause in each count."""
    return _together({"namespace": namespace}, CONTAINERS, span)


def service_queries(namespace: str, service: str, span: Span) -> Queries:
    """Ask for all replicas of a service together, those that there were then: its containers are named after it."""
    return _together({"namespace": namespace, "container": service}, f'pod=~"{service}-.+"', span)


def _together(labels: Mapping[str, str], rest: str, span: Span) -> Queries:
    """Take rates over a minute, and over longer where samples are seldomer."""
    rate, level = _windows(span)
    cpu = selector("container_cpu_usage_seconds_total", labels, rest)
    memory = selector("container_memory_working_set_bytes", labels, rest)
    fine = f"{max(span.step, FINE_RATE_SECONDS)}s"
    rates = f"rate({cpu}[{fine}]) or rate({cpu}[{rate}])"
    return {
        Metric.CPU: f"sum(max by (id, pod, container, cpu) ({rates}))",
        Metric.MEMORY: f"sum(max by (id, pod, container) (max_over_time({memory}[{level}])))",
    }


def _windows(span: Span) -> tuple[str, str]:
    """Return over how long rates and levels are taken: at least a step, so that nothing falls between two."""
    return f"{max(span.step, RATE_SECONDS)}s", f"{max(span.step, LEVEL_SECONDS)}s"

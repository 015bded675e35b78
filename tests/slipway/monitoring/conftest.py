"""A real Prometheus with a month of history, and a platform with a pretended cluster that asks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from slipway.settings import Settings
from tests.slipway import prometheus
from tests.slipway.containers.conftest import address, database_url, developer, web
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.prometheus import History, Sample

MIB = 1024 * 1024
DAY = 24 * 3600
GAP = range(1200, 1800)
"""Seconds before now in which nothing was measured of the container ``web`` of ``web-a``."""
OWN = {"namespace": "slipway-acme", "pod": "web-a"}


LONG = [*range(30 * DAY, 29 * DAY, -1200), *range(7 * DAY, 7 * DAY - 36_000, -600)]
"""When it was measured before the last hour: two short times, because blocks are costly to make."""
OF_WEB = {**OWN, "container": "web", "id": "/kubepods/web-1"}


def growing(agos: Iterable[int], per_second: float) -> list[Sample]:
    """A counter."""
    return [(ago, per_second * (30 * DAY - ago)) for ago in agos if ago not in GAP]


PEAK = 2.0
"""Cores that one more replica used, for a minute only."""


def a_peak() -> list[Sample]:
    """The counter of a container that was idle, busy for a minute, idle, and gone."""
    return [(ago, PEAK * min(60, max(0, 2850 - ago))) for ago in range(3000, 2699, -15)]


def every(seconds: int, *, per_second: float = 0.0, level: float = 0.0) -> list[Sample]:
    """The last hour of a counter, or of a level that stays."""
    agos = range(3600, -1, -seconds)
    return growing(agos, per_second) if per_second else [(ago, level) for ago in agos if ago not in GAP]


def a_month() -> History:
    """What was seen of a container before the last hour."""
    history = History()
    history.add("container_cpu_usage_seconds_total", growing(LONG, 0.25), **OF_WEB, cpu="total", job="kubelet")
    return history


def an_hour() -> History:
    """What two scrapers have seen of a container, of its namesake elsewhere, and of two hosts."""
    history, of_web = History(), OF_WEB
    for job in ("kubelet", "again"):
        history.add("container_cpu_usage_seconds_total", every(15, per_second=0.5), **of_web, cpu="total", job=job)
        history.add("container_memory_working_set_bytes", every(15, level=64 * MIB), **of_web, job=job)
    history.add("container_cpu_usage_seconds_total", every(15, per_second=7), cpu="total",
                **{**of_web, "namespace": "slipway-other"})  # fmt: skip
    history.add("container_cpu_usage_seconds_total", every(15, per_second=7), cpu="total",
                **{**of_web, "container": "side", "id": "/kubepods/side"})  # fmt: skip
    history.add("container_cpu_usage_seconds_total", a_peak(), cpu="total",
                **{**of_web, "pod": "web-b", "id": "/kubepods/web-2"})  # fmt: skip
    sandbox = {**OWN, "container": "", "id": "/kubepods/sandbox", "interface": "eth0"}
    history.add("container_network_receive_bytes_total", every(15, per_second=1000), **sandbox)
    history.add("container_network_transmit_bytes_total", every(15, per_second=200), **sandbox)
    history.add("container_fs_usage_bytes", every(60, level=3 * MIB), **of_web, device="/dev/sda1")
    history.add("container_fs_reads_bytes_total", every(15, per_second=50), **of_web, device="/dev/sda")
    _hosts(history)
    return history


def _hosts(history: History) -> None:
    """``n1`` as Prometheus' own discovery labels it, ``n2`` as the Prometheus Operator does."""
    for labels, cores in (({"instance": "n1"}, 1.5), ({"node": "n2", "instance": "10.9.8.7:10250"}, 2.5)):
        root = {"id": "/", **labels}
        history.add("container_cpu_usage_seconds_total", every(15, per_second=cores), **root, cpu="total")
        history.add("container_memory_working_set_bytes", every(15, level=900 * MIB), **root)
        for interface, speed in (("eth0", 4000), ("veth12", 9000), ("cni0", 9000)):
            history.add("container_network_receive_bytes_total", every(15, per_second=speed), **root,
                        interface=interface)  # fmt: skip
        for device, size in (("/dev/sda1", 700 * MIB), ("tmpfs", 100 * MIB)):
            history.add("container_fs_usage_bytes", every(15, level=size), **root, device=device)
        for device in ("/dev/sda", "/dev/dm-0"):
            history.add("container_fs_writes_bytes_total", every(15, per_second=80), **root, device=device)


@pytest.fixture(scope="session")
def prometheus_url() -> Iterator[str]:
    """The URL of a running Prometheus."""
    if not prometheus.installed():
        pytest.skip("Prometheus is not installed (apt-get install prometheus)")
    with prometheus.running(a_month(), an_hour()) as url:
        yield url


@pytest.fixture
def settings(settings: Settings, kubernetes_at: tuple[Kubernetes, Path], prometheus_url: str) -> Settings:
    """Settings of a platform that has a cluster and a Prometheus."""
    return settings.model_copy(update={"kubeconfig": kubernetes_at[1], "prometheus_url": prometheus_url})


def values(charts: dict[str, Any], metric: str) -> list[float | None]:
    """The values of a chart."""
    (found,) = (each for each in charts["charts"] if each["metric"] == metric)
    return [value for _, value in found["points"]]


__all__ = ["address", "database_url", "developer", "web"]  # fixtures, found by their names

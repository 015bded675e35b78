"""Answers what pods and the node use, for metrics.k8s.io and the autoscaler."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from localkube.kubelet.inventory import Inventory
from localkube.kubelet.podspec import uid_of
from localkube.kubelet.settings import Settings
from localkube.kubelet.stats.sampler import Sampler
from localkube.objects.access import Access
from localkube.objects.usage import ContainerUsage, NodeUsage, PodUsage


class Usage:
    """Implements ``objects.usage.UsageSource`` for one node."""

    def __init__(self, access: Access, inventory: Inventory, sampler: Sampler, settings: Settings) -> None:
        self._access = access
        self._inventory = inventory
        self._sampler = sampler
        self._settings = settings

    def pod(self, namespace: str, name: str) -> PodUsage | None:
        """See ``UsageSource``. None as long as one of the pod's containers has no rate: half a pod would mislead."""
        pod = self._access.find("pods", namespace, name)
        if pod is None:
            return None
        found = [self._sampler.containers.get(running.id) for running in self._inventory.of(uid_of(pod)).running()]
        series = {known.found.name: known.series for known in found if known and known.series.cores is not None}
        if not series or len(series) < len(found):
            return None
        oldest = min(series.values(), key=lambda one: one.last.at)
        containers = {
            container: ContainerUsage(one.cores or 0.0, one.last.counters.working_set)
            for container, one in series.items()
        }
        return PodUsage(_time(oldest.last.at), timedelta(seconds=oldest.window), containers, uid_of(pod))

    def node(self, name: str) -> NodeUsage | None:
        """See ``UsageSource``."""
        series = self._sampler.machine if self._settings.whole_machine else self._sampler.together()
        if name != self._settings.node_name or series is None or series.cores is None:
            return None
        window = timedelta(seconds=series.window)
        return NodeUsage(_time(series.last.at), window, series.cores, series.last.counters.working_set)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
